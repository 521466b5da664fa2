"""Keys that questionnaires and cases of the first method held, and what to write in their place."""

_OF_THE_METHOD = "c’est désormais une règle de la méthode, la même pour tous : supprimez cette ligne"
_RETIRED = {
    ("scoring", "dimension_margin"): _OF_THE_METHOD,
    ("scoring", "minimum_coverage"): _OF_THE_METHOD,
    ("scoring", "maximum_not_applicable"): _OF_THE_METHOD,
    ("scoring", "unknown_to_confirm"): _OF_THE_METHOD,
    ("scoring", "uneven_balance"): _OF_THE_METHOD,
    ("scoring", "weight_variation"): _OF_THE_METHOD,
    ("planning", "minimum_gain"): _OF_THE_METHOD,
    ("planning", "quick_effort"): _OF_THE_METHOD,
    ("planning", "quarters"): _OF_THE_METHOD,
    ("planning", "priorities"): _OF_THE_METHOD,
    ("lasting_conditions", "questions"): "remplacez cette ligne par « statements », "
    "un énoncé par question : {question: …, at_least: …, held: …, not_held: …}",
    ("expected", "first_actions"): "écrivez « priorities », les actions attendues parmi les six "
    "premières, sans leur ordre",
}
"""What to do of a key, by the part of the file that held it, and its name."""


def retired(loc: tuple[int | str, ...]) -> str:
    """Return what to do of the key at `loc`, or an empty text when it never existed."""
    return _RETIRED.get((str(loc[0]), str(loc[-1])), "")
