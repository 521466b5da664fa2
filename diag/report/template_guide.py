"""The guide of the templates: every variable of every part, with an example where a visit has one.

It is generated from the view-model (`make gold`), so that it cannot be incomplete.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from diag.french import cut_at_word
from diag.report.document import Document, Foot, Head, Section
from diag.report.reader_document import SECTIONS
from diag.report.view_model import Part
from diag.safe_text import markdown

_OPENING = """# Les modèles du rapport

Ce dossier copie les modèles de diag. Gardez ceux que vous changez, effacez les autres, puis :

    diag rapport VISITE --modeles DOSSIER

- `NOM.html.j2` et `NOM.md.j2` sont une partie du rapport, en page et en Markdown. Ce sont des modèles \
Jinja (https://jinja.palletsprojects.com/), dans un bac à sable : ils n’atteignent ni fichier ni réseau, \
et tout texte y est échappé.
- `report.docx` est le modèle Word, avec les mêmes variables sans le mot `section` devant : \
`{{ lead.opening }}`. Il s’ouvre et se modifie dans un traitement de texte : styles, ordre, textes. \
`{%p if year %}` garde une partie, `{%tr for row in year.rows %}` répète une ligne de tableau.
- Une erreur est dite avec le fichier et la ligne. Un nom de fichier inconnu est refusé.

Partout : `document.title`, `document.reader`, `document.running`, `logo`, `mention`.
"""


def guide(documents: Sequence[Document]) -> str:
    """Return the guide, its examples taken from documents of illustrative visits."""
    found = {name: [d.parts[name] for d in documents if name in d.parts] for name in SECTIONS}
    blocks = [_OPENING]
    blocks += _block("head", Head, [d.head for d in documents], "document.head")
    blocks += _block("foot", Foot, [d.foot for d in documents], "document.foot")
    for name, section in SECTIONS.items():
        blocks += _block(name, section, found[name], "section")
    return "\n".join(blocks)


def _block(name: str, kind: type[Part], examples: Sequence[Part], variable: str) -> Iterator[str]:
    headings = [one.heading for one in examples if isinstance(one, Section) and one.heading]
    yield f"## `{name}`{' – ' + markdown(headings[0]) if headings else ''}\n"
    yield from _lines(kind, examples, variable)
    yield ""


def _lines(kind: type[Part], examples: Sequence[Part], variable: str) -> Iterator[str]:
    """Yield a line for each variable of a part, and of what it holds."""
    hints = get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]
        values = [getattr(one, field.name) for one in examples]
        yield from _variable(hints[field.name], values, f"{variable}.{field.name}")


def _variable(hint: Any, values: Sequence[Any], variable: str) -> Iterator[str]:
    if get_origin(hint) is tuple:
        inside = get_args(hint)
        items = [item for value in values for item in value]
        if inside[-1] is not ...:
            yield f"- `{variable}` : suite de {len(inside)} textes"
            return
        one = variable.rpartition(".")[2]
        one = one[:-1] if one.endswith("s") else f"un_{one}"
        yield f"- `{variable}` : liste, à parcourir par `{{% for {one} in {variable} %}}`"
        for line in _variable(inside[0], items, one):
            yield f"  {line}"
    elif isinstance(hint, UnionType):
        yield from _variable(get_args(hint)[0], [v for v in values if v is not None], variable)
    elif isinstance(hint, type) and issubclass(hint, Part):
        yield from _lines(hint, values, variable)
    elif hint is bool:
        yield f"- `{variable}` : vrai ou faux"
    else:
        yield f"- `{variable}` : texte{_example(values)}"


def _example(values: Sequence[str]) -> str:
    text = next((value for value in values if value), "")
    if not text:
        return ""
    short = text if len(text) <= _MOST_SIGNS else cut_at_word(text, _MOST_SIGNS)
    return f", par exemple « {markdown(short)} »"


_MOST_SIGNS = 80
