"""Reading of `tests/bad`: what each file changes, and what is expected."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from helpers import MINI

BAD = Path(__file__).parents[1] / "bad"
EXPECTED = re.compile(r"(?P<file>[^:\s]+)(?::(?P<line>\d+):(?P<column>\d+))? (?P<code>[A-Z]\d\d) (?P<words>.+)")


@dataclass
class BadFile:
    """One wrong questionnaire or visit."""

    name: str
    expected: list[str] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def codes(self):
        return {EXPECTED.fullmatch(line)["code"] for line in self.expected}

    def write(self, folder, hash_):
        """Write the small questionnaire in `folder`, then make it wrong."""
        shutil.copytree(MINI, folder, dirs_exist_ok=True)
        path, encoding = folder, "utf-8"
        for key, value in self.steps:
            if key == "file":
                path = folder / value
            elif key == "encoding":
                encoding = value
            elif key == "delete":
                (folder / value).unlink()
            elif key == "pad":
                missing = int(value) - path.stat().st_size
                path.write_bytes(path.read_bytes() + b"#" * missing)
            else:
                text = change(path, value).replace("{hash}", hash_)
                path.write_bytes(text.encode(encoding))


def change(path, block):
    before, separator, after = block.partition("===\n")
    if not separator:
        return block
    text = path.read_text(encoding="utf-8")
    before, after = before.removesuffix("\n"), after.removesuffix("\n")
    assert before in text, f"{before!r} is no longer in {path.name}"
    return text.replace(before, after, 1)


def parse(path):
    """Return the bad file described by a `.txt`."""
    bad, block = BadFile(path.stem), None
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line == "<<<\n":
            block = ""
        elif line == ">>>\n":
            bad.steps.append(("change", block))
            block = None
        elif block is not None:
            block += line
        else:
            key, _, value = line.strip().partition(": ")
            bad.expected.append(value) if key == "expect" else bad.steps.append((key, value))
    return bad


BAD_FILES = [parse(path) for path in sorted(BAD.glob("*.txt"))]
