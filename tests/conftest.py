"""What every test shares."""

import os

import pytest
from hypothesis import settings

settings.register_profile(
    "whole",
    deadline=None,  # no test is timed: the cores are shared
    derandomize="CI" in os.environ,  # chance looks for faults where somebody works, and blocks nobody else
)
settings.register_profile("quick", settings.get_profile("whole"), max_examples=15)


def pytest_configure(config):
    """Draw fewer cases in the suite without the slow ones (0005-two-suites.md)."""
    quick = "not slow" in config.option.markexpr
    settings.load_profile("quick" if quick else "whole")


@pytest.fixture(scope="session", autouse=True)
def settings_of_the_tests(tmp_path_factory):
    """Keep what `diag` remembers of a person in a folder of the tests, in every process they start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIAG_REGLAGES", str(tmp_path_factory.mktemp("reglages")))
        yield
