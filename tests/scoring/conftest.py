"""The worked example of the method, as a fixture."""

import pytest
from scoring.rubrics import worked_example

from diag.scoring.kernel import score


@pytest.fixture
def example():
    """Rubric, values and statuses of the worked example."""
    return worked_example()


@pytest.fixture
def scores(example):
    """Scores of the worked example."""
    return score(*example)
