"""What every test shares."""

import os

from hypothesis import settings

settings.register_profile(
    "diag",
    deadline=None,  # no test is timed: the cores are shared
    derandomize="CI"
    in os.environ,  # chance looks for faults where somebody works, and blocks nobody else
)
settings.load_profile("diag")
