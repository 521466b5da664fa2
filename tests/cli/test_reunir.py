"""`diag reunir` with visits.

1. It writes one visit and its gaps, says who answered, what to check, the agenda, and how to go on.
2. Nothing that is there is replaced, and the files given are not touched.
3. What cannot be gathered is refused with how to mend it, and nothing is written: exit 1.
4. A function comes from the file or from --role, never from the name of the file.
5. What each said reaches the adviser alone, in every carrier.
6. It needs neither pandas nor pyarrow.
7. From `reunir` to the report: gaps settled in the interview are told with who and why.
"""

import csv
import re
import subprocess
import sys

import pytest
from helpers import MINI, PRINT, make_answer, make_visit, mini
from interview.scripted import hold_visit
from report.carriers import held_by

from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.look import PLAIN
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED
from diag.scoring.voices import settled
from diag.visit.acceptance import match
from diag.visit.gathered_visits import gather
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer, Decision, PlanChoices, Respondent

QUESTIONS = mini()
LOW = {"MA01": 0, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}
HIGH = LOW | {"MA01": 4, "SA01": "unknown"}


def by(role, answers, questionnaire=QUESTIONS, **more):
    scales = {q.id: q.scale for q in questionnaire.questions}
    given = {n: make_answer(a).model_copy(update={"scale": scales[n]}) for n, a in answers.items()}
    people = [Respondent(id="moi", role=role)] if role else []
    return make_visit(questionnaire, given, respondents=people, **more)


@pytest.fixture
def two(tmp_path):
    """Write the visits of two people; return their names."""
    write_visit(by("Soin", LOW), tmp_path / "a.yaml")
    write_visit(by("", HIGH), tmp_path / "marie-dupont.yaml")
    return "a.yaml", "marie-dupont.yaml"


@pytest.fixture
def gather_them(diag, with_mini):
    def run(*arguments):
        return diag("reunir", *arguments, *with_mini)

    return run


def plain(text):
    return " ".join(text.split())


# 1


def test_it_says_who_what_to_check_the_agenda_and_what_follows(gather_them, two, tmp_path):
    done = gather_them(*two, "-o", "v.yaml")
    assert done.code == 0, done.err
    told = plain(done.out)
    for words in (
        "Soin : 5 réponses",
        "Répondant A : 4 réponses",
        "1 réponse à une question qui n'était pas posée à cette personne est mise de côté",
        "2 écarts à mettre sur la table, 15 minutes",
        "niveau (1) et connu ou non (1)",
        "relire",
        "--ecarts",
        "entretien",
        "--lecteur conseiller",
        "pour le conseiller seul",
    ):
        assert words in told, words
    assert told.index("1. Postes") < told.index("2. ")
    visit = read_visit(tmp_path / "v.yaml")[0]
    assert [one.role for one in visit.respondents] == ["Soin", "Répondant A"]


def test_gaps_are_written_beside_as_a_batch_writes_them(gather_them, two, tmp_path):
    gather_them(*two, "-o", "v.yaml")
    with (tmp_path / "v-ecarts.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["question"], r["genre"], r["ecart_moyen"], r["etendue"]) for r in rows] == [
        ("MA01", "niveau", "2.0", "4"),
        ("SA01", "su ou non", "", "0"),
    ]
    assert rows[0]["reponses"] == "0 (Soin) ; 4 (Répondant A)"
    assert (tmp_path / "v-ecarts.csv").stat().st_mode & 0o77 == 0 or sys.platform == "win32"


def test_profiles_that_differ_are_said(gather_them, two, tmp_path):
    other = by("Direction", LOW).model_copy(deep=True)
    other.structure.profile["structure_type"] = "siae"
    write_visit(other, tmp_path / "c.yaml")
    done = gather_them(*two, "c.yaml", "-o", "v.yaml")
    assert "Type : EHPAD (2) ou SIAE (1) ; la réponse de la plupart est gardée" in plain(done.out)
    done = gather_them("a.yaml", "c.yaml", "-o", "w.yaml")
    assert "laissé ouvert" in plain(done.out)
    assert "1 question répondue n'est pas posée" in plain(done.out)


def test_one_visit_is_itself(gather_them, two, tmp_path):
    assert gather_them("a.yaml", "a.yaml", "-o", "v.yaml").code == 0
    assert (tmp_path / "v.yaml").read_bytes() == (tmp_path / "a.yaml").read_bytes()


def test_copies_of_one_visit_are_that_visit_and_said(gather_them, two, tmp_path):
    (tmp_path / "copie.yaml").write_bytes((tmp_path / "a.yaml").read_bytes())
    done = gather_them("a.yaml", "copie.yaml", "-o", "v.yaml")
    assert "compté une fois" in plain(done.out)
    assert (tmp_path / "v.yaml").read_bytes() == (tmp_path / "a.yaml").read_bytes()


# 2


@pytest.mark.parametrize("name", ["v.yaml", "v-ecarts.csv"])
def test_what_is_there_stays(gather_them, two, tmp_path, name):
    (tmp_path / name).write_text("à moi", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = gather_them(*two, "-o", "v.yaml")
    assert done.code == 1
    assert "n'est pas remplacé" in done.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_files_given_are_not_touched(gather_them, two, tmp_path):
    before = {name: (tmp_path / name).read_bytes() for name in two}
    gather_them(*two, "-o", "v.yaml")
    assert {name: (tmp_path / name).read_bytes() for name in two} == before


# 3


def test_a_file_that_is_no_visit_refuses_all(gather_them, two, tmp_path):
    (tmp_path / "b.yaml").write_text("rien: 1", encoding="utf-8")
    (tmp_path / "vide.yaml").write_text("", encoding="utf-8")
    done = gather_them(*two, "b.yaml", "vide.yaml", "absent.yaml", "-o", "v.yaml")
    assert done.code == 1
    assert all(name in done.err for name in ("b.yaml", "vide.yaml", "absent.yaml"))
    assert "Rien n'est écrit" in done.err
    assert not (tmp_path / "v.yaml").exists()


def test_what_contradicts_itself_is_told_where_it_stands(gather_them, two, tmp_path):
    wrong = (tmp_path / "a.yaml").read_text("utf-8").replace("value: 0", "status: unknown\n    value: 0")
    (tmp_path / "b.yaml").write_text(wrong, encoding="utf-8")
    done = gather_them(*two, "b.yaml", "-o", "v.yaml")
    assert done.code == 1
    assert re.search(r"b\.yaml:\d+:\d+|b\.yaml, ligne", done.err), done.err


def test_another_structure_is_refused_unless_it_is_said_to_be_the_same(gather_them, two, tmp_path):
    write_visit(by("Direction", LOW, name="Les Érables"), tmp_path / "c.yaml")
    done = gather_them(*two, "c.yaml", "-o", "v.yaml")
    assert (done.code, "--nom" in done.err) == (1, True)
    assert gather_them(*two, "c.yaml", "-o", "v.yaml", "--nom", "Les Érables").code == 0
    assert read_visit(tmp_path / "v.yaml")[0].structure.name == "Les Érables"


def test_case_accents_and_spaces_are_no_other_structure(gather_them, two, tmp_path):
    write_visit(by("Direction", LOW, name="LES  TILLEULS"), tmp_path / "c.yaml")
    assert gather_them("c.yaml", *two, "-o", "v.yaml").code == 0
    assert read_visit(tmp_path / "v.yaml")[0].structure.name == "Les Tilleuls"


def test_another_questionnaire_is_refused(gather_them, two, tmp_path):
    visit = by("Direction", LOW)
    pin = visit.questionnaire.model_copy(update={"id": "print"})
    write_visit(visit.model_copy(update={"questionnaire": pin}), tmp_path / "c.yaml")
    done = gather_them(*two, "c.yaml", "-o", "v.yaml")
    assert done.code == 1
    assert "c.yaml" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "v.txt"),
        ("-o", "v.yaml", "--cle", "x"),
        ("-o", "v.yaml", "--role", "Soin"),
        ("export.csv", "-o", "v.yaml"),
    ],
)
def test_a_wrong_use_is_told(gather_them, two, arguments):
    assert gather_them(*two, *arguments).code == 2


# 4


def test_a_function_is_said_in_the_order_of_the_files(gather_them, two, tmp_path):
    done = gather_them(*two, "--role", "", "--role", "Direction", "-o", "v.yaml")
    visit = read_visit(tmp_path / "v.yaml")[0]
    assert [(one.id, one.role) for one in visit.respondents] == [("direction", "Direction"), ("soin", "Soin")]
    assert done.code == 0


def test_the_name_of_a_file_is_in_nothing_that_is_written(gather_them, two, tmp_path):
    gather_them(*two, "-o", "v.yaml")
    for name in ("v.yaml", "v-ecarts.csv"):
        assert "dupont" not in (tmp_path / name).read_text("utf-8").casefold()


def test_the_same_answers_twice_are_said(gather_them, two, tmp_path):
    (tmp_path / "copie.yaml").write_bytes((tmp_path / "a.yaml").read_bytes())
    done = gather_them(*two, "copie.yaml", "-o", "v.yaml")
    assert "compté une fois" in plain(done.out)
    assert len(read_visit(tmp_path / "v.yaml")[0].respondents) == 2


# 5


SECRET = {"role": "CANARI-FONCTION", "reason": "CANARI-RAISON", "note": "CANARI-PRIVE"}


def gathered_secret():
    """Return a visit of the whole questionnaire gathered from three, with canaries in what each says."""
    questionnaire = load(PRINT)
    low = {q.id: Answer(value="0") for q in questionnaire.questions if q.kind == "single"}
    aside = next(q.id for q in questionnaire.questions if q.not_applicable)
    said = Answer(status="not_applicable", reason=SECRET["reason"], private_note=SECRET["note"])
    visits = [
        by("Direction", low, questionnaire),
        by("Agent", low | {aside: Answer(value="1")}, questionnaire),
        by(SECRET["role"], low | {aside: said}, questionnaire),
    ]
    action = questionnaire.actions[0].id
    for rank, choice in enumerate(("keep", "decline")):
        decision = Decision(choice=choice, note="CANARI-DECISION")
        plan = PlanChoices(decisions={action: decision})
        visits[rank] = visits[rank].model_copy(update={"plan": plan})
    visits[2].structure.profile["structure_type"] = "esat"
    met = [(visit, match(visit, questionnaire)) for visit in visits]
    return prepare(questionnaire, gather(met, questionnaire, settled).visit)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_what_each_said_reaches_the_adviser_alone(reader):
    assessed = gathered_secret()
    private = (SECRET["reason"], SECRET["note"], "CANARI-DECISION", "Réponses réunies")
    for kind, render in RENDERED.items():
        held = held_by(kind, render(assessed, build_document(assessed, reader), PLAIN))
        found = [word for word in private if word in held]
        if reader != "conseiller":
            assert (kind, found) == (kind, [])
        else:
            assert SECRET["note"] in found


# 6


@pytest.mark.slow
def test_it_needs_neither_pandas_nor_pyarrow(two, tmp_path):
    code = (
        "import sys; sys.modules['pandas'] = sys.modules['pyarrow'] = None\n"
        "from diag.cli.app import run\n"
        f"sys.exit(run(['reunir', *{two!r}, '-o', 'v.yaml', '--questionnaire', {str(MINI)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


# 7


def test_gaps_are_settled_in_the_interview_and_told_in_the_report():
    visits = [by("Direction", LOW), by("Soin", HIGH)]
    visit = gather([(v, match(v, QUESTIONS)) for v in visits], QUESTIONS, settled).visit
    settle_first = ["w", "=", "2", "a", "Vu ensemble."]
    outcome, face, _ = hold_visit([*settle_first, *settle_first, "q"], visit, start="gaps")
    assert [row.id for row in face.listings[0].rows] == ["MA01", "SA01"]
    assert face.listings[0].rows[0].heading.startswith("À trancher")
    assert face.listings[-1].rows == ()
    assessed = prepare(QUESTIONS, outcome.visit)
    held = held_by("md", RENDERED["md"](assessed, build_document(assessed, "conseiller"), PLAIN))
    assert held.count("par Direction, parce que Vu ensemble.") == 2
