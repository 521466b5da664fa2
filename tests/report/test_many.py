"""Many reports in one process: what they share is made once, what they do not share never mixes.

1. A report is the same bytes whatever was written before it.
2. Only what a macro wrote is taken as safe; the same text, typed, is escaped.
3. The glossary finds whole words, as a plain search of each spelling would.
4. Markdown never holds two blank lines in a row.
5. Visits prepared together are told as each alone, and a questionnaire never as another.
"""

import re
from dataclasses import replace

import pytest
from helpers import ROOT, make_visit
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from diag.questionnaire.questionnaire_model import Term
from diag.report.building import build_view
from diag.report.dossier import prepare, prepare_all
from diag.report.glossary import Glossary
from diag.report.json_report import render_json
from diag.report.rendering import _environment, render_html, render_markdown
from diag.visit.acceptance import match
from diag.visit.visit_model import Answer, Decision, PlanChoices

TEMPLATES = sorted((ROOT / "report_templates").rglob("*.j2"))
TERMS = [
    Term(term="ARS", also=["Agence régionale"], text="Une agence."),
    Term(term="AI Act", also=["AI", "A.I."], text="Un règlement."),
    Term(term="ACT / LHSS", also=["l’accueil (jour)"], text="Des lits."),
]

# 1. Nothing mixes


def test_a_report_does_not_depend_on_those_before_it(dossier, hostile):
    before = render_html(build_view(dossier)), render_markdown(build_view(dossier))
    render_html(build_view(hostile)), render_markdown(build_view(hostile))
    assert (render_html(build_view(dossier)), render_markdown(build_view(dossier))) == before


def test_a_note_stays_in_its_report(small):
    pages = [
        render_html(
            build_view(prepare(small, make_visit(small, {"MA01": Answer(value="1", **more)})))
        )
        for more in ({"note": "Une note d’ici."}, {}, {"evidence": "Un classeur d’ici."})
    ]
    assert ["Une note d’ici." in page for page in pages] == [True, False, False]
    assert ["Un classeur d’ici." in page for page in pages] == [False, False, True]


def test_the_same_answers_are_one_view(small):
    first, second = (
        build_view(prepare(small, make_visit(small, {"MA01": 1, "SA01": 2}, name=name)))
        for name in ("Les Tilleuls", "Les Érables")
    )
    assert first.dimensions[0].answers[0] is second.dimensions[0].answers[0]
    assert first.priorities[0].case is second.priorities[0].case


# 2. Escaping


@pytest.mark.parametrize("kind", ["html", "md"])
@pytest.mark.parametrize("order", [1, -1])
def test_typed_text_never_borrows_what_a_macro_wrote(kind, order):
    shown = _environment(kind).finalize
    text = f"<b>{kind} {order}</b>"
    results = {type(v): str(shown(v)) for v in [text, Markup(text)][::order]}
    assert results[Markup] == text
    assert "<b>" not in results[str].replace("\\<", "")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_only_macros_are_safe(path):
    text = path.read_text("utf-8")
    macros = set(re.findall(r"macro (\w+)\(", text)) | {
        name.strip() for line in re.findall(r"import ([\w, ]+)", text) for name in line.split(",")
    }
    assert all(
        re.fullmatch(r"\w+\([^()|]*\) ", before) and before.split("(")[0] in macros
        for before in re.findall(r"\{\{ ([^{}]*)\| *safe\b", text)
    )


# 3. The glossary


@given(st.lists(st.sampled_from(
    ["ARS", "Agence", "régionale", "AI", "A.I.", "Act", "ACT", "LHSS", "l’accueil", "(jour)",
     " ", " ", ".", "-", "s", "_"]
), max_size=12))  # fmt: skip
def test_terms_are_found_as_whole_words(pieces):
    text = "".join(pieces)
    spellings = [(rank, s) for rank, t in enumerate(TERMS) for s in (*t.term.split(" / "), *t.also)]
    expected = {rank for rank, s in spellings if re.search(rf"\b{re.escape(s)}\b", text)}
    assert set(Glossary(TERMS)._in_text(text)) == expected


# 4. Markdown


@pytest.mark.parametrize("form", ["full", "express"])
@pytest.mark.parametrize("answers", [{}, {"MA01": 0, "SA01": 0}, {"MA01": 4, "SA01": 4}])
def test_markdown_has_no_two_blank_lines(small, full, form, answers):
    for questionnaire in (small, full):
        known = {k: v for k, v in answers.items() if k in questionnaire.question}
        dossier = prepare(questionnaire, make_visit(questionnaire, known, {}, form=form))
        assert "\n\n\n" not in render_markdown(build_view(dossier))


# 5. Together and alone


def test_visits_prepared_together_are_told_as_each_alone(small):
    declined = PlanChoices(decisions={a.id: Decision(choice="decline") for a in small.actions[:1]})
    visits = [
        make_visit(small, {"MA01": 1, "MA02": "unknown", "SA01": 2}),
        make_visit(small, {}),
        make_visit(small, {"MA01": 0, "SA01": 0, "SA02": 0}, {"structure_type": "siae"}),
        make_visit(small, {"MA01": 0, "SA01": 0}, plan=declined),
        make_visit(small, {"MA01": 0, "SA01": 0}, form="express"),
    ]
    together = prepare_all(small, [(visit, match(visit, small)) for visit in visits])
    for visit, dossier in zip(visits, together, strict=True):
        alone = prepare(small, visit)
        assert render_json(dossier) == render_json(alone)
        assert render_html(build_view(dossier)) == render_html(build_view(alone))


def test_a_questionnaire_is_not_told_in_the_words_of_another(small):
    renamed = [a.model_copy(update={"title": f"{a.title} autrement"}) for a in small.actions]
    other = replace(small, actions=tuple(renamed))  # of the same fingerprint
    pages = [
        render_html(build_view(prepare(q, make_visit(q, {"MA01": 0, "SA01": 0}))))
        for q in (small, other, small)
    ]
    assert ["autrement" in page for page in pages] == [False, True, False]
    assert pages[0] == pages[2]
