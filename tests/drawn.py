"""Properties tried on a few drawn cases while working, and on many by the whole suite."""

import pytest
from hypothesis import given, settings


def drawn(*strategies, few, many):
    """Decorate a test whose every argument is drawn: it runs on `few` cases, and on `many` as slow."""

    def decorate(test):
        @pytest.mark.parametrize("cases", [few, pytest.param(many, marks=pytest.mark.slow)])
        def sized(cases):
            settings(max_examples=cases)(given(*strategies)(test))()

        sized.__name__, sized.__doc__ = test.__name__, test.__doc__
        return sized

    return decorate
