"""A table of scores that a batch wrote, given again to a batch: what we write, we read.

Every question is told by its level or the code of its state, what was not asked included; the
conditions of the questionnaire are not looked at again, as a table of scores keeps the levels of
multiple choices and not their ticks. Scores are computed anew from the answers.
"""

from collections.abc import Iterable

from diag.benchmark.structures import content_of
from diag.export.layout import Layout
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, STAFF_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.rubric import FORMS, Form
from diag.table.asked_form import AskedForm
from diag.table.binding import Binding, Columns, Scored
from diag.table.identity import samples

_WHO = ("structure", "nom", "gestionnaire", "date")
_PROFILE = {TYPE_FIELD: "type", DEPARTMENT_FIELD: "departement", STAFF_FIELD: "effectif"}
_PARTIAL = FORMS.index("partielle")
_BY_US = "tableau de scores de diag lot"


def scores_binding(layout: Layout, questionnaire: Questionnaire) -> Binding | None:
    """Return what the columns of a table of scores tell, None where the export is another file."""
    place = {heading.name.strip(): heading.position for heading in layout.headings}
    asked = [q.id for q in questionnaire.questions]
    own = ("questionnaire", "methode", "forme", "provisoire", "mention")
    if not place.keys() >= {*_WHO, *_PROFILE.values(), *own, *asked}:
        return None
    profile = {name: _PROFILE[name] for name in _PROFILE if name in questionnaire.field}
    used = {place[name] for name in (*_WHO, *profile.values(), *asked)}
    return Binding(
        questions={name: Columns("code", (place[name],)) for name in asked},
        profile={name: Columns("single", (place[title],)) for name, title in profile.items()},
        key=place["structure"],
        name=place["nom"],
        operator=place["gestionnaire"],
        role=None,
        date=place["date"],
        markers=(),
        unused=(),
        technical=tuple(h for h in layout.headings if h.position not in used),
        absent=(),
        how=dict.fromkeys((*asked, *profile), _BY_US),
        notes=tuple(_notes(layout, questionnaire, place)),
        scored=Scored(place["forme"], place["provisoire"], place["mention"]),
    )


def _notes(layout: Layout, questionnaire: Questionnaire, place: dict[str, int]) -> list[str]:
    notes = ["tableau de scores déjà écrit par diag lot : les réponses y sont lues par niveau"]
    written = set(samples(layout, place["questionnaire"])) - {content_of(questionnaire)}
    if written:
        notes.append(
            f"ce tableau a été écrit avec « {min(written)} », et il est lu avec "
            f"« {content_of(questionnaire)} » : un niveau peut ne plus y dire la même chose"
        )
    gaps = place.get("ecarts_de_perception")
    if gaps is not None and set(samples(layout, gaps)) - {"0"}:
        notes.append(
            "des répondants n’étaient pas d’accord : ce tableau ne garde pas jusqu’où leur réponse pouvait monter"
        )
    return notes


def form_rank(text: str) -> int:
    """Return the rank in `FORMS` that a cell of the column `forme` names; any other is partial."""
    return next((r for r, form in enumerate(FORMS) if form == text.strip()), _PARTIAL)


def form_of_scores(questionnaire: Questionnaire, texts: Iterable[str]) -> AskedForm:
    """Return the form of a table of scores whose rows name these: each cell says what was asked."""
    met = {form_rank(text) for text in texts}
    form: Form = FORMS[met.pop() if len(met) == 1 else _PARTIAL]
    return AskedForm(form, frozenset(q.id for q in questionnaire.questions))
