"""Shared by the tests of the position: a release of the PRINT questionnaire, made by hand."""

from dataclasses import replace
from functools import cache

from helpers import PRINT, ROOT

from diag.benchmark.release import Cell, Quantiles, Release, content_of
from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.visit.visit_file import read_visit

HDF = "Hauts-de-France"
MEASURES = ("EQ", "FO", "FI", "AP", "IA", "global")
TENTHS = Quantiles(30, 18, 43, (10, 15, 20, 25, 30, 35, 40, 45, 50))
ESAT = {
    "EQ": Quantiles(40, 30, 50),
    "FO": Quantiles(30, 25, 40),
    "FI": Quantiles(35, 27, 45),
    "AP": Quantiles(35, 30, 42),
    "IA": Quantiles(10, 5, 20),
    "global": Quantiles(29, 20, 40),
}


@cache
def printed():
    """Return the PRINT questionnaire."""
    return load(PRINT)


def cell(department, kind, size, quantiles):
    """Return a published cell; one `Quantiles` stands for every measure."""
    measures = quantiles if isinstance(quantiles, dict) else dict.fromkeys(MEASURES, quantiles)
    return Cell(HDF, department, kind, "", size, False, measures)


CELLS = (
    Cell(HDF, "d60", "esat", "", secret=True),
    cell("", "esat", "20-49", ESAT),
    cell("d80", "ehpad", "50-99", TENTHS),
    cell("d59", "insertion", "5-9", Quantiles(35)),
    cell("", "insertion", "10-19", Quantiles(45, 30, 50)),
    cell("", "siae", "5-9", Quantiles(25)),
)


def release_of(questionnaire, cells=CELLS, **more):
    """Return a release of a questionnaire."""
    header = questionnaire.header
    told = {
        "date": "2026-11-22",
        "source": "URIOPSS d'essai",
        "questionnaire": header.id,
        "version": header.version,
        "hash": questionnaire.hash,
        "period": ("2026-03", "2026-10"),
        "synthetic": False,
        "cells": tuple(cells),
    }
    return Release(**(told | more))


def example(name, release=None):
    """Return, assessed, an illustrative visit, placed in a release."""
    questionnaire = printed()
    visit, source = read_visit(next((ROOT / "examples").glob(f"{name}*.yaml")))
    return prepare(questionnaire, visit, source, release=release)


def placed(name, **more):
    """Return, assessed, an illustrative visit, placed in the release made by hand."""
    return example(name, release_of(printed(), **more))


def of_another_version(release):
    """Return a release of a version that asked a question of another weight."""
    content = content_of(printed())
    first, *rest = content.questions
    heavier = replace(first, weight=first.weight % 3 + 1)
    changed = replace(content, questions=(heavier, *rest))
    return replace(release, version="0.9.0", hash="sha256:" + "0" * 64, content=changed)
