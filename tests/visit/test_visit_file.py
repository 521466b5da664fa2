"""The visit file on disk.

1. What is saved is read back, whatever was typed.
2. Reading is strict, and says where.
3. Saving is whole or not at all.
4. One writer at a time; what a killed window left is swept.
"""

import datetime
import errno
import os
import stat
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock
from helpers import ROOT, make_visit, mini
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diag.interview.plan_screen import month_after
from diag.questionnaire.mistakes import Refusal
from diag.visit.visit_file import locked, read_visit, write_text, write_visit
from diag.visit.visit_model import (
    Answer,
    Arbitration,
    Decision,
    Draft,
    OwnAction,
    PlanChoices,
    Previous,
    Remarks,
    Respondent,
    SetAside,
    Voice,
)

quick = settings(max_examples=50)
MINI = mini()
FULL = {
    "MA01": 2,
    "MA02": ["console", "tablette"],
    "MA03": "7.5",
    "SA01": Answer(status="unknown", note="À revoir : « demain »"),
    "SA02": Answer(status="not_applicable", reason="Sans objet"),
}
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads and writes everything"
)
FREE = st.text(max_size=80) | st.text(
    alphabet="'\":#=-@%&*!|>[]{},?`\\\n\r\t\x85\u2028~0123456789.eE éà😀", max_size=40
)
TRICKY = [
    "=1+1", "# pas un commentaire", "- tiret", "oui : non", "'", '"', "null", "~", "true", "non", "01", "1:30",
    "3.10", "1e3", "0x1F", "2026-11-03", "<<", "*a", "&a", "!tag", "%TAG", "---", "...", "[1, 2]", "{a: b}", "|", ">",
    "a\nb", "a\n\n b", "\ta", "a\t", "fin :", "😀 👩‍🦽", "a\x85b", "\u2028", "x" * 4999, "mot " * 1200, "-0", "+1", "1_000",
    "９", "²", "9" * 30, "0" * 30, "@a", "`a", "a\\nb", "C:\\dossier", "é" * 300,
]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tilleuls.yaml"


def saved(visit, path):
    write_visit(visit, path)
    return read_visit(path)[0]


def refusal(path):
    with pytest.raises(Refusal) as caught:
        read_visit(path)
    return caught.value.mistakes


# 1. Round trip


def test_a_full_visit_comes_back(path):
    visit = make_visit(
        MINI,
        FULL,
        {"structure_type": "ehpad", "places": "80", "roles": ["direction", "equipe"]},
        illustrative="Cas fictif.",
        opening="On s’entraide. Rien n’est écrit.",
        respondents=[Respondent(id="r1", role="Direction"), Respondent(id="r2", role="Cheffe de service")],
        mode="distance",
        finished=True,
        set_aside=[
            SetAside(id="XX99", version="1.0.0", answer=Answer(value="3", note="Ancienne")),
            SetAside(id="ancienne", version="1.0.0", decision=Decision(choice="decline")),
        ],
        plan=PlanChoices(
            capacity=Decimal("7.5"),
            decisions={
                "former": Decision(choice="done", owner="Direction", due=datetime.date(2027, 1, 31), note="Fait"),
                "varier": Decision(),
            },
        ),
    )
    assert saved(visit, path) == visit


def test_what_goes_with_a_conversation_comes_back(path):
    """Interview, lines 6, 8, 11 and 13."""
    decided = Arbitration(by="Direction", why="Vu\nsur place.", value="4")
    voices = [Voice(by="r1", value="2"), Voice(by="r2", status="not_applicable", reason="Sans")]
    beside = {"note": "Vu", "private_note": "Un\n  deux", "evidence": "Lien", "to_check": True}
    visit = make_visit(
        MINI,
        {"MA01": Answer(value="4", voices=voices, arbitration=decided, **beside)},
        respondents=[Respondent(id=name, role="Direction") for name in ("r1", "r2")],
        plan=PlanChoices(
            decisions={"former": Decision(choice="under_way", start="2027-01")},
            own={"a1": OwnAction(title="Le wifi", days=Decimal("2.5"), start="2027-02")},
        ),
        drafts=[
            Draft(of="MA02", kind="answer", value=["console", "tablette"]),
            Draft(kind="note", value="mot " * 20_000 + "fin"),
        ],
        previous=Previous(date=datetime.date(2025, 11, 3), answers={"MA01": Answer(value="2")}),
    )
    structure = visit.structure.model_copy(update={"remarks": {"places": Remarks(**beside)}})
    occasion = visit.visit.model_copy(update={"note": "Bon\naccueil", "private_note": "Oh", "place": "MA02"})
    visit = visit.model_copy(update={"structure": structure, "visit": occasion})
    assert saved(visit, path) == visit


def test_a_note_of_several_lines_reads_without_the_tool(path):
    """Interview, line 6: a block scalar."""
    note = "Trois postes.  \n- un à l’accueil 😀\n\n  (voir plan)"
    write_visit(make_visit(MINI, {"MA01": Answer(value="2", note=note)}), path)
    block = "\n".join(f"      {line}" if line else "" for line in note.split("\n"))
    assert f"    note: |-\n{block}\n" in path.read_text("utf-8")


@pytest.mark.slow
@quick
@given(name=FREE, note=FREE, private=FREE, reason=FREE, evidence=FREE, role=FREE)
@example(*["="] * 6)
def test_any_text_comes_back(name, note, private, reason, evidence, role):
    visit = make_visit(
        MINI,
        {
            "MA01": Answer(value="2", note=note, private_note=private, evidence=evidence),
            "MA02": Answer(status="not_applicable", reason=reason),
        },
        name=name,
        respondents=[Respondent(id="r1", role=role)],
        plan=PlanChoices(decisions={"former": Decision(owner=role, note=note)}),
        drafts=[Draft(kind="note", value=private), Draft(kind="answer", value=[note, reason])],
    )
    with tempfile.TemporaryDirectory() as folder:
        assert saved(visit, Path(folder) / "visite.yaml") == visit


@pytest.mark.parametrize("text", TRICKY, ids=lambda text: ascii(text[:12]))
def test_tricky_texts_come_back(path, text):
    visit = make_visit(MINI, {"MA01": Answer(value="2", note=text)}, {"structure_type": "ehpad"}, name=text[:200])
    assert saved(visit, path) == visit


@pytest.mark.parametrize("text", ["1" * 4301, "7" * 5000])
def test_a_very_long_number_is_a_text_like_any_other(path, text):
    """Python refuses to convert more than 4300 digits."""
    visit = make_visit(MINI, {"MA01": Answer(value="2", note=text)})
    assert saved(visit, path) == visit


@pytest.mark.parametrize("value", ["0", "007", "7,5", "7.50", "-1", "1e1", "10"])
def test_a_number_keeps_its_spelling(path, value):
    visit = make_visit(MINI, {"MA03": value})
    assert saved(visit, path).answers["MA03"].value == value


def test_saving_twice_writes_the_same_file(path):
    write_visit(make_visit(MINI, FULL), path)
    first = path.read_bytes()
    write_visit(read_visit(path)[0], path)
    assert path.read_bytes() == first


def test_the_file_reads_without_the_tool(path):
    write_visit(make_visit(MINI, {"MA01": 2, "SA01": "unknown"}, name="Les Érables"), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Visite enregistrée par diag")
    assert "  name: Les Érables" in lines
    assert "    value: 2" in lines
    assert "    status: unknown" in lines


def test_what_says_nothing_is_not_written(path):
    write_visit(make_visit(MINI, {"MA01": 2}), path)
    text = path.read_text(encoding="utf-8")
    for key in ("note:", "reason:", "respondents:", "set_aside:", "plan:", "null", "scale:", "[]", "{}"):
        assert key not in text


def test_the_file_uses_line_feeds_and_utf_8_on_every_system(path):
    write_visit(make_visit(MINI, FULL, name="Été"), path)
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert "Été".encode() in raw


def test_where_the_visit_was_written_is_returned(path):
    assert write_visit(make_visit(MINI), path) == path.resolve()


def test_a_file_of_the_first_format_opens_and_is_saved_in_the_present_one(path):
    write_visit(make_visit(MINI, FULL), path)
    path.write_text(path.read_text("utf-8").replace("format: 2", "format: 1"), "utf-8")
    visit = read_visit(path)[0]
    assert (visit.format, visit.answers.keys()) == (1, FULL.keys())
    write_visit(visit, path)
    assert "\nformat: 2\n" in path.read_text("utf-8")


# 2. Strict reading


def edited(path, before, after):
    write_visit(make_visit(MINI, FULL), path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def place(path, words):
    """Return the line and column, from 1, of the first `words` of the file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if words in line:
            return number, line.index(words) + 1
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("before", "after", "at", "code", "word"),
    [
        ("format: 2", "format: 3", "3", "V01", "plus récent"),
        ("format: 2", "format: 0", "0", "M04", "au moins 1"),
        ("format: 2", "format: un", "un", "M03", "nombre entier"),
        ("date: '2026-11-03'", "date: 3/11/2026", "3/11/2026", "M03", "AAAA-MM-JJ"),
        ("date: '2026-11-03'", "dat: '2026-11-03'", "dat:", "M01", "« date »"),
        ("date: '2026-11-03'", "date: '9999-11-03'", "'9999-11-03'", "M04", "2100 au plus"),
        ("status: unknown", "status: unknow", "unknow", "M04", "« unknown »"),
        ("  MA01:", "  MA-01:", "MA-01", "M04", "lettre"),
        ("sha256:", "sha1:", "sha1:", "M04", "empreinte"),
        ("value: 2", "value: {a: b}", "{a", "M03", "attendu"),
        ("structure:", "structures:", "structures:", "M01", "« structure »"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(path, before, after, at, code, word):
    edited(path, before, after)
    found = {(m.line, m.column, m.code): f"{m.what} {m.how}" for m in refusal(path)}
    key = (*place(path, at), code)
    assert key in found
    assert word in found[key]


def test_a_visit_of_the_last_year_has_months_after_it(path):
    write_visit(make_visit(MINI, FULL, date=datetime.date(2100, 12, 31)), path)
    visit = read_visit(path)[0]
    months = [month_after(visit.visit.date, months) for months in (1, 12, 60)]
    assert months == ["2101-01", "2101-12", "2105-12"]
    assert {Decision(start=month).start for month in months} == set(months)


def test_an_own_action_without_a_title_is_refused_as_an_empty_text(path):
    edited(path, "format: 2", "plan: {own: {a: {title: ' '}}}\nformat: 2")
    assert [(m.code, m.what) for m in refusal(path)] == [("M04", "le texte est vide")]


def test_every_mistake_is_told_at_once(path):
    edited(path, "status: unknown", "status: inconnu")
    text = path.read_text(encoding="utf-8").replace("date:", "jour:")
    path.write_text(text, encoding="utf-8")
    assert sorted(m.code for m in refusal(path)) == ["M01", "M02", "M04"]


@pytest.mark.parametrize("text", ["bonjour: tout le monde\n", "answers: {}\n"])
def test_what_is_not_a_visit_is_said_not_to_be_one(path, text):
    path.write_text(text, encoding="utf-8")
    assert [m.code for m in refusal(path)] == ["V01"]


@pytest.mark.parametrize("text", ["- une\n- liste\n", "juste un texte\n", "42\n"])
def test_a_file_without_keys_is_refused(path, text):
    path.write_text(text, encoding="utf-8")
    assert [m.code for m in refusal(path)] == ["M03"]


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "１", "²", "1.5", "-1", "''", "[1]", "{a: 1}"])
def test_an_odd_format_never_ends_in_a_traceback(path, number):
    path.write_text(f"format: {number}\n", encoding="utf-8")
    assert refusal(path)[0].line == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "F02"), (b"# rien\n", "F02"), (b"caf\xe9: 1\n", "F03"), (b"a: [\n", "Y01"), (b"a: 1\na: 2\n", "Y02")],
)
def test_a_file_that_cannot_be_read_is_refused(path, raw, code):
    path.write_bytes(raw)
    assert [m.code for m in refusal(path)] == [code]


def test_a_missing_file_and_a_folder_are_told_apart(path, tmp_path):
    assert "introuvable" in refusal(path)[0].what
    assert "dossier" in refusal(tmp_path)[0].what


# 3. Whole or not at all


def left(folder):
    return sorted(p.name for p in folder.iterdir())


def fail(number):
    def failing(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize(
    ("broken", "number", "word"),
    [
        ("fsync", errno.ENOSPC, "disque est plein"),
        ("fsync", errno.EIO, "erreur du système"),
        ("fsync", errno.EDQUOT, "quota"),
        ("replace", errno.EROFS, "lecture seule"),
        ("replace", errno.EACCES, "accès refusé"),
    ],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(path, monkeypatch, broken, number, word):
    write_visit(make_visit(MINI, name="Avant"), path)
    before = path.read_bytes()
    if broken == "fsync":
        monkeypatch.setattr(os, "fsync", fail(number))
    else:
        monkeypatch.setattr(Path, "replace", fail(number))
    with pytest.raises(Refusal) as caught:
        write_visit(make_visit(MINI, name="Après"), path)
    monkeypatch.undo()
    assert caught.value.mistakes[0].code == "F01"
    assert word in caught.value.mistakes[0].what
    assert path.read_bytes() == before
    assert left(path.parent) == [path.name]


def test_an_interrupted_saving_leaves_the_old_file(path, monkeypatch):
    write_visit(make_visit(MINI, name="Avant"), path)
    before = path.read_bytes()

    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_visit(make_visit(MINI, name="Après"), path)
    assert path.read_bytes() == before
    assert left(path.parent) == [path.name]


def test_the_text_is_on_disk_before_it_takes_its_place(path, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "fsync", lambda number: seen.append(("fsync", path.exists())))
    write_text(path, "texte")
    assert seen == [("fsync", False), ("fsync", True)]  # the text, then its name in the folder
    assert path.read_text(encoding="utf-8") == "texte"


def test_a_system_that_flushes_no_folder_saves_all_the_same(path, monkeypatch):
    """Windows opens none; some network disks refuse."""
    fsync = os.fsync

    def refused(number):
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "no folder")
        fsync(number)

    monkeypatch.setattr(os, "fsync", refused)
    assert write_visit(make_visit(MINI, name="Après"), path) == path.resolve()
    assert left(path.parent) == [path.name]


def test_a_link_is_followed_and_stays_a_link(path, tmp_path):
    link = tmp_path / "lien.yaml"
    write_text(path, "avant")
    link.symlink_to(path)
    assert write_text(link, "après") == path.resolve()
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "après"


def test_a_file_that_windows_keeps_busy_leaves_a_private_copy_beside(path, monkeypatch):
    write_visit(make_visit(MINI, name="Avant"), path)
    replace = Path.replace

    def busy(draft, target):
        if target == path.resolve():
            raise PermissionError(errno.EACCES, "busy")
        return replace(draft, target)

    windows = SimpleNamespace(**{**vars(os), "name": "nt"})
    monkeypatch.setattr("diag.visit.visit_file.os", windows)
    monkeypatch.setattr("diag.visit.visit_file.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(Path, "replace", busy)
    spare = write_visit(make_visit(MINI, name="Après"), path)
    assert spare == path.resolve().with_name("tilleuls.secours.yaml")
    assert read_visit(path)[0].structure.name == "Avant"
    assert read_visit(spare)[0].structure.name == "Après"
    assert stat.S_IMODE(spare.stat().st_mode) == 0o600


def test_a_folder_is_not_a_file_to_write(tmp_path):
    folder = tmp_path / "dossier.yaml"
    folder.mkdir()
    with pytest.raises(Refusal) as caught:
        write_visit(make_visit(MINI), folder)
    assert "dossier" in caught.value.mistakes[0].what
    assert left(tmp_path) == ["dossier.yaml"]


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(Refusal) as caught:
        write_visit(make_visit(MINI), tmp_path / "absent" / "v.yaml")
    assert "dossier de ce fichier n’existe pas" in caught.value.mistakes[0].what


def test_a_name_too_long_is_said(tmp_path):
    with pytest.raises(Refusal) as caught:
        write_visit(make_visit(MINI), tmp_path / ("a" * 300))
    assert "trop long" in caught.value.mistakes[0].what


def test_a_name_too_long_is_said_on_reading_too(tmp_path):
    assert "trop long" in refusal(tmp_path / ("a" * 300))[0].what


@AS_ROOT
def test_a_folder_in_read_only_refuses(path):
    path.parent.chmod(0o500)
    try:
        with pytest.raises(Refusal) as caught:
            write_visit(make_visit(MINI), path)
    finally:
        path.parent.chmod(0o700)
    assert "accès refusé" in caught.value.mistakes[0].what


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files to their owner otherwise")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("before", [None, 0o644, 0o666, 0o600])
def test_a_visit_is_for_its_owner_alone(path, mask, before):
    seen = []
    if before is not None:
        path.write_text("avant", "utf-8")
        path.chmod(before)
    mode = lambda p: stat.S_IMODE(p.stat().st_mode)  # noqa: E731
    former = os.umask(mask)
    try:
        with locked(path):
            fsync, os.fsync = os.fsync, lambda number: seen.append(os.fstat(number).st_mode)
            try:
                write_visit(make_visit(MINI, {"MA01": Answer(value="2", private_note="Dur")}), path)
            finally:
                os.fsync = fsync
            seen = [stat.S_IMODE(m) for m in seen if not stat.S_ISDIR(m)]
            seen += [mode(p) for p in path.parent.iterdir()]
    finally:
        os.umask(former)
    assert set(seen) == {0o600}
    assert len(seen) >= 3  # the draft, the visit and the lock


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files to their owner otherwise")
def test_another_text_is_as_open_as_the_session_says(path):
    former = os.umask(0o022)
    try:
        write_text(path, "un rapport")
    finally:
        os.umask(former)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


# 4. One writer


def test_a_second_window_is_refused(path):
    """Another process, as another window is."""
    program = (
        "import sys; from pathlib import Path; from diag.visit.visit_file import locked\n"
        "from diag.questionnaire.mistakes import Refusal\n"
        "try:\n    with locked(Path(sys.argv[1])): print('pris')\n"
        "except Refusal as refused: print(refused.mistakes[0].what)\n"
    )
    with locked(path):
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)],
            capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
    assert "déjà ouverte dans une autre fenêtre" in done.stdout


def test_a_second_holder_of_the_same_process_is_refused(path):
    with locked(path), pytest.raises(Refusal) as caught, locked(path):
        pass
    assert "déjà ouverte" in caught.value.mistakes[0].what


def test_the_lock_is_the_one_others_can_see(path):
    with FileLock(path.with_name(f".{path.name}.lock")), pytest.raises(Refusal), locked(path):
        pass


def test_the_lock_ends_with_its_holder(path):
    for _ in range(2):
        with locked(path):
            pass
    assert left(path.parent) == []


def test_the_lock_ends_even_if_its_holder_fails(path):
    with pytest.raises(ZeroDivisionError), locked(path):
        raise ZeroDivisionError
    with locked(path):
        pass


def test_two_visits_are_open_at_once(path):
    with locked(path), locked(path.with_name("autre.yaml")):
        pass


def test_two_names_of_one_file_are_one_visit(path, tmp_path):
    write_text(path, "texte")
    (tmp_path / "lien.yaml").symlink_to(path)
    with locked(path), pytest.raises(Refusal), locked(tmp_path / "lien.yaml"):
        pass


def test_what_a_killed_window_left_is_swept(path):
    """Interview, line 9: a draft of the file or of its spare copy, and the lock."""
    orphans = [
        path.with_name(name)
        for name in (
            f".{path.name}.4242.tmp",
            f".{path.stem}.secours.yaml.4242.tmp",
            f".{path.stem}.secours-2.yaml.4242.tmp",
            f".{path.name}.lock",
        )
    ]
    others = [path.with_name(f".{name}.4242.tmp") for name in ("autre.yaml", "x-tilleuls.yaml")]
    for draft in (*orphans, *others):
        draft.write_text("à moitié", encoding="utf-8")
    with locked(path):
        pass
    assert left(path.parent) == sorted(other.name for other in others)


def test_a_name_with_wildcards_sweeps_its_own_drafts_only(tmp_path):
    path = tmp_path / "visite [a].yaml"
    mine, other = tmp_path / ".visite [a].yaml.1.tmp", tmp_path / ".visite a.yaml.1.tmp"
    for draft in (mine, other):
        draft.write_text("à moitié", encoding="utf-8")
    with locked(path):
        assert (mine.exists(), other.exists()) == (False, True)


def test_a_folder_that_refuses_the_lock_says_so(path, monkeypatch):
    monkeypatch.setattr(FileLock, "acquire", fail(errno.EACCES))
    with pytest.raises(Refusal) as caught, locked(path):
        pass
    assert "accès refusé" in caught.value.mistakes[0].what


def test_no_folder_is_made_for_a_visit_to_hold(tmp_path):
    with pytest.raises(Refusal) as caught, locked(tmp_path / "absent" / "v.yaml"):
        pass
    assert "ce dossier n’existe pas" in caught.value.mistakes[0].what
    assert not (tmp_path / "absent").exists()


def test_a_visit_can_be_saved_while_it_is_held(path):
    with locked(path):
        write_visit(make_visit(MINI), path)
        assert read_visit(path)[0] == make_visit(MINI)
    assert left(path.parent) == [path.name]
