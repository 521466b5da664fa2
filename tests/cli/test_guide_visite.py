"""The guide of a visit (`docs/guide-visite.md`), followed to the letter by an adviser.

1. Each of its commands runs, in the order of the guide, on one visit and what the commands before it wrote.
2. Its mail asks for the twelve documents of the questionnaire, in their words.
3. The keys that it names are those of the interview; it fits four printed pages.
"""

import re
import shlex

import pytest
from helpers import PRINT, ROOT

from diag.forms.form_order import KINDS
from diag.interview.prompts import SHORT
from diag.questionnaire.loader import load

GUIDE = (ROOT / "docs" / "guide-visite.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (diag .*)$", GUIDE, re.MULTILINE)
NOBODY_THERE = {"diag entretien": 2, "diag relire": 2, "diag oublier": 0}
"""What a command that asks leaves where there is no terminal, else 0."""


@pytest.mark.slow
def test_each_command_runs_in_the_order_of_the_guide(diag, tmp_path):
    visit = (ROOT / "examples" / "ehpad-somme-rurale.yaml").read_text("utf-8")
    (tmp_path / "visite.yaml").write_text(visit, "utf-8")
    (tmp_path / "structures.csv").write_text("code;nom;type\nE1;Les Tilleuls;EHPAD\n", "utf-8")
    for line in COMMANDS:
        words = shlex.split(line)
        output = None
        if ">" in words:
            words, output = words[: words.index(">")], words[-1]
        if words[1] == "formulaire" and not is_made(words[2]):
            continue
        done = diag(*words[1:])
        assert done.code in {0, NOBODY_THERE.get(" ".join(words[:2]), 0)}, (line, done)
        for file in [word for word in words if re.search(r"\.(html|xlsx|json|yaml)$", word)]:
            assert (tmp_path / file).exists(), line
        assert output is None or done.out


def is_made(kind):
    return (ROOT / "diag" / "forms" / f"{KINDS[kind].module}.py").exists()


def test_the_mail_asks_for_the_documents_of_the_questionnaire():
    asked = load(PRINT).documents
    listed = re.findall(r"^> \d+\. (.*)$", GUIDE, re.MULTILINE)
    assert listed == [one.title.replace("'", "’") for one in asked.documents]
    assert asked.note.replace("\u202f", " ") in GUIDE


def test_the_keys_that_it_names_are_those_of_the_interview():
    keys = re.findall(r"`([a-z])`", GUIDE)
    assert keys
    assert set(keys) <= {*SHORT, "f"}  # f filters the list


def test_it_fits_four_pages():
    assert len(GUIDE.split()) < 1_700
