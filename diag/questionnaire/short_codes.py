"""Names of the questionnaire as survey tools admit them: letters and digits alone, and not many.

The same name always gives the same code, whatever the version and the tool; what comes back is known by it.
"""

import hashlib

LEVEL = "n"
"""Begins the code of a level: a bare number may be a rank in some tool, `n2` may not."""
ANSWER_SIGNS, NAME_SIGNS = 5, 20
"""Signs that LimeSurvey admits in the code of an answer, and in that of a question or of a box."""


def short_code(name: str, signs: int = NAME_SIGNS) -> str:
    """Return a name without its dashes; a longer one ends with four signs of its fingerprint."""
    bare = "".join(c for c in name if c.isalnum())
    if len(bare) <= signs:
        return bare
    return bare[: signs - 4] + hashlib.sha256(name.encode()).hexdigest()[:4]
