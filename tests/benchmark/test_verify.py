"""A release held against scores that are not its own: faults are told, whatever the scores."""

import numpy as np
import pytest
from benchmark.release_cases import HDF, regional, release
from benchmark.scores_files import row, write_scores

from diag.benchmark.building import build
from diag.benchmark.sources import read_sources
from diag.benchmark.tenths import Answers, Inference
from diag.benchmark.verify import verify

Q = regional()


def test_what_was_not_tried_is_not_said(tmp_path):
    rows = [row(f"A{rank}") for rank in range(8)]
    sources = read_sources([write_scores(tmp_path / "scores.csv", rows)], Q, "2026-11-22")
    told, _ = build(sources, Q, date="2026-11-22", source="URIOPSS")
    assert not told.shares
    found = verify(told, sources.structures, Q)
    assert not found.faults
    assert [text for text in found.tried if "question" in text] == []


def test_one_organisation_may_hold_more_answers_than_a_short_number():
    n = 40_000
    answers = Answers([()], np.zeros(n, int), np.zeros(n, int), np.zeros(n, int), 5)
    assert Inference.of(answers, {()}).held.max() == n


@pytest.mark.parametrize(("number", "department"), [(1, "d59"), (5, "d62"), (40, "d75")])
def test_other_scores_are_faults_and_sizes_stay_sizes(tmp_path, number, department):
    rows = [row(f"A{rank}", departement=department) for rank in range(number)]
    sources = read_sources([write_scores(tmp_path / "scores.csv", rows)], Q, "2026-11-22")
    found = verify(release(), sources.structures, Q)
    assert any(HDF in fault for fault in found.faults)
    assert any("parts inexactes" in fault for fault in found.faults)
    for width, text in found.narrowest.values():
        assert 0 <= width <= 1, text
