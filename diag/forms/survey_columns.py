"""What a survey tool has beside an answer: « je ne sais pas » and « non concerné », their reason, a note.

The columns that come back bear these endings, which `table/tools.toml` knows.
"""

from diag.questionnaire.questionnaire_model import Question

NOT_APPLICABLE, UNKNOWN = "nc", "nsp"
_STATES = {UNKNOWN: "Je ne sais pas", NOT_APPLICABLE: "Non concerné"}
NO_NUMBER = "Si vous ne savez pas, ou si ce n’est pas concerné."
OTHERWISE, REASON, NOTE = "sinon", "raison", "comment"
"""What ends the name of the columns that stand beside an answer."""


def states(question: Question) -> dict[str, str]:
    """Return the code and the label of what may be said instead of an answer."""
    return {name: label for name, label in _STATES.items() if name == UNKNOWN or question.not_applicable}
