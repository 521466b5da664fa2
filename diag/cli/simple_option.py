"""The face that asks: `--simple`, the variables of the session, else what this person chose for good."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from diag.interview.prompts import Face

F = TypeVar("F", bound=Callable[..., Any])


def simple_option(command: F) -> F:
    """Add `--simple`, to be given to `face_here`."""
    return click.option(
        "--simple",
        is_flag=True,
        help="Lignes simples, sans liste à flèches (lecteur d’écran) ; aussi par DIAG_SIMPLE=1.",
    )(command)


def face_here(simple: bool = False) -> "Face | None":
    """Return the face to ask with on this terminal, None where there is nobody to ask (line 15)."""
    from diag.cli.settings import plain_wanted
    from diag.interview.face_choice import choose_face

    return choose_face(simple, sys.stdin, sys.stdout, os.environ, plain_wanted())
