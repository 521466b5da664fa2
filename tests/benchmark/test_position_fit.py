"""Whether a release may be used beside a questionnaire.

1. The same content fits; another questionnaire never does.
2. Another version fits when the same answers give the same score, or nearly.
3. What differs is said; what forbids is said, with how to mend it.
"""

from dataclasses import replace

import pytest
from benchmark.release_cases import regional, release

from diag.benchmark.position import compatible

Q = regional()
RELEASE = release()


def question(name, **changes):
    """Return the questionnaire with a question changed, in a later version."""
    return later(lambda q: q.model_copy(update=changes) if q.id == name else q)


def later(change, axis=lambda d: d):
    """Return a later version, each question passed through `change`; None drops it."""
    dimensions = tuple(
        axis(d.model_copy(update={"questions": [new for q in d.questions if (new := change(q)) is not None]}))
        for d in Q.dimensions
    )
    header = Q.header.model_copy(update={"version": "1.3.0"})
    return replace(Q, header=header, dimensions=dimensions, hash="sha256:" + "cd" * 32)


def remembering(change):
    """Return a release that remembers other questions: `change` gives what changes in each."""
    content = RELEASE.content
    questions = tuple(q.model_copy(update=change(q)) for q in content.questions)
    return replace(RELEASE, content=content.model_copy(update={"questions": questions}))


# 1. Same, or other


def test_the_same_content_fits():
    fit = compatible(RELEASE, Q)
    assert (fit.usable, fit.differences, fit.refusal) == (True, (), "")


def test_another_questionnaire_never_fits():
    fit = compatible(replace(RELEASE, questionnaire="autre"), Q)
    assert not fit.usable
    assert "«\u202fautre\u202f»" in fit.refusal
    assert "--questionnaire autre" in fit.mend


# 2. Another version


def test_a_change_of_words_fits_and_is_said():
    fit = compatible(RELEASE, question("MA01", title="Autre titre"))
    assert fit.usable
    assert fit.differences == ("Le repère porte sur la version 1.2.0 du questionnaire\u202f; la vôtre est la 1.3.0.",)


def test_a_change_of_content_under_one_version_is_said():
    changed = replace(Q, hash="sha256:" + "cd" * 32)
    assert compatible(RELEASE, changed).differences == (
        "Le contenu de la version 1.2.0 du questionnaire a changé depuis ce repère.",
    )


def test_a_change_of_core_fits_and_is_said():
    fit = compatible(RELEASE, question("MA02", core=True))
    assert fit.usable
    assert "MA02" in fit.differences[1]
    assert "niveaux" in fit.differences[1]


def test_a_question_of_little_weight_that_is_gone_fits_and_is_said():
    """MA03 weighs 1 of the 5 of its axis, and up to 30 % may be gone."""
    heavy = remembering(lambda q: {"weight": 3} if q.id == "MA01" else {})
    now = later(lambda q: q.model_copy(update={"weight": 3}) if q.id == "MA01" else (None if q.id == "MA03" else q))
    fit = compatible(heavy, now)
    assert fit.usable
    assert any("MA03" in said for said in fit.differences)


# 3. What forbids


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (question("MA01", scale=2), "l’échelle a changé\u202f: MA01"),
        (question("SA01", weight=2), "dont le poids a changé\u202f: SA01"),
        (question("MA02", id="MA09"), "ajoutées depuis\u202f: MA09"),
        (later(lambda q: q, lambda d: d.model_copy(update={"weight": 2})), "axes dont le poids a changé\u202f: MA"),
        (later(lambda q: None if q.id == "SA01" else q), "ne sont plus posées dans ces axes\u202f: SA"),
    ],
)
def test_what_would_change_the_score_is_refused_by_name(now, said):
    fit = compatible(RELEASE, now)
    assert not fit.usable
    assert said in fit.refusal
    assert "1.3.0" in fit.mend


def test_a_question_moved_to_another_axis_is_refused():
    moved = remembering(lambda q: {"dimension": "SA"} if q.id == "MA02" else {})
    assert "un autre axe\u202f: MA02" in compatible(moved, question("MA01", title="T")).refusal


def test_another_method_is_refused():
    fit = compatible(replace(RELEASE, method=1), Q)
    assert not fit.usable
    assert "suit la méthode 1" in fit.refusal


@pytest.mark.parametrize("form", ["express", "partielle"])
def test_another_form_is_refused(form):
    assert compatible(RELEASE, Q, "complete").usable
    fit = compatible(RELEASE, Q, form)
    assert not fit.usable
    assert "de forme complète" in fit.refusal
    assert fit.mend
