"""The bundle for a laptop that IT locks.

1. What Windows runs has its line ends, names files that are there, and asks the network for nothing.
2. The list is complete: what reads tables apart, every library of `diag` is in it, with its fingerprint.
3. It installs and runs where no network is, from an empty folder: interview, report, forms; a table says what is missing.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from helpers import ROOT

BUNDLE = ROOT / "packaging" / "bundle"
TEXTS = {path.name: path.read_text("utf-8") for path in BUNDLE.iterdir()}


def portable():
    spec = importlib.util.spec_from_file_location("portable", ROOT / "packaging" / "portable.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# 1


def test_what_windows_runs_has_its_line_ends_and_one_version():
    for name, raw in portable()._own("3.12").items():
        assert b"@PYTHON@" not in raw
        if name.endswith((".cmd", ".txt")):
            assert raw.count(b"\n") == raw.count(b"\r\n") > 0


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.endswith(".cmd")))
def test_a_script_is_plain_and_names_what_is_there(name):
    text = TEXTS[name]
    assert text.isascii()
    named = re.findall(r"%~dp0([\w.-]+\.(?:cmd|txt|py))", text)
    assert set(named) <= {*TEXTS, "liste.txt"}
    assert not re.search(r"https?:|curl|Invoke-WebRequest|reg add|setx", text)


def test_nothing_is_downloaded_by_what_installs():
    assert "--no-index --no-deps --require-hashes" in TEXTS["installer.cmd"]


# 2


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_list_is_complete(python):
    tool = portable()
    needed = tool.needed(python, windows=True)
    assert {"click", "numpy", "pydantic-core", "lxml", "wcwidth", "python-calamine", "xlsxwriter"} <= needed
    assert needed.isdisjoint({"pandas", "pyarrow", "hatchling", "babel"})
    locked = tool._locked(python, windows=True)
    assert len(locked) == len(needed)
    assert all("--hash=sha256:" in block and ";" not in block for block in locked)
    (numpy,) = (block.split()[0] for block in locked if block.startswith("numpy"))
    assert numpy == ("numpy==2.4.6" if python == "3.11" else "numpy==2.5.5")


# 3


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paquet")
    make = [sys.executable, ROOT / "packaging" / "portable.py", "--ici", "-o", folder]
    made = subprocess.run(make, capture_output=True, text=True, check=False)
    if "No matching distribution" in made.stderr or "Could not find a version" in made.stderr:
        pytest.skip("les roues ne sont pas à portée")
    assert made.returncode == 0, made.stderr
    (path,) = folder.glob("*.zip")
    with zipfile.ZipFile(path) as opened:
        opened.extractall(folder / "été 2026")
    (home,) = (folder / "été 2026").iterdir()
    return home


def offline(*command):
    """Return a command where no network is, if the system allows it."""
    allowed = shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], check=False).returncode
    return ["unshare", "-rn", *command] if allowed else list(command)


@pytest.mark.wheel
def test_it_installs_and_runs_without_a_network(bundle, tmp_path):
    (pip,) = (bundle / "wheels").glob("pip-*.whl")
    options = ["--no-index", "--no-deps", "--require-hashes", "--quiet", "--target", bundle / "bibliotheques"]
    lists = ["--find-links", bundle / "wheels", "-r", bundle / "liste.txt"]
    install = [sys.executable, "-I", f"{pip}/pip", "install", *options, *lists]
    done = subprocess.run(offline(*install), capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    def diag(*arguments):
        run = [sys.executable, "-I", "-S", bundle / "lancer.py", *arguments]
        return subprocess.run(
            offline(*run), capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path
        )

    assert "Utilisation" in diag("--help").stdout
    example = ROOT / "examples" / "esat-oise-rurale.yaml"
    written = diag("rapport", example, "--sortie", tmp_path, "--lecteur", "tous", "--format", "html,md,docx,json")
    assert written.returncode == 0, written.stderr
    assert len([*tmp_path.glob("rapport-*")]) == 16
    for kind, name in (("html", "f.html"), ("xlsx", "f.xlsx"), ("papier", "p.html"), ("xlsform", "k.xlsx")):
        assert diag("formulaire", kind, "-o", name).returncode == 0
    told = diag("entretien", "v.yaml")
    assert "pas un terminal" in told.stderr or told.returncode == 2
    table = diag("lot", ROOT / "examples" / "reseau" / "limesurvey-codes.csv", "-o", "r")
    assert table.returncode == 2
    assert "pandas et pyarrow, qui ne sont pas installés ici" in " ".join(table.stderr.split())


@pytest.mark.wheel
def test_its_components_are_told(bundle):
    told = json.loads((bundle / "sbom.cdx.json").read_text("utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    wheels = {path.name.split("-")[0].lower().replace("_", "-") for path in (bundle / "wheels").glob("*.whl")}
    named = {one["name"] for one in (told["metadata"]["component"], *told["components"])}
    assert named == wheels
    assert all(len(one["hashes"][0]["content"]) == 64 for one in told["components"])
