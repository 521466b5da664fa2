"""Opens windows on `diag entretien` with the small questionnaire, and closes them all."""

import pytest
from helpers import MINI, make_visit, mini

from diag.visit.visit_file import write_visit

PROFILE = {"structure_type": "ehpad", "places": "60", "roles": ["direction"]}


@pytest.fixture
def visit_file(tmp_path):
    """Return a function that writes a visit whose profile is known, and returns its path."""

    def write(answers=None, **more):
        path = tmp_path / "visite.yaml"
        write_visit(make_visit(mini(), answers, PROFILE, **more), path)
        return path

    return write


@pytest.fixture
def window():
    """Return a function that opens an interview: `window(path, *options, columns=…)`."""
    from pty_screen import Terminal  # needs pexpect and pyte: the test module checks them

    opened = []

    def open_window(path, *options, questionnaire=MINI, form="complete", **more):
        opened.append(
            Terminal(
                "entretien",
                path.name,  # relative: a long path would fill a small screen
                "--questionnaire",
                questionnaire,
                *(["--forme", form] if form else []),
                *options,
                cwd=path.parent,
                **more,
            )
        )
        return opened[-1]

    yield open_window
    for terminal in opened:
        terminal.close()
