"""What the files of conventions say of the project, and only what is known.

1. publiccode.yml holds what the standard 0.4 asks for; no date nor person is made up.
2. CITATION.cff bears the version of the program; REUSE.toml gives each file one licence, whose text is there.
3. Each folder says both licences: that of the code, that of the content.
4. The only address and telephone are those that the questionnaire prints (content, contacts).
"""

import re
import tomllib

import pytest
import yaml
from helpers import PRINT, ROOT

from diag.questionnaire.loader import load
from diag.version import __version__

PUBLIC = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
FOLDERS = ("diag", "tests", "benchmarks", "report_templates", "docs", "examples", "questionnaires")
LICENCES = {"MIT": "LICENSE", "etalab-2.0": "questionnaires/LICENCE.md"}


def test_publiccode_holds_what_the_standard_asks():
    mandatory = "publiccodeYmlVersion name url platforms categories developmentStatus softwareType"
    mandatory += " description legal maintenance localisation"
    assert set(mandatory.split()) <= PUBLIC.keys()
    assert PUBLIC["publiccodeYmlVersion"] == "0.4"
    assert PUBLIC["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    told = PUBLIC["description"]["fr"]
    assert len(told["shortDescription"]) <= 150
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert told["features"]
    assert all((ROOT / path).exists() for path in told["screenshots"])
    assert isinstance(PUBLIC["localisation"]["localisationReady"], bool)
    assert PUBLIC["localisation"]["availableLanguages"] == ["fr"]
    assert PUBLIC["legal"]["license"] == "MIT AND etalab-2.0"


def test_no_release_nor_person_is_made_up():
    assert not {"releaseDate", "softwareVersion", "usedBy"} & PUBLIC.keys()
    # Any other type asks for the name of a person; nobody is appointed.
    assert PUBLIC["maintenance"] == {"type": "none"}


def test_citation_bears_the_version():
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (told["cff-version"], told["version"]) == ("1.2.0", __version__)
    assert {"message", "title", "authors"} <= told.keys()
    assert set(told["license"]) == set(LICENCES)


def test_each_file_has_a_licence_whose_text_is_there():
    rules = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))["annotations"]
    assert {rule["SPDX-License-Identifier"] for rule in rules} == set(LICENCES)
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == set(LICENCES)
    assert rules[0]["path"] == "**"
    assert (ROOT / "LICENSES/MIT.txt").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_says_both_licences(folder):
    text = (ROOT / folder / "LICENCE.md").read_text("utf-8")
    assert "](../LICENSE)" in text
    assert "Licence Ouverte" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["publiccode.yml", "CITATION.cff", "REUSE.toml", "SECURITY.md"])
def test_the_only_contact_is_the_one_that_pages_print(name):
    contact = load(PRINT).contacts["print"]
    text = (ROOT / name).read_text("utf-8")
    found = re.findall(r"[\w.+-]+@[\w-]+\.\w+|\b0\d(?: \d\d){4}\b", text)
    assert set(found) <= {contact.email, contact.phone}
