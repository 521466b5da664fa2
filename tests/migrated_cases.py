"""The cases of `../shared/cases`, written in the content 1.2.0, brought to the present content.

    python tests/migrated_cases.py FOLDER [--cases ../shared/cases]

copies the whole folder to FOLDER, new or empty, with its inputs migrated. Play it from there, with
DIAG_PROJET naming this project (after `make demo`, which the cases V03 and V04 need):

    python FOLDER/check.py --diag .venv/bin/diag exports|releases|visits [ID...]
    python FOLDER/terminal/play.py --diag .venv/bin/diag [ID...]

What changes is what the present content changes: the pin and the format of visits; the scale of the
ladders that moved; EQ07 and FI07, which are one level now, so that the boxes of the cases about
boxes become those of EQ10; the profile fields that are gone, but where a case is about them; the new
core and the new questions, answered like the rest of the visit; the report, which has readers. What
a case is about stays.
"""

import argparse
import csv
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from diag.questionnaire.loader import load
from diag.questionnaire.questionnaire_model import MultipleQuestion, Questionnaire, SingleQuestion, level_of

ROOT = Path(__file__).parents[1]
CASES = Path(os.environ.get("DIAG_CASES") or ROOT.parent / "shared" / "cases")
PRINT = ROOT / "questionnaires" / "print"
BEFORE = PRINT / "versions" / "1.2.0"
NEW_CORE = {"FO07": 1, "FI06": 1, "AP04": 1}
"""What the ESAT of the cases answers, in its full visits, to what has entered the core since."""
NEIGHBOUR = {"FO13": "FO12"}
"""A new question is answered like the one beside it."""
ABOUT_OLD_FIELDS = {"contenu-ancien": ("territory", "ancien_champ")}
BOXES_BEFORE, BOXES_NOW = "EQ07", "EQ10"


class Migration:
    """What the content 1.2.0 was, as far as the cases need it, and what it is now."""

    def __init__(self) -> None:
        self.now: Questionnaire = load(PRINT)
        files = sorted((BEFORE / "dimensions").glob("*.yaml"))
        each = [yaml.safe_load(f.read_text("utf-8"))["questions"] for f in files]
        self.before: dict[str, dict[str, Any]] = {q["id"]: q for asked in each for q in asked}
        fields = yaml.safe_load((BEFORE / "profile.yaml").read_text("utf-8"))["fields"]
        self.gone = {f["id"] for f in fields} - set(self.now.field)
        self.texts = dict(self._texts())
        self.one_level = {
            name
            for name, question in self.before.items()
            if question["kind"] == "multiple" and self.now.question[name].kind == "single"
        }
        self.new_boxes = {
            name: [c.id for c in now.choices if c.id not in {b["id"] for b in before["choices"]}]
            for name, before in self.before.items()
            if isinstance(now := self.now.question[name], MultipleQuestion)
        }
        self.boxes = [c["id"] for c in self.before[BOXES_BEFORE]["choices"]]

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Yield the words of 1.2.0 that an export may hold, and those that say the same now."""
        for name, before in self.before.items():
            now = self.now.question[name]
            if before["kind"] == "single" and isinstance(now, SingleQuestion):
                labels = {c.level: plain(c.label) for c in now.choices}
                yield before["text"], plain(now.text)
                for choice in before["choices"]:
                    yield choice["label"], labels.get(choice["level"], choice["label"])
        before = self.before[BOXES_BEFORE]
        yield before["text"], plain(self.box_question.text)
        for choice, box in zip(before["choices"], self.box_question.choices, strict=True):
            yield choice["label"], plain(box.label)

    @property
    def box_question(self) -> MultipleQuestion:
        question = self.now.question[BOXES_NOW]
        assert isinstance(question, MultipleQuestion)
        return question

    def box(self, name: str) -> str:
        """Return the box that takes the place of one of `BOXES_BEFORE`, or of one that was renamed."""
        if name not in self.boxes:
            return self.box(name.removesuffix("s")) + "s"
        return self.box_question.choices[self.boxes.index(name)].id

    # Visits

    def visit(self, path: Path) -> str:
        """Return the text of a visit of 1.2.0 in the present content."""
        text = path.read_text("utf-8")
        said = yaml.safe_load(text)
        header = self.now.header
        said["format"] = 2
        pin = {"id": header.id, "version": header.version, "hash": self.now.hash}
        said["questionnaire"] = pin
        self._profile(said, ABOUT_OLD_FIELDS.get(path.stem, ()))
        answers = said.get("answers") or {}
        if path.stem == "aux-cases":  # its boxes are ticked at a question that comes later
            answers |= {"EQ07": {"value": 1}, "EQ08": {"value": 1}, "EQ09": {"value": 6}}
        for new, like in NEIGHBOUR.items():
            if like in answers:
                answers[new] = {k: v for k, v in answers[like].items() if k in _SAID}
        if said["visit"].get("form") == "express" and len(answers) > 10:
            answers |= {k: {"value": v} for k, v in NEW_CORE.items() if k not in answers}
        if path.stem in EDITS:
            EDITS[path.stem](said)
        said["answers"] = {name: self._answer(name, a) for name, a in answers.items()}
        express = said["visit"].get("form") == "express"
        asked = {q.id for q in self.now.questions if q.core or not express}
        if path.stem == "dix-vides" or (asked <= {*answers} and path.stem != "un-champ-passe"):
            said["visit"]["finished"] = True
        comment = "".join(line for line in text.splitlines(keepends=True) if line[0] == "#")
        return comment.replace("le numéro FINESS", "le nombre de personnes") + dump(said)

    def _profile(self, said: dict[str, Any], kept: tuple[str, ...]) -> None:
        profile = said["structure"].get("profile", {})
        mode, roles = profile.get("visit_mode"), profile.get("respondent_roles", [])
        for name in self.gone - {*kept}:
            profile.pop(name, None)
        if mode:
            said["visit"]["mode"] = mode
        if roles and not said.get("respondents"):
            said["respondents"] = [{"id": r, "role": r.capitalize()} for r in roles]

    def _answer(self, name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        question = self.now.question.get(name)
        if question is None:
            return dict(answer)
        moved = dict(answer)
        value = answer.get("value")
        if isinstance(value, list) and not isinstance(question, MultipleQuestion):
            moved["value"] = self.level_before(name, value)
        if question.scale > 1:
            moved["scale"] = question.scale
        return moved

    def level_before(self, name: str, ticked: list[str]) -> int:
        """Return the level that ticks reached in 1.2.0."""
        alone = {c["id"] for c in self.before[name]["choices"] if c.get("exclusive")}
        count = len({*ticked} - alone)
        return int([b["level"] for b in self.before[name]["table"] if b["from"] <= count][-1])

    # Exports

    def export(self, raw: bytes) -> bytes:
        """Return a CSV export with the words and the columns of the present content."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:  # a case about an encoding holds no answer
            return raw
        delimiter = ";" if ";" in text.split("\n")[0] else ","
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        moved = self._columns(self._boxes([[self._words(cell) for cell in row] for row in rows]))
        if moved == rows:
            return raw
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(moved)
        return written.getvalue().encode()

    def _words(self, cell: str) -> str:
        """Return a cell that is an answer or a heading, in the words of today."""
        heading = re.fullmatch(r"(.*) \[(.*)\]", cell)
        if heading and heading[1] in self.texts:
            box = heading[2]
            known = [b for b in self.texts if box.startswith(b)]  # one that was renamed goes on
            first = max(known, key=len, default=box)
            return f"{self.texts[heading[1]]} [{self.texts.get(first, first)}{box[len(first) :]}]"
        return self.texts.get(cell, cell)

    def _boxes(self, rows: list[list[str]]) -> list[list[str]]:
        """Return a table whose boxes of `BOXES_BEFORE`, by their codes, are those of `BOXES_NOW`."""
        head = rows[0]
        if not any(h.startswith(f"{BOXES_BEFORE}/") for h in head):
            return rows
        for column, heading in enumerate(head):
            name, slash, box = heading.partition("/")
            if name == BOXES_BEFORE:
                head[column] = f"{BOXES_NOW}/{self.box(box)}" if slash else BOXES_NOW
                for row in rows[1:] if not slash else ():
                    row[column] = " ".join(map(self.box, row[column].split()))
        return rows

    def _columns(self, rows: list[list[str]]) -> list[list[str]]:
        """Return a LimeSurvey table whose boxes of EQ07 and FI07 are one level."""
        head = rows[0]
        if not any(h.startswith(f"{BOXES_BEFORE}[") for h in head):
            return rows
        gone = {_code(name) for name in self.gone}
        return [list(self._cells(head, row, gone)) for row in rows]

    def _cells(self, head: list[str], row: list[str], gone: set[str]) -> Iterator[str]:
        groups = [h.partition("[")[0] for h in head]
        for column, name in enumerate(groups):
            if name in gone:
                continue
            if name not in self.one_level:
                yield row[column]
                for box in self.new_boxes.get(name, ()) if groups.index(name) == column else ():
                    yield f"{name}[{_code(box)}]" if row is head else ""
            elif groups.index(name) == column:
                boxes = {h: c for h, g, c in zip(head, groups, row, strict=True) if g == name}
                yield name if row is head else self._one_level(name, boxes)
            for new, like in NEIGHBOUR.items():
                if name == like:
                    yield new if row is head else row[column]

    def _one_level(self, name: str, boxes: Mapping[str, str]) -> str:
        ticked = {h.partition("[")[2].rstrip("]") for h, cell in boxes.items() if cell == "Y"}
        for word in {"NSP", "NC"} & ticked:
            return word
        names = [c["id"] for c in self.before[name]["choices"] if _code(c["id"]) in ticked]
        return str(self.level_before(name, names)) if names else ""

    # Expectations and scripts

    def _label(self, name: str, level: int) -> str:
        question = self.now.question[name]
        assert isinstance(question, SingleQuestion)
        return next(c.label for c in question.choices if c.level == level)

    def expected(self, text: str) -> str:
        """Return the expectations of the exports with the boxes of today."""
        boxes = self.box_question
        ticked = [c.id for c in boxes.choices if not c.exclusive]
        renamed = self._words(f"{self.before[BOXES_BEFORE]['text']} [{_RENAMED}]")
        return _replaced(
            text,
            ("{a1: {EQ07: 3, EQ01: 2}, a2: {EQ07: 1,", f"{{a1: {{EQ07: {level_of(boxes, ticked[:2])},"
             f" EQ01: 2}}, a2: {{EQ07: {level_of(boxes, ticked[:1])},"),
            (f"says: [{_RENAMED}]", f"says: [{renamed.partition('[')[2]}"),
            ("says: [tablettes]", f"says: [{self.box('tablettes')}]"),
            (BOXES_BEFORE, BOXES_NOW),
        )  # fmt: skip

    def told(self, text: str) -> str:
        """Return the expectations of the visits, each of the reader whose report must say them."""
        said = ("rapport-tout-inconnu.md: [trop peu su]", "rapport-tout-inconnu.md: [à établir]")
        return "".join(map(_to_a_reader, re.split(r"(?m)^(?=  - id:)", _replaced(text, said))))

    def scripts(self, text: str) -> str:
        """Return the scripts of the terminal with the boxes, fields and scales of today."""
        labels = {b: plain(c.label) for b, c in zip(self.boxes, self.box_question.choices, strict=True)}
        seen = {b: " ".join(label.split()[:3]) for b, label in labels.items()}
        scale = self.now.question["EQ01"].scale
        highest = plain(self._label("EQ02", 4))
        spelled = f", scale: {scale}" if scale > 1 else ""
        places = " ".join(plain(self.now.field["places"].text).split()[:4])
        return _replaced(
            text,
            ("see: FINESS", f"see: {places}"),
            ("Une console", seen["console"]),
            ("Une tablette", seen["tablette"]),
            ("file: console", f"file: {self.box('console')}"),
            ("file: tablette", f"file: {self.box('tablette')}"),
            ("[television, console]", f"[{self.box('television')}, {self.box('console')}]"),
            ("Aucun de ces appareils", seen["aucun"]),
            ("answers.EQ07", f"answers.{BOXES_NOW}"),
            ("EQ01: {value: 2}", f"EQ01: {{value: 2{spelled}}}"),
            ("EQ01: {value: 4}", f"EQ01: {{value: 4{spelled}}}"),
            ("answers.IA03", "answers.IA02"),
            ("4 En plus, une solution est notée", f"4 {' '.join(highest.split()[:4])}"),
        )


def _to_a_reader(case: str) -> str:
    """Return a case with the reader that it names, else the direction; no key goes with it any more."""
    reader = "conseiller" if "--lecteur conseiller" in case else "direction"
    case = re.sub(r"(?m)^.*--nouvelle-cle.*\n", "", case).replace(" --cle-reseau cle", "")
    case = re.sub(r"(OUT/rapport-[\w-]+)\.", rf"\1-{reader}.", case)
    return case.replace("diag rapport ", f"diag rapport --lecteur {reader} ")


_RENAMED = "Une tablette tactile"


def _replaced(text: str, *pairs: tuple[str, str]) -> str:
    for before, now in pairs:
        assert before in text, f"the cases no longer say {before!r}"
        text = text.replace(before, now)
    return text


def migrate(cases: Path, folder: Path) -> None:
    """Write `cases` in `folder`, their inputs in the present content."""
    migration = Migration()
    shutil.copytree(cases, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)  # the cases may be read-only
        name = path.relative_to(folder).as_posix()
        if name == "exports/expected.yaml":
            path.write_text(migration.expected(path.read_text("utf-8")), "utf-8")
        elif name == "visits/expected.yaml":
            path.write_text(migration.told(path.read_text("utf-8")), "utf-8")
        elif name == "terminal/T-scripts.yaml":
            path.write_text(migration.scripts(path.read_text("utf-8")), "utf-8")
        elif name.startswith(("visits/", "terminal/")) and path.suffix == ".yaml":
            if path.name != "expected.yaml":
                path.write_text(migration.visit(path), "utf-8")
        elif name.startswith("exports/") and path.suffix in (".csv", ".tsv"):
            path.write_bytes(migration.export(path.read_bytes()))


def _passed(said: dict[str, Any]) -> None:
    del said["structure"]["profile"]["places"]


def _one_unknown(said: dict[str, Any]) -> None:
    said["answers"]["IA02"] = {"status": "unknown"}


def _one_to_come(said: dict[str, Any]) -> None:
    del said["answers"]["IA02"]


EDITS = {
    "un-champ-passe": _passed,  # the FINESS number, then; the number of people, now
    "fini-avec-inconnue": _one_unknown,  # IA03 has left the core
    "question-retiree": _one_to_come,
}
"""What a case is about, where the field or the question that it spoke of is no longer asked."""
_SAID = ("value", "status", "reason")


def _code(name: str) -> str:
    """Return a name as LimeSurvey spells codes: letters and digits."""
    return re.sub(r"[^A-Za-z0-9]", "", name)


def plain(text: str) -> str:
    """Return a typeset text as an author types it."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def dump(said: Mapping[str, Any]) -> str:
    """Return a visit as a person would write it: one answer a line."""
    return yaml.safe_dump(dict(said), allow_unicode=True, sort_keys=False, default_flow_style=None, width=10_000)


def main() -> int:
    """Migrate the cases to the folder that is named."""
    parser = argparse.ArgumentParser(description="Bring the cases to the present content.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=Path, default=CASES)
    asked = parser.parse_args()
    if not asked.cases.is_dir():
        sys.exit(f"no cases in {asked.cases}: name their folder with --cases")
    if asked.folder.exists() and any(asked.folder.iterdir()):
        sys.exit(f"{asked.folder} is not empty")
    migrate(asked.cases, asked.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
