"""The page in simple words, for the people supported and their council: what is looked at, what was decided.

One sheet, from the `easy` texts of the content; an idea is a picture and a short sentence. It is to be read again
with people concerned before it may be called easy to read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diag.forms.form_order import FormOrder
from diag.forms.form_page import page
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.visit.visit_model import Visit

MOST = 4
"""Ideas under a heading: the page is one sheet."""
_WELL = 2
"""Level from which a core answer goes well."""
_ICONS = {"EQ": "device", "FO": "learn", "FI": "paper", "AP": "like", "IA": "machine"}


@dataclass(frozen=True)
class Idea:
    """A sentence on a line of its own, and the picture beside it; no name: the one before goes on."""

    picture: str
    text: str


HERE = (
    Idea("device", "Le numérique, ce sont les ordinateurs, les téléphones et internet."),
    Idea("look", "Nous regardons comment il sert ici, pour vous et avec vous."),
)
LOOKED_AT = (
    Idea("device", "Nous regardons les appareils que vous pouvez utiliser."),
    Idea("learn", "Nous regardons comment les professionnels vous aident."),
    Idea("like", "Nous regardons ce que vous aimez faire."),
    Idea("machine", "Nous parlons aussi de l’intelligence artificielle."),
    Idea("", "L’intelligence artificielle est une machine qui écrit ou répond."),
)
AFTER = (
    Idea("arrow", "Ensuite, l’équipe choisit ce qui va changer."),
    Idea("talk", "Vous pourrez dire ce que vous en pensez."),
)
IDEAS_ONLY = Idea("arrow", "Rien n’est encore décidé. Voici des idées.")
SAY = (
    Idea("talk", "Vous pouvez dire ce qui vous plaît."),
    Idea("talk", "Vous pouvez dire ce qui manque."),
    Idea("group", "Vous pouvez en parler au conseil de la vie sociale."),
    Idea("", "Au conseil, des personnes accompagnées parlent pour vous."),
)
WITHOUT = (
    Idea("paper", "Vous pouvez demander un papier."),
    Idea("phone", "Vous pouvez demander un appel, ou un rendez-vous."),
)
FRAME = ("Le numérique ici", "Ce qui va bien", "Ce qui va changer", "Vous pouvez dire ce que vous voulez",
         "Vous pouvez toujours demander sans internet")  # fmt: skip


def form(order: FormOrder) -> bytes:
    """Return the page."""
    return page(
        "simple",
        structure=order.name,
        date=order.visit.visit.date if order.visit else None,
        illustrative=bool(order.visit and order.visit.illustrative),
        sections=[(title, ideas) for title, ideas in zip(FRAME, _ideas(order), strict=True) if ideas],
        source=order.questionnaire.header.source,
    )


def _ideas(order: FormOrder) -> Iterator[Sequence[Idea]]:
    yield HERE if order.visit else (*HERE[:1], *LOOKED_AT)
    if order.visit is None:
        yield from ((), AFTER, SAY, WITHOUT)
        return
    assessed = prepare(order.questionnaire, order.visit)
    yield tuple(_well(assessed))
    yield tuple(_changes(assessed, order.visit))
    yield from (SAY, WITHOUT)


def _well(assessed: AssessedVisit) -> Iterator[Idea]:
    """Yield what goes well: the highest core answers, one axis after the other."""
    lines = [x for x in assessed.assessment.answers if (x.level or 0) >= _WELL and x.question.easy.get(x.level or 0)]
    for line in sorted(lines, key=lambda x: -(x.level or 0))[:MOST]:
        yield Idea(_picture(assessed, line.question.id), line.question.easy[line.level or 0])


def _changes(assessed: AssessedVisit, visit: Visit) -> Iterator[Idea]:
    """Yield what was decided, or else what is proposed, which is said."""
    taken = {name for name, one in visit.plan.decisions.items() if one.choice in ("keep", "under_way")}
    actions = [one.line.action for one in assessed.year.lines if one.line and one.line.action.easy]
    kept = [action for action in actions if action.id in taken] if taken else actions
    if not taken and kept:
        yield IDEAS_ONLY
    for action in kept[: MOST if taken else MOST - 1]:
        yield Idea(_picture(assessed, action.targets[0].question) if action.targets else "arrow", action.easy or "")


def _picture(assessed: AssessedVisit, question: str) -> str:
    return _ICONS.get(assessed.questionnaire.dimension_of[question].id, "arrow")
