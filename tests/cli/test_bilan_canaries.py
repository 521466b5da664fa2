"""What was typed in a visit stays out of the count of a period (E16, interview line 14).

1. The internal edition shows the names of the structures and why data are imagined, and no other text.
2. The shareable edition shows no name either, in its pages, its workbook or its properties.
"""

import zipfile

import pytest
from helpers import ROOT
from report.planted import PLACES, planted_visit, word

from diag.visit.visit_file import read_visit, write_visit

SHOWN = {"structure.name", "illustrative"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder of six visits of which every text bears a word, one structure each."""
    made = tmp_path_factory.mktemp("visites")
    visit = planted_visit(read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")[0])
    for rank in range(6):
        name = f"{visit.structure.name} {rank}"
        profile = {  # the code of the network too, which would make one structure of them
            field: f"{value}{rank}" if "zq" in str(value).casefold() else value
            for field, value in visit.structure.profile.items()
        }
        structure = visit.structure.model_copy(update={"name": name, "profile": profile})
        write_visit(visit.model_copy(update={"structure": structure}), made / f"v{rank}.yaml")
    return made


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "shown"), [([], SHOWN), (["--partageable"], SHOWN - {"structure.name"})])
def test_an_edition_shows_no_text_of_a_visit_but_these(diag, folder, tmp_path, edition, shown):
    day = str(read_visit(folder / "v0.yaml")[0].visit.date)
    files = ["-o", tmp_path / "bilan", "--xlsx", tmp_path / "bilan.xlsx"]
    done = diag("bilan", folder, "--du", day, "--au", day, *edition, *files)
    assert done.code == 0
    texts = [done.out, *(path.name for path in tmp_path.rglob("*"))]
    for path in filter(lambda one: one.is_file(), tmp_path.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as opened:
                texts += [opened.read(name).decode("utf-8", "replace") for name in opened.namelist()]
        else:
            texts.append(path.read_text("utf-8"))
    held = "\n".join(texts).casefold()
    assert {place for place in PLACES if word(place).casefold() in held} == shown
