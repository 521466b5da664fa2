"""A folder laid out as the project, with a demonstration release of the synthetic network."""

import pytest
from helpers import ROOT

from diag.cli.app import run


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """Return a folder that holds `examples` and the visits kept by the tests, and the release `repere` made of their network."""
    folder = tmp_path_factory.mktemp("projet")
    (folder / "tests").mkdir()
    for name in ("examples", "tests/visits"):
        (folder / name).symlink_to(ROOT / name)
    export = ROOT / "examples" / "reseau" / "limesurvey-codes.csv"
    lot = ["lot", export, "-o", folder / "reseau", "--sans-actions"]
    release = ["repere", "construire", folder / "reseau", "-o", folder / "repere"]
    for command in (lot, [*release, "--source", "Réseau synthétique", "--date", "2026-11-01"]):
        assert run([*map(str, command)]) == 0
    return folder
