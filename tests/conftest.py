"""What every test shares."""

from hypothesis import settings

settings.register_profile("diag", deadline=None)  # no test is timed: the cores are shared
settings.load_profile("diag")
