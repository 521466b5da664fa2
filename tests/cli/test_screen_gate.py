"""Whatever is typed after `diag`, nothing that could repaint a terminal reaches it.

Names of files, of commands, of options and of answers are told back in errors, by diag and by click;
all pass the same gate (`safe_text`).
"""

import re

import pytest

from diag.safe_text import CONTROL

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

UNSAFE = re.compile(CONTROL)
#: Each holds a word to recognise it, and what a terminal would obey or show in another order.
HOSTILE = (
    "canari\x1b]52;c;QUE=\x07",
    "\x1b[2J\x1b[31mcanari",
    "canari\x9b31m",
    "\x1b]0;titre\x1b\\canari",
    "canari\u202eyaml",
    "\u2066canari\u2069\u200f",
    "canari\r\x08\x7f",
    "\x1bPq\x1b\\canari\udc9b",
)
COMMANDS = (
    ("{}",),
    ("--{}",),
    ("rapport", "{}"),
    ("rapport", "visite.yaml", "--format", "{}"),
    ("rapport", "visite.yaml", "--capacite", "{}"),
    ("rapport", "visite.yaml", "--date", "{}"),
    ("rapport", "visite.yaml", "--questionnaire", "{}"),
    ("rapport", "visite.yaml", "--repere", "{}"),
    ("rapport", "visite.yaml", "--{}"),
    ("entretien", "visite.yaml", "{}"),
    ("entretien", "--forme", "{}"),
    ("entretien", "visite.yaml", "--questionnaire", "{}"),
    ("suivi", "{}"),
    ("suivi", "visite.yaml", "--au", "{}"),
    ("suivi", "visite.yaml", "--xlsx", "{}"),
    ("suivi", "visite.yaml", "--relire", "{}"),
    ("lot", "{}", "-o", "sortie"),
    ("lot", "{}"),
    ("lot", "a.csv", "-o", "sortie", "--processus", "{}"),
    ("lot", "a.csv", "-o", "sortie", "--doublons", "{}"),
    ("contribuer", "{}"),
    ("contribuer", "{}", "-o", "c.json", "--structure", "{}"),
    ("repere", "{}"),
    ("repere", "verifier", "{}"),
    ("repere", "montrer", "{}"),
    ("questionnaire", "{}"),
    ("questionnaire", "verifier", "{}"),
    ("questionnaire", "montrer", "{}"),
    ("questionnaire", "montrer", "--axe", "{}"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_error_quotes_what_was_typed_without_what_a_terminal_obeys(diag, visit_file, command):
    for hostile in HOSTILE:
        done = diag(*(part.format(hostile) for part in command))
        assert done.code in (1, 2), (command, hostile)
        assert done.err
        assert not UNSAFE.search(done.out + done.err), (command, hostile)


@pytest.mark.parametrize("command", [("{}",), ("rapport", "{}"), ("questionnaire", "verifier", "{}")])
def test_what_can_be_read_of_a_hostile_name_is_told(diag, command):
    for hostile in HOSTILE:
        assert "canari" in diag(*(part.format(hostile) for part in command)).err


def test_a_hostile_release_of_the_environment_is_refused_clean(diag, visit_file, with_mini):
    for hostile in HOSTILE:
        done = diag("rapport", visit_file, *with_mini, DIAG_REPERE=hostile)
        assert done.code == 1
        assert "canari" in done.err
        assert not UNSAFE.search(done.out + done.err)


def test_a_visit_of_hostile_name_and_content_is_told_clean(diag, visit_file, with_mini):
    text = visit_file.read_text("utf-8")
    for number, hostile in enumerate(HOSTILE):
        path = visit_file.with_name(f"{number}-{hostile.replace('/', '')}.yaml")
        path.write_text(text.replace("Les Tilleuls", f'"canari\\x1b]52;{number}\\u202e"'), "utf-8")
        for command in ("rapport", "entretien"):
            done = diag(command, path, *with_mini)
            assert "canari" in done.out + done.err or command == "entretien"
            assert not UNSAFE.search(done.out + done.err)
