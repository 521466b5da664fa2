"""An export written in a line, given to `diag lot`, and what came of it."""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import xlsxwriter
from helpers import MINI


@dataclass(frozen=True)
class Batch:
    """What `diag lot` left: its exit code, what it printed, its folder."""

    code: int
    out: str
    err: str
    folder: Path

    def table(self, name, delimiter=","):
        """Return the rows of a table, an empty list where there is none."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=delimiter))

    def structures(self):
        """Return the identifiers of the structures that were scored."""
        return [row["structure"] for row in self.table("scores")]

    @cached_property
    def journal(self):
        """Return the journal."""
        return json.loads((self.folder / "journal.json").read_text("utf-8"))

    def said(self):
        """Return what was printed, on one line and with ordinary spaces."""
        return " ".join(f"{self.out} {self.err}".split())

    def everything(self):
        """Return all that was written (workbook apart) and printed, names of files included."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        texts = [path.read_text("utf-8-sig") for path in files if path.suffix != ".xlsx"]
        return "\n".join([*texts, *(path.name for path in files), self.out, self.err])


def write_export(path, rows):
    """Write rows, headings first, as the suffix of the path says."""
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet("Réponses")
            for rank, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        sheet.write(rank, column, cell)
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter="\t" if path.suffix == ".tsv" else ",").writerows(rows)
    return path


def run_lot(diag, folder, rows, *options, kind="csv", files=1, name="export", into="sortie"):
    """Give `files` exports of the same rows to `diag lot`, with the small questionnaire."""
    folder.mkdir(exist_ok=True)
    paths = [write_export(folder / f"{name}{rank or ''}.{kind}", rows) for rank in range(files)]
    sortie = () if "--preparer" in options else ("-o", folder / into)
    done = diag("lot", *paths, *sortie, "--questionnaire", MINI, *options)
    return Batch(done.code, done.out, done.err, folder / into)
