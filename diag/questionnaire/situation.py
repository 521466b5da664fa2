"""The situation that a level of a ladder describes, in full."""

from diag.questionnaire.questionnaire_model import SingleQuestion


def situation(question: SingleQuestion, level: int) -> str:
    """Return the situation of a level, with those it adds to: « une personne … En plus, … »."""
    parts: list[str] = []
    for choice in question.choices:
        if parts and choice.label == _BOTH:
            parts[-1] = _both(parts[-1])
        else:
            parts = [*parts, choice.label] if choice.adds else [choice.label]
        if choice.level == level:
            break
    return " ".join(parts).rstrip(".")


_BOTH = "Les deux."


def _both(either: str) -> str:
    """Return a rung « l’un des deux : A, ou B » once both are there: « les deux : A, et B »."""
    for one, two in (("l’un des deux", "les deux"), ("L’un des deux", "Les deux")):
        if one in either:
            return either.replace(one, two, 1).replace(", ou ", ", et ", 1)
    return f"{either} {_BOTH}"
