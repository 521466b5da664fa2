"""Which column tells what: the headings of an export against a questionnaire.

What a mapping file says comes first; then every heading is matched by the conventions of survey
tools (`names`), and what identifies the structure by the tools' own headings (`identity`). A column
that looks like a question and is not read is lost: told, and never taken for an empty answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from diag.export.layout import Heading, Layout, Overrides
from diag.export.reading import Export, open_export
from diag.export.spelling import normalise, repairs, squeeze
from diag.french import typeset
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import OPERATOR_CODE, STRUCTURE_CODE, ProfileField, Questionnaire
from diag.table import identity, names
from diag.table.binding import REASON, Binding, Columns, Form, Lost
from diag.table.lexicon import OTHER, Asked, whole
from diag.table.mapping import Correspondence, Settled, explain_missing, find_columns, resolve
from diag.table.names import Claim, Matcher, Place, boxes_of, place_of
from diag.table.scores_read_back import scores_binding
from diag.table.word_lists import HEADINGS

BY_MAPPING = "par le fichier de correspondance"
_CODES = {STRUCTURE_CODE: "key", OPERATOR_CODE: "operator"}
_SAY_BOXES = "dites dans une correspondance quelle colonne est quelle case"
_COMMENTS, _REASONS = HEADINGS["comments"], HEADINGS["reasons"]
_NEAR = 0.85
_LENGTHS = range(20, 401)  # a shorter heading is like too many others, a longer one is a comment
Told = Sequence[Claim]


def open_answers(
    path: Path | None,
    questionnaire: Questionnaire,
    overrides: Overrides,
    mapping: Correspondence | None,
    key: str | None,
    role: str | None = None,
) -> tuple[Export, Binding]:
    """Open an export and match its columns; of a workbook, the sheet that answers most questions.

    Raises a Refusal where the file cannot be read, and as `bind` does.
    """
    export = open_export(path, overrides)
    try:
        binding = bind(export.layout, questionnaire, mapping, key, role)
        for sheet in export.other_sheets():
            theirs = bind(sheet.layout, questionnaire, mapping, key, role)
            if len(theirs.questions) > len(binding.questions):
                export, binding = sheet, theirs
    except BaseException:
        export.close()
        raise
    return export, binding


def bind(
    layout: Layout,
    questionnaire: Questionnaire,
    mapping: Correspondence | None = None,
    key: str | None = None,
    role: str | None = None,
) -> Binding:
    """Say what each column of an export tells.

    `mapping` is what the user says of the columns; `key` and `role` are the heading or position
    (`#3`) of those that identify the structure and say what the respondent is in it. A Refusal is
    raised where they name what does not exist.
    """
    settled = resolve(mapping, layout, questionnaire) if mapping else Settled()
    scored = None if mapping else scores_binding(layout, questionnaire)
    told = {"key": _told(layout, "--cle", key), "role": _told(layout, "--role", role)}
    said = {use: place for use, place in told.items() if place is not None}
    if scored is not None:
        return replace(scored, key=said.get("key", scored.key))
    return _Binder(layout, questionnaire, settled).binding(said)


def _told(layout: Layout, option: str, name: str | None) -> int | None:
    found = [] if name is None else find_columns(layout, name)
    if name is not None and len(found) != 1:
        raise Refusal([Mistake(option, 0, 0, *explain_missing(layout, name, found))])
    return found[0] if found else None


class _Binder:
    """Fills a binding step by step; a column once taken is taken."""

    def __init__(self, layout: Layout, questionnaire: Questionnaire, settled: Settled) -> None:
        self.layout, self.questionnaire, self.settled = layout, questionnaire, settled
        self.matcher = Matcher(questionnaire, layout)
        self.taken, self.technical = set(settled.told), set(settled.ignored)
        self.notes: list[str] = []
        self.lost: list[Lost] = []
        self.how: dict[str, str] = {}
        self.comments: dict[str, list[int]] = defaultdict(list)

    def binding(self, said: Mapping[str, int]) -> Binding:
        """Return the whole binding; `said` are the columns that the command line says, by use."""
        layout, settled, content = self.layout, self.settled, self.questionnaire
        numbers = identity.official_numbers(layout, self.notes)
        self.taken |= {n.position for n in numbers}
        questions, profile = self._read(self._claims())
        codes = {_CODES[n]: profile.pop(n).positions[0] for n in _CODES if n in profile}
        taken = self.taken | {*settled.identity.values()}
        free = [h for h in layout.headings if h.position not in taken]
        others = [n for n in numbers if n.position not in settled.told]
        who: dict[str, Any] = {**settled.identity, **said}
        identity.identify(layout, who, free, others, codes, self.notes)
        self.technical |= {n.position for n in numbers} | set(codes.values())
        read = {p for one in (*questions.values(), *profile.values()) for p in one.positions}
        told = read | set(who.values())
        rest = [h for h in layout.headings if h.position not in told]
        technical = self.technical | {h.position for h in rest if identity.is_technical(layout, h)}
        unused = [h for h in rest if h.position not in technical]
        self._lose_unread(unused, {*settled.questions, *settled.profile, *questions, *profile})
        return Binding(
            questions=questions,
            profile=profile,
            **who,
            markers=identity.markers(layout, read | settled.ignored),
            unused=tuple(unused),
            technical=tuple(h for h in rest if h.position in technical),
            absent=tuple(q.id for q in content.questions if q.id not in questions),
            how=self.how,
            notes=(*map(typeset, self.notes), *(lost.sentence for lost in self.lost)),
            key_width=next((n.width for n in numbers if n.position == who["key"]), 0),
            lost=tuple(self.lost),
            comments={
                **{name: tuple(p) for name, p in self.comments.items() if name.removesuffix(REASON) in questions},
                **{name: (codes[use],) for name, use in _CODES.items() if use in codes},
            },
        )

    def _claims(self) -> dict[Place, list[Claim]]:
        """Return the claims of the free columns by what they tell; ambiguous headings are lost."""
        found: dict[Place, list[Claim]] = defaultdict(list)
        boxes: dict[Place, list[Claim]] = defaultdict(list)
        for heading in self.layout.headings:
            if heading.position in self.taken:
                continue
            claims = [c._replace(position=heading.position) for c in self.matcher.claims(heading)]
            told = sorted({(claim.asked, claim.option) for claim in claims})
            if len(told) == 1 and told[0][1] == names.ASIDE:
                self.technical.add(heading.position)
                profile, name = told[0][0]
                ending = squeeze(heading.label or heading.group)
                if not profile and ending.endswith(_COMMENTS):
                    self.comments[name].append(heading.position)
                elif not profile and ending.endswith(_REASONS):
                    self.comments[f"{name}{REASON}"].append(heading.position)
            elif len(told) == 1:
                found[claims[0].asked].append(min(claims))
            elif alone := self.matcher.headed(heading):
                boxes[alone.asked].append(alone._replace(position=heading.position))
            if len(told) > 1:
                said = sorted(f"{name} {option}".strip() for (_, name), option in told)
                reason = f"ce titre convient à {' et '.join(said)} ; la colonne n’est pas lue"
                how = "nommez-la dans une correspondance"
                self._lose([heading], [place for place, _ in told], reason, how)
        for place, headed in boxes.items():  # two at least, of a question that has no column
            if len({claim.option for claim in headed}) > 1:
                found.setdefault(place, headed)
        surer = {p: [c for c in every if c.how != names.BY_USE] for p, every in found.items()}
        return {place: surer[place] or every for place, every in found.items()}

    def _read(self, claims: Mapping[Place, Told]) -> tuple[dict[str, Columns], dict[str, Columns]]:
        """Return the columns of the questions, and those of the fields of the profile."""
        found: tuple[dict[str, Columns], dict[str, Columns]] = {}, {}
        for asked in (*self.questionnaire.questions, *self.questionnaire.profile):
            profile, name = place_of(asked)
            settled = self.settled.profile if profile else self.settled.questions
            told = claims.get((profile, name), [])
            made = settled[name] if name in settled else self._assembled(asked, told)
            if made:
                found[profile][name] = self.settled.complete(asked, self._noted(asked, made))
                self.taken |= set(made.positions)
                if name in settled:
                    self.how[name] = BY_MAPPING
                if made.form == "ticks":  # their summary is known, and not needed
                    self.technical |= {claim.position for claim in told} - set(made.positions)
        return found

    def _assembled(self, asked: Asked, told: Told) -> Columns | None:
        """Return the columns of a question: its boxes rather than their summary, none twice."""
        several = bool(boxes_of(asked))
        boxed = [claim for claim in told if claim.option]
        if several and (len(boxed) > 1 or (boxed and len(boxed) == len(told))):
            return self._ticks(asked, boxed, told)
        answers = [claim for claim in told if not claim.option and not claim.rank]
        ranked = {claim.rank: claim for claim in told if claim.rank and several}
        packed = [claim for claim in told if claim.rank in ranked]
        if packed and not answers and len(ranked) == len(packed):
            packed = [ranked[rank] for rank in sorted(ranked)]
            return self._columns(asked, "packed", packed, ", une colonne par rang")
        answers += packed
        text = isinstance(asked, ProfileField) and asked.kind == "text"
        if len(answers) > 1 and (several or text):
            self._several(asked, answers, told)
            return None
        return self._columns(asked, "joined" if several else "single", answers) if answers else None

    def _ticks(self, asked: Asked, boxed: Told, told: Told) -> Columns | None:
        """Return the columns of the boxes of a question, the text of « other » set aside."""
        for option, count in Counter(claim.option for claim in boxed).items():
            if count > 1:
                same = [claim for claim in boxed if claim.option == option]
                free = self._free_text(asked, same)
                if free is None:
                    self._several(asked, same, told)
                    return None
                self.technical.add(free)
                boxed = [claim for claim in boxed if claim.position != free]
        missing, needed = _missing(asked, {claim.option for claim in boxed})
        if not needed:
            return self._columns(asked, "ticks", boxed, ", une colonne par case")
        # A box that nobody could tick is no box unticked.
        self.technical |= {claim.position for claim in boxed}
        how = f"{_SAY_BOXES} ; une case omise y est vide"
        self._lose(boxed, [place_of(asked)], f"{missing} : la question n’est pas lue", how)
        return None

    def _several(self, asked: Asked, same: Told, told: Told) -> None:
        """Lose a question told by several columns."""
        where = self._where([claim.position for claim in same])
        reason = f"plusieurs colonnes la disent, aucune n’est lue ({where})"
        how = "choisissez dans un fichier de correspondance"
        self._lose([*dict.fromkeys((*same, *told))], [place_of(asked)], reason, how)

    def _free_text(self, asked: Asked, same: Told) -> int | None:
        """Return the column of the free text of « other », beside its box of 0 and 1, or None."""
        labels = dict(names.options_of(asked)).get(same[0].option, [])
        if len(same) != 2 or OTHER.isdisjoint(map(normalise, labels)):
            return None
        texts = [c.position for c in same if not self._cells([c.position]) <= {"0", "1"}]
        return texts[0] if len(texts) == 1 else None

    def _cells(self, positions: Iterable[int]) -> set[str]:
        return {whole(text) or text for p in positions for text in identity.samples(self.layout, p)}

    def _columns(self, asked: Asked, form: Form, told: Told, manner: str = "") -> Columns:
        self.how[asked.id] = told[0].how + manner
        options = tuple(claim.option for claim in told) if form == "ticks" else ()
        return Columns(form, tuple(claim.position for claim in told), options)

    def _noted(self, asked: Asked, columns: Columns) -> Columns:
        """Return the columns of a question, after a note on what is to be known of them."""
        if columns.form == "single" and len(columns.positions) > 1:
            self.notes.append(
                f"{asked.id} : lue dans l’une ou l’autre colonne ({self._where(columns.positions)})"
                " ; une ligne où elles se contredisent est refusée"
            )
        if columns.form != "ticks":
            return columns
        if missing := _missing(asked, columns.options)[0]:
            self.notes.append(f"{asked.id} : {missing} ; lu comme non coché")
        # Kobo writes 0 and 1 where it asked, and leaves every box empty where it did not.
        cells = self._cells(columns.positions) if self.layout.tool in ("kobo", "") else set()
        return replace(columns, unasked="0" in cells and cells <= {"0", "1"})

    def _where(self, positions: Sequence[int]) -> str:
        return " ; ".join(identity.shown(self.layout.headings[p]) for p in positions[:4])

    def _lose(self, columns: Told | Sequence[Heading], asked: Iterable[Place], *why: str) -> None:
        """Lose the columns of some questions; `why` is the reason, and how to mend it, in French."""
        first, positions = columns[0], tuple(one.position for one in columns)
        name = first.name if isinstance(first, Heading) else first.asked[1]
        questions = tuple(one for profile, one in asked if not profile)
        self.lost.append(Lost(name, positions, questions, *why))

    def _lose_unread(self, unused: Sequence[Heading], told: Collection[str]) -> None:
        """Lose the unused headings that look like a question that no column tells."""
        gone = {*told, *(name for one in self.lost for name in one.questions)}
        every = (*self.questionnaire.questions, *self.questionnaire.profile)
        unread = [asked for asked in every if asked.id not in gone]
        for heading in unused:
            fixed = repairs(heading.label or heading.group)
            spoilt = {claim.asked for text in fixed for claim in self.matcher.text_claims(text)}
            if spoilt:
                how = "relisez le fichier avec --encodage"
                self._lose([heading], sorted(spoilt), "accents abîmés", how)
        known = {position for one in self.lost for position in one.positions}
        rest = [heading for heading in unused if heading.position not in known]
        for heading in rest:
            like, reason = _resembling(heading.label or heading.group, unread)
            if like:
                how = "nommez-la dans une correspondance (--preparer en propose une)"
                self._lose([heading], map(place_of, like), reason, how)
        for asked in unread:
            if boxes_of(asked) and (found := names.coded_boxes(asked, rest)):
                reason = "code de case inconnu de la question"
                if len(found) > 1:
                    reason = f"codes de cases inconnus de la question ({len(found)} colonnes)"
                how = f"{_SAY_BOXES} (--preparer le propose)"
                self._lose(found, [place_of(asked)], reason, how)


def _resembling(told: str, unread: Sequence[Asked]) -> tuple[list[Asked], str]:
    """Return the questions of which a heading is a cut or changed text, and how, in French."""
    if len(told) not in _LENGTHS:
        return [], ""
    key = squeeze(told)
    like = [asked for asked in unread if squeeze(asked.text).startswith(key)]
    if like:
        return like, f"titre coupé, sans doute de {' ou '.join(asked.id for asked in like)}"
    spelled = {normalise(asked.text): asked for asked in unread}
    near = get_close_matches(normalise(told), spelled, n=1, cutoff=_NEAR)
    like = [spelled[text] for text in near]
    return like, "".join(f"titre proche de {asked.id}, et différent" for asked in like)


def _missing(asked: Asked, options: Collection[str]) -> tuple[str, bool]:
    """Return which boxes have no column, in French, and whether one does not go alone as « none »."""
    boxes = [box for box in boxes_of(asked) if box.id not in options]
    named = ("la case " if len(boxes) == 1 else "les cases ") + ", ".join(box.id for box in boxes)
    said = f"aucune colonne pour {named}" if boxes else ""
    return said, not all(box.exclusive for box in boxes)
