"""Print `docs/tables.md`, every table and column of `diag lot`: `make gold` writes it."""

from collections.abc import Iterator

from diag.benchmark.structures import ANSWER_CODES
from diag.table.published_columns import Field, fields_told
from diag.table.word_lists import load

TYPES = {"string": "texte", "integer": "entier", "number": "nombre", "date": "date"}


def described() -> str:
    """Return the page, for those who read tables."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Les tableaux de `diag lot`"
    yield ""
    yield (
        "Chaque dossier de résultats porte la description de ses tableaux, `datapackage.json` "
        "(Frictionless Table Schema) : colonnes, types, mots possibles, séparateur. "
        "`AXE` est l’identifiant d’un axe, ou `global` ; `QUESTION` celui d’une question."
    )
    for table, told in load("published_columns").items():
        yield from ("", f"## `{table}.csv`", "", f"{told['title']}.", "")
        yield from ("| Colonne | Type | Ce qu’elle dit |", "|---|---|---|")
        yield from map(_line, fields_told(told["columns"]))
        if table == "scores":
            yield from (_line(field, "AXE_") for field in fields_told(told["axes"]))
            yield _line(Field("QUESTION", "string", "Réponse à la question", ANSWER_CODES))


def _line(field: Field, prefix: str = "") -> str:
    words = ", ".join(f"`{word}`" for word in field.words if word)
    said = f"{field.meaning} ({words})" if words else field.meaning
    return f"| `{prefix}{field.name}` | {TYPES[field.kind]} | {said} |"


if __name__ == "__main__":
    print(described(), end="")
