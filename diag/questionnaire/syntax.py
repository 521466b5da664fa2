"""What the YAML parser says, told in French with the way to mend it."""

import yaml

from diag.questionnaire.mistakes import Mistake

_NEVER_CLOSED = ("unexpected end of stream", "did not find expected ',' or")
_SYNTAX = {
    "mapping values are not allowed": (
        "deux-points inattendu",
        "mettez entre guillemets le texte qui contient « : »",
    ),
    "could not find expected ':'": ("il manque « : » après la clé", "écrivez « clé: valeur »"),
    "did not find expected key": (
        "alignement ou guillemet incorrect",
        "alignez les clés d’un même bloc et fermez les guillemets",
    ),
    "did not find expected '-' indicator": (
        "alignement incorrect dans une liste",
        "commencez chaque élément par « - » au même retrait",
    ),
    "cannot start any token": (
        "caractère inattendu",
        "mettez entre guillemets les textes qui commencent par @, % ou `, et le retrait en espaces",
    ),
    "unexpected end of stream": ("guillemet jamais fermé", "fermez le guillemet"),
    "block sequence entries are not allowed": (
        "élément de liste inattendu",
        "mettez « - » à la ligne, sous la clé",
    ),
    "did not find expected ',' or": (
        "crochet ou accolade jamais fermé",
        "fermez la liste avec ] ou }",
    ),
    "did not find expected ',' or ']'": ("crochet jamais fermé", "fermez la liste avec ]"),
    "control characters are not allowed": ("caractère de contrôle", "supprimez ce caractère"),
    "found a tab character": ("tabulation dans le retrait", "remplacez-la par des espaces"),
}


def explain_syntax(error: yaml.YAMLError, name: str) -> Mistake:
    """Return the parser's error as a mistake in French, at its place."""
    problem = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''} {error}"
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if any(sign in problem for sign in _NEVER_CLOSED):
        marks.reverse()  # the fault is where it was opened, not where the reader gave up
    mark = marks[0] or marks[1]
    default = ("écriture YAML incorrecte", "vérifiez le retrait, les deux-points et les guillemets")
    what, how = next((text for sign, text in _SYNTAX.items() if sign in problem), default)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Mistake(name, line, column, "Y01", what, how)
