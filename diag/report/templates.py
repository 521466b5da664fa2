"""Where the templates are, and what they all share.

Compiling them takes longer than writing a report: once compiled they are kept in the user's cache
folder, as Python keeps its own modules, beside the questionnaires (`questionnaire/cache.py`).
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2 import __version__ as version
from jinja2.bccache import Bucket
from markupsafe import Markup

from diag.questionnaire.cache import cache_folder
from diag.resources import resource


class Templates(Environment):
    """Templates that print a view: its parts have attributes, and nothing else to look for."""

    getattr = staticmethod(getattr)  # type: ignore[assignment]


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates on disk; what is damaged, or cannot be written, is as nothing kept."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find a template compiled from the very same text."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever the file holds, the template is still there to be compiled
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _kept(name: str) -> _Compiled | None:
    """Return what is kept for an environment: the same template is compiled otherwise in another."""
    place = cache_folder()
    if place is None:
        return None
    key = hashlib.sha256(f"{version} {name} ".encode() + Path(__file__).read_bytes()).hexdigest()
    return _Compiled(str(place), f"{key[:16]}-%s.jinja")


def environment(
    name: str, styles: tuple[str, ...], autoescape: bool, **options: Any
) -> Environment:
    """Return the templates, with some style sheets as `style`, written into the page.

    Args:
        name: of these very settings: no two environments of a name differ in the code they compile.
        styles: files of `report_templates/`, in order.
        autoescape: escape what the templates are not the author of; otherwise `finalize` does.
        options: others of Jinja.

    """
    folder = resource("report_templates")
    made = Templates(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_kept(name),
        **options,
    )
    style = "".join((folder / name).read_text("utf-8") for name in styles)
    made.globals["style"] = Markup(style)  # noqa: S704 - our own files
    return made
