"""What a machine may lack: without it, tests are skipped and say so, and fail where it is required."""

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip for want of something; fail where the environment says that it must be there."""
    if os.environ.get("DIAG_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{what} manque, et DIAG_REQUIRE_BROWSER=1 l'exige")
    pytest.skip(f"{what} n'est pas installé")
