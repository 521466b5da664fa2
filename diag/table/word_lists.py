"""The lists of words that lie beside this file, as TOML that anybody may read and mend."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from diag.export.spelling import squeeze


@cache
def load(name: str) -> dict[str, Any]:
    """Return what `name`.toml holds; shared, not to be changed."""
    return tomllib.loads(files("diag.table").joinpath(f"{name}.toml").read_text("utf-8"))


def squeezed(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as headings are compared: `#` alone stays itself."""
    return tuple(dict.fromkeys(squeeze(name) or name for name in names))


#: What survey tools and people write as headings, by what it tells.
HEADINGS = {use: squeezed(names) for use, names in load("tools")["headings"].items()}
