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
TENTHS = Quantiles("50-99", 30, 18, 43, (10, 15, 20, 25, 30, 35, 40, 45, 50))
ESAT = {
    "EQ": Quantiles("20-49", 40, 30, 50),
    "FO": Quantiles("20-49", 30, 25, 40),
    "FI": Quantiles("20-49", 35, 25, 45),
    "AP": Quantiles("20-49", 35, 30, 40),
    "IA": Quantiles("20-49", 10, 5, 20),
    "global": Quantiles("20-49", 30, 20, 40),
}


@cache
def printed():
    """Return the PRINT questionnaire."""
    return load(PRINT)


def cell(department, kind, quantiles):
    """Return a published cell; one `Quantiles` stands for every measure."""
    measures = quantiles if isinstance(quantiles, dict) else dict.fromkeys(MEASURES, quantiles)
    return Cell(HDF, kind, department, measures)


CELLS = (
    Cell(HDF, "esat", "d60"),
    cell("", "esat", ESAT),
    cell("d80", "ehpad", TENTHS),
    cell("d59", "insertion", Quantiles("6-9", 35)),
    cell("", "insertion", Quantiles("10-19", 45, 30, 50)),
    cell("", "siae", Quantiles("6-9", 25)),
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
        "content": content_of(questionnaire),
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
    heavier = first.model_copy(update={"weight": first.weight % 3 + 1})
    changed = content.model_copy(update={"questions": (heavier, *rest)})
    return replace(release, version="0.9.0", hash="sha256:" + "0" * 64, content=changed)
