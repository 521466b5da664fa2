"""What moved since a former visit, on every page that tells it (E15, M12).

1. The direction and the adviser read it after what to do on Monday; a visit that recalls no other has
   nothing of it, nor has a reader whose page is to establish.
2. An axis is drawn and told alike: hollow dot, full dot, thick line only where it is clear; its score
   and its level are of the common questions; what does not compare has no dot, no score, no level, and
   says why.
3. Answers are told as facts: what is better known stands apart from what rose, and what is lower is
   never hidden.
4. An action says what became of it and which answers moved; a declined one, and why one was given up,
   are the adviser's.
5. Single pages tell it in two lines: what clearly moved, or that nothing did, and what is lower.
6. The page of two visits opens on its sentence; of three, it compares each with the one before, then
   the last with the first. It says with what they were read, and stamps what is imagined or unfinished.
7. How many answers must rise to be seen is printed for each axis.
"""

import datetime

import pytest
from helpers import ROOT, make_visit, mini
from report.carriers import facts, said_by, squeezed
from report.readings import MOVED, a_year_after_visit, printed, reading

from diag.followup.compared_visits import compare_visits
from diag.report.assessed_visit import mark_of
from diag.report.document import texts
from diag.report.evolution_view import Evolution, evolution_of, evolution_page
from diag.report.evolution_words import period_told
from diag.report.html_markdown import document_html, document_markdown
from diag.report.reader_document import build_document
from diag.visit.visit_file import read_visit

AFTER = reading("a-year-after")
FIRST = read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")[0]
SECOND = a_year_after_visit()


@pytest.fixture(scope="module")
def told():
    return build_document(AFTER, "direction").parts["evolution"]


@pytest.fixture(scope="module")
def whole():
    return build_document(AFTER, "conseiller").parts["evolution"]


def compared(first, second):
    (found,) = compare_visits(printed(), [first, second])
    return found


# 1. Where it stands


@pytest.mark.parametrize("reader", ["direction", "conseiller"])
def test_it_follows_what_to_do_on_monday(reader):
    names = list(build_document(AFTER, reader).parts)
    assert names[: names.index("facts")] == ["lead", "monday", "evolution"]


@pytest.mark.parametrize("reader", ["conseil", "direction", "conseiller", "financeur"])
def test_a_visit_that_recalls_no_other_says_nothing_of_it(reader):
    parts = build_document(reading("express"), reader).parts
    assert {"evolution", "since"} & set(parts) == set()


# 2. Rows


def test_a_thick_line_is_for_what_is_clear_alone(told):
    rows = {row.title: row for row in told.rows}
    assert [name for name, row in rows.items() if row.strip.clear] == ["Financement"]
    assert rows["Financement"].verdict == "nette"
    assert rows["Formation"].verdict == "probable"
    assert rows["Politique d’IA"].verdict == "stable"
    assert rows["L’ensemble"].whole


def test_what_is_drawn_is_what_is_told(told):
    for row in told.rows:
        assert row.score == f"{row.strip.first} → {row.strip.second}"
        assert (len(row.strip.cells), row.strip.same) == (20, row.strip.first == row.strip.second)


def test_a_level_is_that_of_the_common_questions(told):
    # The equipment is better known, not better: its own report reads one level more.
    assert told.rows[0].level == "Amorce"


def test_what_does_not_compare_has_nothing_drawn_and_says_why():
    express = FIRST.model_copy(update={"visit": FIRST.visit.model_copy(update={"form": "express"})})
    part = evolution_of(compared(express, SECOND), "direction", "", Evolution.name)
    assert {row.verdict for row in part.rows} == {"non comparable"}
    for row in part.rows:
        assert (row.score, row.level, row.strip.first, row.strip.cells) == ("–", "", "", "")
        assert row.why
    assert any("express" in note for note in part.notes)
    assert part.told == "Trop peu de réponses en commun pour comparer les deux visites."


# 3. Facts


def test_better_known_is_not_better_done(told):
    assert [one.title for one in told.known] == ["Usages connus, même discrets"]
    assert "Usages connus, même discrets" not in "".join(texts(told.risen))


def test_what_is_lower_is_never_hidden(told):
    assert [(one.before, one.after) for one in told.fallen] == [
        ("Au moins 9 dossiers informatisés sur 10 sont à jour", "au moins 7 dossiers informatisés sur 10 sont à jour")
    ]


def test_what_is_lower_beyond_the_room_is_named():
    lower = {
        name: FIRST.answers[name].model_copy(update={"value": "0"})
        for name in ("EQ01", "EQ02", "EQ04", "EQ05", "EQ06", "EQ07", "EQ08")
    }
    fallen = SECOND.model_copy(update={"answers": FIRST.answers | lower})
    part = evolution_of(compared(FIRST, fallen), "direction", "", Evolution.name)
    said = " ".join(texts(part.fallen + part.fallen_notes))
    assert len(part.fallen) == 3
    assert said.count("Connaissance de l’équipement") == 1
    assert part.rows[0].verdict == "nette, en recul"


def test_that_nothing_is_lower_is_said():
    part = evolution_of(compared(FIRST, FIRST), "direction", "", Evolution.name)
    assert (part.fallen, part.fallen_notes) == ((), ("Aucune réponse n’est plus basse.",))
    assert part.told.startswith("Rien de net")


# 4. Decisions


def test_an_action_says_what_became_of_it_and_what_moved(told):
    rows = {row.title: row for row in told.decided}
    named = rows["Nommer par écrit une personne référente"]
    assert (named.state, named.note) == ("faite", "lettre du 24 novembre")
    assert [one.after for one in named.facts] == ["une personne référente est désignée par écrit"]
    assert rows["Inventorier les appareils, en garder un de secours"].state == "rien n’est dit"
    assert told.decided_count.startswith("6 actions\u202f: 3 faites, 1 en cours")


def test_what_was_declined_and_why_one_was_given_up_are_the_advisers(told, whole):
    shared, kept = ([(row.state, row.note) for row in part.decided] for part in (told, whole))
    assert ("abandonnée", "") in shared
    assert not [state for state, _ in shared if state == "écartée"]
    assert {("abandonnée", "un départ"), ("écartée", "non")} <= set(kept)


# 5. Two lines


@pytest.mark.parametrize("reader", ["conseil", "financeur"])
def test_a_single_page_tells_it_in_two_lines(reader):
    since = build_document(AFTER, reader).parts["since"]
    assert since.label == "Depuis la visite du 13 octobre 2026"
    assert since.text.startswith("Financement a nettement avancé. Plus basse\u202f: ")
    assert len(since.text) <= 181


# 6. The page


def test_two_visits_open_on_their_sentence():
    page = evolution_page(compare_visits(printed(), [SECOND, FIRST]))
    lead, part = page.sections
    assert lead.sentences[0] == "En un an, Financement a nettement avancé."
    assert (part.told, page.reader, page.contents) == ("", "evolution", ())
    assert page.head.lines[0].startswith("Visites du 13 octobre 2026 et 12 octobre 2027")
    assert any("imaginées" in stamp for stamp in page.head.stamps)


def test_three_visits_are_compared_in_turn_then_as_a_whole():
    day = FIRST.visit.model_copy(update={"date": datetime.date(2025, 9, 30)})
    older = FIRST.model_copy(update={"visit": day})
    page = evolution_page(compare_visits(printed(), [FIRST, SECOND, older]))
    assert [one.title for one in page.contents] == [
        "Entre septembre 2025 et octobre 2026",
        "Entre octobre 2026 et octobre 2027",
        "De la première visite à la dernière\u202f: entre septembre 2025 et octobre 2027",
    ]
    assert len({one.anchor for one in page.contents}) == 3
    assert page.mark == mark_of(older, FIRST, SECOND)
    html, markdown = document_html(page), document_markdown(page)
    assert all(f'id="{one.anchor}"' in html for one in page.contents)
    assert all(one.title in markdown for one in page.contents)


def test_what_is_not_finished_is_stamped():
    unfinished = SECOND.model_copy(update={"visit": SECOND.visit.model_copy(update={"finished": False})})
    page = evolution_page(compare_visits(printed(), [FIRST, unfinished]))
    assert any(stamp.startswith("Provisoire") for stamp in page.head.stamps)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (datetime.date(2027, 10, 12), "en un an"),
        (datetime.date(2027, 9, 30), "en un an"),
        (datetime.date(2028, 11, 2), "en deux ans"),
        (datetime.date(2027, 5, 2), "en 7 mois"),
        (datetime.date(2026, 10, 30), "en moins d’un mois"),
    ],
)
def test_how_long_lies_between_is_told(day, said):
    later = SECOND.model_copy(update={"visit": SECOND.visit.model_copy(update={"date": day})})
    assert period_told(compared(FIRST, later)) == said


def test_another_questionnaire_tells_it_too():
    content = mini()
    visits = [make_visit(content, {}, date=datetime.date(year, 3, 1), finished=True) for year in (2026, 2027)]
    page = evolution_page(compare_visits(content, visits))
    assert "Ce qui a bougé" in document_markdown(page)


@pytest.mark.parametrize("reader", ["direction", "conseiller"])
def test_a_page_says_each_fact_in_html_and_in_markdown(reader):
    page = evolution_page(compare_visits(printed(), [FIRST, SECOND]), reader)
    for kind, text in (("html", document_html(page)), ("md", document_markdown(page))):
        said = said_by(kind, text.encode())
        assert [text for _, text in facts(page) if squeezed(text) not in said] == []


# 7. What would be seen


def test_each_axis_says_how_many_answers_must_rise(told):
    changes = compared(FIRST, SECOND).evolution.dimensions.values()
    assert [row.needed for row in told.rows[:-1]] == [
        f"{change.rises_to_probable} sur {change.size}" for change in changes
    ]


def test_the_second_visit_moves_what_it_says():
    assert {m.question for m in compared(FIRST, SECOND).evolution.changed} == set(MOVED) - {"IA06"}
