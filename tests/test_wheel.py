"""The built wheel, installed alone in another folder, does the work.

Dependencies are borrowed from the environment of the tests, so that nothing is downloaded; the
package itself, its templates and its questionnaires come from the wheel only.
"""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from helpers import ROOT

from diag.questionnaire.loader import load_version

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    home = folder / "clean"
    venv.create(home, with_pip=False)
    paths = {"base": str(home), "platbase": str(home)}
    site = sysconfig.get_path("purelib", vars=paths)
    unpack = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, str(wheel)]
    subprocess.run(unpack, check=True, capture_output=True)
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def run(python, folder, *arguments):
    return subprocess.run(
        [python, "-m", "diag", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_it_reports_on_an_example(installed, tmp_path):
    example = ROOT / "examples" / "ehpad-somme-rurale.yaml"
    formats = ("--format", "html,md,json,docx")
    done = run(
        installed, tmp_path, "rapport", example, "--sortie", tmp_path, "--lecteur", "conseil,direction", *formats
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"rapport-{example.stem}-conseil.docx").is_file()
    for kind in ("conseil.html", "conseil.md", "direction.html", "direction.md", "direction.json"):
        name = f"rapport-{example.stem}-{kind}"
        assert (tmp_path / name).read_text("utf-8") == (ROOT / "examples" / "rapports" / name).read_text("utf-8")


def test_it_speaks_french_and_checks_its_questionnaire(installed, tmp_path):
    assert "Utilisation" in run(installed, tmp_path, "--help").stdout
    assert "aucune erreur" in run(installed, tmp_path, "questionnaire", "verifier").stdout


def test_it_holds_the_earlier_versions_of_its_questionnaire(installed, tmp_path):
    done = run(installed, tmp_path, "questionnaire", "montrer", "--questionnaire", "x")
    assert "express-service, print" in " ".join(done.stderr.split())  # and no earlier version
    code = "from diag.questionnaire.loader import load_version as f; print(f('print', '1.0.0').hash)"
    done = subprocess.run([installed, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == load_version("print", "1.0.0").hash


def test_it_is_the_wheel_that_runs(installed, tmp_path):
    code = "import diag; print(diag.__file__)"
    done = subprocess.run([installed, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(installed.parents[1]) in done.stdout
