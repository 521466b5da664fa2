"""Whether the scores of a visit and those of a release measure the same thing.

The scores of a release cannot be recomputed on a common base (M12), so a difference that would give
the same answers another score is a refusal; one that touches levels, or little weight, is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from diag.benchmark.release import Asked, Content, Release, content_of
from diag.benchmark.words import FORM_NAMES, listed
from diag.french import typeset
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring import METHOD
from diag.scoring.detectable_change import COMPARABLE
from diag.scoring.form import Form


@dataclass(frozen=True)
class Fit:
    """Whether scores compare; what differs all the same, else why they do not and what to do."""

    usable: bool
    differences: tuple[str, ...] = ()
    refusal: str = ""
    mend: str = ""


def compatible(release: Release, questionnaire: Questionnaire, form: Form | None = None) -> Fit:
    """Tell whether the scores of a questionnaire may be placed in a release.

    Nothing of another method does, nor of another form than `form`, where one is given (M2). The
    same content always does. Another version does if every scored question of `questionnaire`
    was asked with the same scale, weight and axis, if the axes weigh the same, and if what the
    release alone asked weighs little enough: less than 30 % of each axis of the release (M12).
    """
    header = questionnaire.header
    if release.questionnaire != header.id:
        refusal = f"ce repère porte sur le questionnaire « {release.questionnaire} »"
        return _refused(refusal, f"précisez-le : --questionnaire {release.questionnaire}")
    if release.method != METHOD:
        refusal = f"ce repère suit la méthode {release.method}, et ces scores la méthode {METHOD}"
        return _refused(refusal, "demandez un repère plus récent")
    if form is not None and release.form != form:
        what = (
            f"ce repère est de forme {FORM_NAMES[release.form]}, et ces réponses de forme "
            f"{FORM_NAMES[form]} : les scores ne portent pas sur les mêmes questions"
        )
        other = f"demandez un repère de forme {FORM_NAMES[form]}"
        return _refused(what, "posez les questions qui manquent" if form == "partielle" else other)
    if release.hash == questionnaire.hash:
        return Fit(True)
    mend = f"demandez un repère de la version {header.version} du questionnaire"
    now = content_of(questionnaire)
    for found, what in _obstacles(release.content, now):
        if found:
            return _refused(f"ce repère ne se compare pas ({what} : {listed(found)})", mend)
    lost = [name for name in now.dimensions if _kept(release.content, now, name) < COMPARABLE]
    if lost:
        what = "trop de questions du repère ne sont plus posées dans ces axes"
        return _refused(f"{what} : {listed(lost)}", mend)
    return Fit(True, tuple(map(typeset, _differences(release, questionnaire, now))))


def _refused(what: str, mend: str) -> Fit:
    return Fit(False, (), typeset(what), typeset(mend))


def _obstacles(before: Content, now: Content) -> Iterator[tuple[list[str], str]]:
    """Yield what would give the same answers another score."""
    known = {q.id: q for q in before.questions}
    common = [(known[q.id], q) for q in now.questions if q.id in known]
    yield [q.id for q in now.questions if q.id not in known], "questions ajoutées depuis"
    yield _changed(common, "scale"), "questions dont l’échelle a changé"
    yield _changed(common, "dimension"), "questions passées dans un autre axe"
    yield _changed(common, "weight"), "questions dont le poids a changé"
    names = dict.fromkeys((*before.dimensions, *now.dimensions))
    weights = [k for k in names if before.dimensions.get(k) != now.dimensions.get(k)]
    yield weights, "axes dont le poids a changé"


def _changed(common: list[tuple[Asked, Asked]], what: str) -> list[str]:
    return [new.id for old, new in common if getattr(old, what) != getattr(new, what)]


def _kept(before: Content, now: Content, dimension: str) -> Fraction:
    """Return the share of the weight of an axis that is still asked."""
    asked = {q.id for q in now.questions}
    own = [q for q in before.questions if q.dimension == dimension]
    kept = sum(q.weight for q in own if q.id in asked)
    return Fraction(kept, sum(q.weight for q in own))


def _differences(release: Release, questionnaire: Questionnaire, now: Content) -> Iterator[str]:
    """Yield what differs and leaves the scores comparable."""
    before, version = release.content, questionnaire.header.version
    if release.version == version:
        yield f"Le contenu de la version {version} du questionnaire a changé depuis ce repère."
    else:
        told = f"Le repère porte sur la version {release.version} du questionnaire"
        yield f"{told} ; la vôtre est la {version}."
    known = {q.id: q for q in before.questions}
    gone = [name for name in known if name not in {q.id for q in now.questions}]
    if gone:
        yield f"Questions du repère qui ne sont plus posées : {listed(gone)}."
    core = _changed([(known[q.id], q) for q in now.questions], "core")
    if core:
        yield (
            f"Questions entrées dans le socle ou sorties du socle : {listed(core)}. "
            "Les scores se comparent, les niveaux moins bien."
        )
