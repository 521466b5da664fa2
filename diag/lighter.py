"""What a command does without."""

import gc
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder


def collect_rarely() -> None:
    """Look for cycles every 100,000 objects, not every 700.

    What a command reads stays until it ends: looking for cycles in it takes a tenth of its time, and
    finds none.
    """
    gc.set_threshold(100_000, 20, 20)


class _Hidden(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:
        """Refuse pandas, and leave the rest to others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def spare_pandas() -> None:
    """Keep pyarrow from importing pandas at its first array: no command uses it.

    Where pandas is installed, that import takes as long as scoring thousands of structures.
    """
    import pyarrow as pa

    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([0])  # from here on, pyarrow holds that pandas is not there
    finally:
        sys.meta_path.remove(hidden)
