"""What a command leaves unloaded."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder


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
