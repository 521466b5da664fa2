"""The mapping file that a user completes: what was matched, and what could be, as comments.

Read back without a change, it gives the same binding. It holds headings, and texts of the columns
of questions that were not understood; never a cell of another column. `mapping_draft.yaml.j2` says
how it looks.
"""

import os
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

from diag.export.layout import Heading, Layout, Overrides
from diag.export.spelling import normalise, squeeze
from diag.french import count, cut, typeset
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import ProfileField, Questionnaire, SingleQuestion
from diag.questionnaire.user_files import system_refusal
from diag.safe_text import printable
from diag.table.answers import State
from diag.table.binding import Binding, Columns
from diag.table.cells import read_question, weigh
from diag.table.columns import open_answers
from diag.table.identity import samples
from diag.table.lexicon import Asked, Lexicon
from diag.table.mapping import BOX_WORDS, IDENTITY, Correspondence, find_columns, ranks
from diag.table.names import Matcher, coded_boxes, options_of, place_of, spelled
from diag.visit.visit_file import write_text

_TEMPLATE = Path(__file__).with_name("mapping_draft.yaml.j2")
_SHAPE = Environment(  # noqa: S701 - YAML: texts are quoted, or made inert in a comment
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)
_BOX_WORDS = {box: word for word, box in BOX_WORDS.items()}
_CODE = re.compile(r"(?:A|AO|Item)0{0,2}\d{1,2}", re.IGNORECASE)
_SUGGESTIONS, _TEXTS, _NEAR = 3, 8, 0.55


def prepare_mapping(
    paths: Sequence[Path | None],
    questionnaire: Questionnaire,
    overrides: Overrides,
    mapping: Correspondence | None,
    key: str | None,
    target: Path,
) -> tuple[Path, list[str]]:
    """Write the mapping file of the first export, in folders made for it.

    Returns where it is, and what was recognised and suggested in it, in French. Raises a Refusal
    where the export cannot be read, the file exists, or it cannot be written.
    """
    if os.path.lexists(target):
        what = "ce fichier existe déjà, peut-être complété à la main : il n’est pas remplacé"
        raise refuse_file(target, "F01", what, "donnez un autre nom, ou déplacez ce fichier")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise system_refusal(error, target) from None
    export, binding = open_answers(paths[0], questionnaire, overrides, mapping, key)
    with export:
        draft = Draft(export.layout, questionnaire, binding)
        return write_text(target, draft.text()), draft.told()


class Draft:
    """The mapping file of an export, as its columns were matched."""

    def __init__(self, layout: Layout, questionnaire: Questionnaire, binding: Binding) -> None:
        self.layout, self.questionnaire, self.binding = layout, questionnaire, binding
        self._lexicon = Lexicon(questionnaire)
        matcher = Matcher(questionnaire, layout)
        self._claims = [(h, matcher.claims(h)) for h in binding.unused]
        self._free = {normalise(h.name): h for h in binding.unused if normalise(h.name)}

    def text(self) -> str:
        """Return the file."""
        one, content = self.binding, self.questionnaire
        places: dict[str, int | None] = {use: getattr(one, use) for use in IDENTITY}
        return _SHAPE.from_string(_TEMPLATE.read_text("utf-8")).render(
            questionnaire=content.header.id,
            who={u: "null" if p is None else self._column(p) for u, p in places.items()},
            doubt=self.doubt,
            questions=[self._line(q, one.questions.get(q.id)) for q in content.questions],
            profile=[self._line(field, one.profile.get(field.id)) for field in content.profile],
            unused=[(heading.position + 1, _comment(heading.name)) for heading in one.unused],
        )

    def told(self) -> list[str]:
        """Return what was recognised and suggested, in French."""
        one = self.binding
        found = count(len(one.questions), "question reconnue", "questions reconnues")
        absent = count(len(one.absent), "sans colonne", "sans colonne")
        unused = count(len(one.unused), "colonne ne dit rien", "colonnes ne disent rien")
        proposed = typeset("Proposé dans le fichier, en commentaire : « values: rank ».")
        doubt = [self.doubt, proposed] if self.doubt else []
        counted = typeset(f"{found}, {absent} ; {unused} de connu.")
        return [counted, *doubt, *(f"{note}." for note in one.notes)]

    @cached_property
    def doubt(self) -> str:
        """Why the answers may be told by their rank, in French: codes of a tool, doubtful numbers."""
        texts = (text for q in self.questionnaire.questions for text in self._unread(q))
        codes = [*dict.fromkeys(filter(_CODE.fullmatch, texts))][:_TEXTS]
        if codes:
            shown = ", ".join(f"« {code} »" for code in codes)
            return typeset(f"Codes de l’outil parmi les réponses : {shown}.")
        headings = self.layout.headings
        distinct = {h.position: list(samples(self.layout, h.position)) for h in headings}
        return typeset(weigh(self.questionnaire, [(self.binding, distinct)]).note)

    def _line(self, asked: Asked, columns: Columns | None) -> dict[str, Any]:
        """Return what the file says of a question: its columns and boxes, or those suggested."""
        line: dict[str, Any] = {"id": asked.id, "title": _comment(asked.title), "known": columns is not None}
        line |= {"several": False, "meanings": "", "unread": []}
        if columns is None:
            near = dict.fromkeys(self._column(h.position) for h in self._near(asked))
            suggested = [*near][:_SUGGESTIONS] or ['""']
            return line | {"columns": suggested, "boxes": self._boxes(asked)}
        named = [self._column(position) for position in columns.positions]
        keys = [_BOX_WORDS.get(option, option) for option in columns.options]
        pairs = ", ".join(f"{_quoted(k)}: {_quoted(v)}" for k, v in columns.values.items())
        ranked = isinstance(asked, SingleQuestion) and columns.values == ranks(asked)
        return line | {
            "columns": named,
            "boxes": dict(zip(keys, named, strict=False)),
            "several": len(named) > 1 or columns.form in ("ticks", "packed"),
            "meanings": "rank" if ranked else pairs and f"{{{pairs}}}",
            "unread": [_quoted(text) for text in self._unread(asked) if len(text) <= 60][:_TEXTS],
        }

    def _unread(self, asked: Asked) -> list[str]:
        """Return the texts of a question's own column that say nothing known."""
        columns = self.binding.questions.get(asked.id)
        if isinstance(asked, ProfileField) or columns is None or columns.form != "single":
            return []
        texts = dict.fromkeys(samples(self.layout, columns.positions[0]))
        read = {text: read_question(asked, columns, self._lexicon, [text]) for text in texts}
        return [text for text, reading in read.items() if reading.state is State.DAMAGED]

    def _near(self, asked: Asked) -> Iterator[Heading]:
        """Yield the unused headings that claim a question, then those that look most like one of its texts."""
        for heading, claims in self._claims:
            if any(claim.asked == place_of(asked) and not claim.option for claim in claims):
                yield heading
        for text, _ in spelled(asked):
            near = get_close_matches(normalise(text), self._free, _SUGGESTIONS, _NEAR)
            yield from (self._free[name] for name in near)

    def _boxes(self, asked: Asked) -> dict[str, str]:
        """Return the unused columns that may be boxes: each ends as an option does, two at least.

        Or they bear the id and codes of the tool (`EQ10[SQ001]`), as many as the options.
        """
        options, found = options_of(asked), dict[str, Heading]()
        for option, labels in options:
            ends = tuple(key for key in map(squeeze, labels) if len(key) > 3)
            for heading in self.binding.unused:
                if ends and squeeze(heading.name).endswith(ends):
                    found.setdefault(option, heading)
        if len(found) < 2:
            coded = coded_boxes(asked, self.binding.unused)
            same = len(coded) == len(options)
            found = {o: h for (o, _), h in zip(options, coded, strict=True)} if same else {}
        return {option: self._column(heading.position) for option, heading in found.items()}

    def _column(self, position: int) -> str:
        """Return a heading that names this column alone, or its position."""
        name, rank = self.layout.headings[position].name, f"#{position + 1}"
        names = [rank] if len(name) > 150 else [name, rank]
        found = (one for one in names if find_columns(self.layout, one) == [position])
        return _quoted(next(found, f"#{position + 1:06}"))  # a heading may be `#2`


def _quoted(text: str) -> str:
    """Return a text between quotes, on one line, as any YAML reader gives it back."""
    quoted: str = yaml.dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return quoted.removesuffix("\n")


def _comment(text: str) -> str:
    """Return a text as a comment bears it: one line, short, without control characters."""
    return typeset(cut(" ".join(printable(text).split()), 80))
