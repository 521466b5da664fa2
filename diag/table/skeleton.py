"""The mapping file that a user completes: what was matched, and what could be, as comments.

Read back without a change, it gives the same binding. It holds headings, and texts of the columns
of questions that were not understood; never a cell of another column.
"""

import json
import re
from collections.abc import Iterator

from diag.export.layout import Heading, Layout
from diag.export.spelling import normalise, squeeze
from diag.french import typeset
from diag.questionnaire.questionnaire_model import (
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.safe_text import printable
from diag.table.answers import State
from diag.table.binding import Binding, Columns
from diag.table.cells import read_question
from diag.table.identity import samples
from diag.table.lexicon import Lexicon
from diag.table.losses import coded_boxes
from diag.table.mapping import find_columns
from diag.table.matching import Matcher
from diag.table.names import Names, options_of, spelled
from diag.table.resolving import BOX_WORDS, IDENTITY, ranks
from diag.table.scale import weigh

_HEAD = """\
# Correspondance entre les colonnes d’un export et les questions, préparée par « diag lot ».
# Ce qui n’est pas en commentaire a été reconnu. Pour le reste, retirez le « # » d’une ligne, corrigez
# la colonne, puis relancez avec --correspondance. Une colonne se nomme par son titre, ou par sa
# position : "#12" est la douzième. Une question à cases a une colonne, ou une par case :
#   EQ07: {columns: {ordinateur: "Q7_1", tablette: "Q7_2"}}
# « values » dit ce que vaut un texte : {column: "Q5", values: {"A1": 0, "Sans avis": unknown}}
# En tête du fichier, « values » vaut pour toutes les questions. « values: rank » : un nombre ou un
# code (1, A1, AO01) est le rang de la réponse dans la liste proposée.
"""
# What a YAML reader refuses or folds inside quotes, and JSON leaves as it is.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|[^\x00-\uffff]")
_BOX_WORDS = {box: word for word, box in BOX_WORDS.items()}
_LONGEST_HEADING, _LONGEST_COMMENT, _LONGEST_TEXT = 150, 80, 60
_SUGGESTIONS, _TEXTS = 3, 8
_CODE = re.compile(r"(?:A|AO|Item)0{0,2}\d{1,2}", re.IGNORECASE)
_NEAR = 0.55


def doubts(layout: Layout, questionnaire: Questionnaire, binding: Binding) -> list[str]:
    """Return what a mapping file should settle of the codes and numbers of the answers, in French."""
    return _Writer(layout, questionnaire, binding).doubts()


def skeleton(layout: Layout, questionnaire: Questionnaire, binding: Binding) -> str:
    """Return the text of a mapping file for an export."""
    writer = _Writer(layout, questionnaire, binding)
    return _HEAD + "\n".join(writer.lines()) + "\n"


class _Writer:
    def __init__(self, layout: Layout, questionnaire: Questionnaire, binding: Binding) -> None:
        self.layout = layout
        self.questionnaire = questionnaire
        self.binding = binding
        self.lexicon = Lexicon.of(questionnaire)
        self.free = {normalise(h.name): h for h in binding.unused if normalise(h.name)}
        matcher = Matcher(Names.of(questionnaire), layout)
        self.claims = [(h, matcher.claims(h)) for h in binding.unused]

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file."""
        yield f"questionnaire: {self.questionnaire.header.id}"
        for use in IDENTITY:
            position: int | None = getattr(self.binding, use)
            yield f"{use}: {'null' if position is None else self._column(position)}"
        for sentence in self.doubts():
            yield f"# {sentence}"
            yield "# values: rank"
        yield "questions:"
        for question in self.questionnaire.questions:
            yield from self._asked(question, self.binding.questions.get(question.id))
        yield "profile:"
        for one in self.questionnaire.profile:
            yield from self._asked(one, self.binding.profile.get(one.id))
        yield "ignore: []"
        if self.binding.unused:
            yield "# Colonnes qui ne disent rien de connu :"
        for heading in self.binding.unused:
            yield f"#   #{heading.position + 1} {_comment(heading.name)}"

    def doubts(self) -> list[str]:
        """Return why the answers may be told by their rank: the codes of a tool, doubtful numbers."""
        told = {name: self.binding.questions.get(name) for name in self.questionnaire.question}
        codes = dict.fromkeys(
            text
            for name, columns in told.items()
            if columns is not None and columns.form == "single"
            for text in self._unknown(self.questionnaire.question[name], columns)
            if _CODE.fullmatch(text)
        )
        distinct = {
            h.position: list(samples(self.layout, h.position)) for h in self.layout.headings
        }
        found = [weigh(self.questionnaire, [(self.binding, distinct)]).note]
        if codes:
            shown = ", ".join(f"« {code} »" for code in list(codes)[:_TEXTS])
            found.insert(0, f"Codes de l’outil parmi les réponses : {shown}.")
        return [typeset(sentence) for sentence in found if sentence][:1]

    def _asked(self, asked: Question | ProfileField, columns: Columns | None) -> Iterator[str]:
        yield f"  # {_comment(asked.title)}"
        if columns is not None:
            yield from _indented(self._told(asked, columns), "  ")
            yield from self._not_understood(asked, columns)
            return
        near = [self._column(h.position) for h in (*self._claimants(asked), *self._near(asked))]
        for column in list(dict.fromkeys(near))[:_SUGGESTIONS] or ['""']:
            yield f"  # {asked.id}: {{column: {column}}}"
        guessed = self._boxes(asked)
        if guessed:
            yield from _indented(_block(asked.id, guessed), "  # ")

    def _told(self, asked: Question | ProfileField, columns: Columns) -> list[str]:
        """Return the columns of a question as YAML."""
        named = [self._column(position) for position in columns.positions]
        pairs = ", ".join(f"{_quoted(k)}: {_quoted(v)}" for k, v in columns.values.items())
        values = f"values: {{{pairs}}}" if pairs else ""
        if isinstance(asked, SingleQuestion) and columns.values == ranks(asked):
            values = "values: rank"
        if len(named) == 1 and columns.form in ("single", "joined"):
            told = ", ".join(filter(None, [f"column: {named[0]}", values]))
            return [f"{asked.id}: {{{told}}}"]
        if columns.form in ("packed", "single"):
            block = [f"{asked.id}:", f"  columns: [{', '.join(named)}]"]
        else:
            keys = [_BOX_WORDS.get(option, option) for option in columns.options]
            block = _block(asked.id, dict(zip(keys, named, strict=True)))
        return [*block, f"  {values}"] if values else block

    def _not_understood(self, asked: Question | ProfileField, columns: Columns) -> Iterator[str]:
        """Yield the first texts of a question's own column that say nothing known."""
        if isinstance(asked, ProfileField) or columns.form != "single":
            return
        unknown = self._unknown(asked, columns)
        short = [text for text in unknown if len(text) <= _LONGEST_TEXT][:_TEXTS]
        if short:
            yield "  #   textes non compris, et ce qu’ils valent :"
            yield f"  #   values: {{{', '.join(f'{_quoted(text)}: …' for text in short)}}}"

    def _unknown(self, asked: Question, columns: Columns) -> list[str]:
        """Return the texts of a column that say nothing known."""
        return [
            text
            for text in dict.fromkeys(samples(self.layout, columns.positions[0]))
            if read_question(asked, columns, self.lexicon, [text]).state is State.DAMAGED
        ]

    def _claimants(self, asked: Question | ProfileField) -> Iterator[Heading]:
        """Yield the columns that claim a question, of which none was taken."""
        place = (isinstance(asked, ProfileField), asked.id)
        for heading, claims in self.claims:
            if any(claim.asked == place and not claim.option for claim in claims):
                yield heading

    def _boxes(self, asked: Question | ProfileField) -> dict[str, str]:
        """Return the unused columns that may be the boxes of a question, two at least.

        Their headings end as its options do; or they bear its id and the codes of the tool
        (`EQ10[SQ001]`), one for each option, and are in the same order.
        """
        found: dict[str, str] = {}
        for option, labels in options_of(asked):
            ends = tuple(filter(lambda key: len(key) > 3, map(squeeze, labels)))
            for heading in self.binding.unused:
                if ends and squeeze(heading.name).endswith(ends):
                    found.setdefault(option, self._column(heading.position))
        if len(found) > 1:
            return found
        options = [option for option, _ in options_of(asked)]
        coded = next((found for _, found in coded_boxes(self.binding.unused, [asked])), [])
        in_order = zip(options, coded, strict=False)
        return (
            {o: self._column(h.position) for o, h in in_order} if len(options) == len(coded) else {}
        )

    def _near(self, asked: Question | ProfileField) -> Iterator[Heading]:
        """Yield the unused headings that look most like those of a question; never applied."""
        from difflib import SequenceMatcher

        found: dict[str, float] = {}
        for text, _ in spelled(asked):
            matcher = SequenceMatcher(b=normalise(text), autojunk=False)
            for name in self.free:
                matcher.set_seq1(name[:400])
                if matcher.real_quick_ratio() > _NEAR and matcher.quick_ratio() > _NEAR:
                    found[name] = max(found.get(name, 0), matcher.ratio())
        best = sorted(found, key=lambda name: (-found[name], name))
        yield from (self.free[name] for name in best[:_SUGGESTIONS] if found[name] > _NEAR)

    def _column(self, position: int) -> str:
        """Return a heading that names this column alone, or its position."""
        heading = self.layout.headings[position]
        alone = find_columns(self.layout, heading.name) == [position]
        short = len(heading.name) <= _LONGEST_HEADING
        return _quoted(heading.name if alone and short else f"#{position + 1}")


def _block(name: str, boxes: dict[str, str]) -> list[str]:
    return [f"{name}:", "  columns:", *(f"    {key}: {column}" for key, column in boxes.items())]


def _indented(lines: list[str], margin: str) -> Iterator[str]:
    yield from (margin + line for line in lines)


def _quoted(text: str) -> str:
    """Return a text between quotes, as any YAML reader gives it back."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: _escape(match[0]), quoted)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def _comment(text: str) -> str:
    """Return a text as a comment bears it: one line, short, without control characters."""
    line = " ".join(printable(text).split())
    return typeset(line if len(line) <= _LONGEST_COMMENT else line[: _LONGEST_COMMENT - 1] + "…")
