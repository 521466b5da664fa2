"""Which column tells what: the headings of an export against a questionnaire.

What a mapping file says comes first; then every heading is matched by the conventions of survey
tools (`matching`), and what identifies the structure by the tools' own headings (`identity`). A column
that looks like a question and is not read is lost: told, and never taken for an empty answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from diag.export.layout import Heading, Layout
from diag.export.spelling import repairs, squeeze
from diag.french import typeset
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import (
    OPERATOR_CODE,
    STRUCTURE_CODE,
    ProfileField,
    Question,
    Questionnaire,
)
from diag.table import identity
from diag.table.assembling import assemble, missing_boxes, note_missing, note_several, tick_columns
from diag.table.binding import Binding, Columns
from diag.table.losses import Lost, coded_boxes, lost_boxes, resembling
from diag.table.mapping import Correspondence, explain_missing, find_columns
from diag.table.matching import Matcher
from diag.table.names import ASIDE, BY_USE, NO_CLAIM, Claim, Names, options_of
from diag.table.resolving import IDENTITY, Settled, resolve
from diag.table.scores_read_back import scores_binding
from diag.table.tools import COMMENTS

__all__ = ["Binding", "Columns", "bind"]

BY_MAPPING = "par le fichier de correspondance"
CODES = {"key": STRUCTURE_CODE, "operator": OPERATOR_CODE}


def bind(
    layout: Layout,
    questionnaire: Questionnaire,
    mapping: Correspondence | None = None,
    key: str | None = None,
) -> Binding:
    """Say what each column of an export tells.

    Args:
        layout: the export, opened.
        questionnaire: what was asked.
        mapping: what the user says of the columns.
        key: heading or position (`#3`) of the column that identifies the structure.

    Raises:
        Refusal: the mapping file or `key` names what does not exist.

    """
    if mapping is None:
        scored = scores_binding(layout, questionnaire)
        if scored is not None:
            return scored if key is None else replace(scored, key=_key_column(layout, key))
    settled = resolve(mapping, layout, questionnaire) if mapping else Settled()
    return _Binder(layout, questionnaire, settled, _key_column(layout, key)).binding()


def _key_column(layout: Layout, key: str | None) -> int | None:
    if key is None:
        return None
    found = find_columns(layout, key)
    if len(found) == 1:
        return found[0]
    code, what, how = explain_missing(layout, key, found)
    raise Refusal([Mistake("--cle", 0, 0, code, what, how)])


@dataclass
class _Binder:
    """Fills a binding step by step; a column once taken is taken."""

    layout: Layout
    questionnaire: Questionnaire
    settled: Settled
    key: int | None
    taken: set[int] = field(default_factory=set)
    technical: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    how: dict[str, str] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    comments: dict[str, list[int]] = field(default_factory=dict)

    def binding(self) -> Binding:
        """Return the whole binding."""
        self.technical |= self.settled.ignored
        numbers, damaged = identity.official_numbers(self.layout)
        self.notes += damaged
        self.taken |= self.settled.told | {n.position for n in numbers}
        claims = self._claims()
        questions = self._bound(self.questionnaire.questions, self.settled.questions, claims)
        for name, values in self.settled.values.items():
            if name in questions:
                columns = questions[name]
                questions[name] = replace(columns, values={**values, **columns.values})
        profile = self._bound(self.questionnaire.profile, self.settled.profile, claims)
        codes = {use: profile.pop(n).positions[0] for use, n in CODES.items() if n in profile}
        who = self._identity([n for n in numbers if n.position not in self.settled.told], codes)
        width = next((n.width for n in numbers if n.position == who["key"]), 0)
        read = self._read(questions, profile) | self.settled.ignored
        markers = identity.markers(self.layout, read)
        used = self._read(questions, profile) | {p for p in who.values() if p is not None}
        rest = [h for h in self.layout.headings if h.position not in used]
        aside = [h for h in rest if self._is_aside(h)]
        unused = [h for h in rest if h not in aside]
        self._lose_unread(
            unused, {**self.settled.questions, **self.settled.profile, **questions, **profile}
        )
        return Binding(
            questions=questions,
            profile=profile,
            key=who["key"],
            name=who["name"],
            operator=who["operator"],
            role=who["role"],
            date=who["date"],
            markers=markers,
            unused=tuple(unused),
            technical=tuple(aside),
            absent=tuple(q.id for q in self.questionnaire.questions if q.id not in questions),
            how=self.how,
            notes=(*map(typeset, self.notes), *(lost.sentence for lost in self.lost)),
            key_width=width,
            lost=tuple(self.lost),
            comments={name: tuple(p) for name, p in self.comments.items() if name in questions},
        )

    def _claims(self) -> dict[tuple[bool, str], list[tuple[Heading, Claim]]]:
        """Return the claims of the free columns by what they tell, ambiguous headings noted."""
        self._matcher = Matcher(Names.of(self.questionnaire), self.layout)
        found: dict[tuple[bool, str], list[tuple[Heading, Claim]]] = {}
        for heading in self.layout.headings:
            if heading.position in self.taken:
                continue
            claims = self._matcher.claims(heading)
            told = {(claim.asked, claim.option) for claim in claims}
            if len(told) > 1:
                names = " et ".join(
                    sorted(f"{name} {option}".strip() for (_, name), option in told)
                )
                asked = tuple(name for (profile, name), _ in sorted(told) if not profile)
                reason = f"ce titre convient à {names} ; la colonne n’est pas lue"
                self._lose(heading, asked, reason, "nommez-la dans une correspondance")
            elif claims and next(iter(told))[1] == ASIDE:
                self.technical.add(heading.position)
                ((profile, name), _) = next(iter(told))
                if not profile and squeeze(heading.label or heading.group).endswith(COMMENTS):
                    self.comments.setdefault(name, []).append(heading.position)
            elif claims:
                claim = min(claims)
                found.setdefault(claim.asked, []).append((heading, claim))
        self._add_boxes(found)
        return {
            asked: [one for one in claimed if one[1].how != BY_USE] or claimed
            for asked, claimed in found.items()
        }

    def _add_boxes(self, found: dict[tuple[bool, str], list[tuple[Heading, Claim]]]) -> None:
        """Add the boxes headed by an answer alone, two at least of a question that has no column."""
        claimed = {heading.position for told in found.values() for heading, _ in told}
        boxes: dict[tuple[bool, str], list[tuple[Heading, Claim]]] = {}
        for heading in self.layout.headings:
            claims = self._matcher.names.options.get(squeeze(heading.label), NO_CLAIM)
            free = heading.position not in claimed | self.taken | self.technical
            if free and not heading.group and len(claims) == 1:
                (claim,) = claims
                boxes.setdefault(claim.asked, []).append((heading, claim))
        for asked, told in boxes.items():
            if len({claim.option for _, claim in told}) > 1:
                found.setdefault(asked, told)

    def _bound(
        self,
        asked: Sequence[Question] | Sequence[ProfileField],
        settled: Mapping[str, Columns | None],
        claims: Mapping[tuple[bool, str], list[tuple[Heading, Claim]]],
    ) -> dict[str, Columns]:
        """Return the columns of the questions, or of the fields, of a questionnaire."""
        found = {}
        for one in asked:
            told = claims.get((isinstance(one, ProfileField), one.id), [])
            if one.id in settled:
                columns = settled[one.id]
                if columns is not None:
                    found[one.id] = tick_columns(self.layout, columns)
                    self.how[one.id] = BY_MAPPING
                    if columns.form == "single" and len(columns.positions) > 1:
                        several = [self.layout.headings[p] for p in columns.positions]
                        self.notes.append(note_several(one, several))
                    if columns.form == "ticks":  # their summary is known, and not needed
                        missing = missing_boxes(one, columns)
                        self.notes += [note_missing(one, missing)] if missing else []
                        self.technical |= {heading.position for heading, _ in told}
                continue
            made = assemble(self.layout, one, told)
            self.notes += made.notes
            self.technical |= made.technical
            self.lost += [made.lost] if made.lost else []
            if made.columns is not None:
                found[one.id] = made.columns
                self.how[one.id] = made.how
                self.taken |= set(made.columns.positions)
        return found

    def _identity(
        self, numbers: Sequence[identity.Number], codes: Mapping[str, int]
    ) -> dict[str, int | None]:
        """Return the columns that say whose answer a row is; `codes` are those of the network."""
        who = {use: self.settled.identity.get(use) for use in IDENTITY}
        self.taken |= self.settled.named
        if self.key is not None:
            who["key"] = self.key
        elif "key" not in self.settled.identity:
            who["key"], notes = identity.pick_key(
                self.layout, numbers, self._free(), codes.get("key")
            )
            self.notes += notes
        if "name" not in self.settled.identity:  # the name itself may be the key
            name = identity.pick_name([h for h in self._free() if h.position != who["key"]])
            who["name"] = identity.pick_name(self._free()) if name is None else name
        self.taken |= {p for p in who.values() if p is not None}
        if "operator" not in self.settled.identity:
            others = [n for n in numbers if n.position not in who.values()]
            who["operator"] = identity.pick_operator(others, self._free(), codes.get("operator"))
        for use, pick in (("role", identity.pick_role), ("date", identity.pick_date)):
            if use not in self.settled.identity:
                who[use] = pick(self._free())
        self.taken |= {p for p in who.values() if p is not None}
        self.technical |= {n.position for n in numbers} | set(codes.values())
        return who

    def _free(self) -> list[Heading]:
        return [h for h in self.layout.headings if h.position not in self.taken]

    def _read(self, *bound: Mapping[str, Columns]) -> set[int]:
        return {p for columns in bound for one in columns.values() for p in one.positions}

    def _is_aside(self, heading: Heading) -> bool:
        return heading.position in self.technical or identity.is_technical(self.layout, heading)

    def _lose_unread(self, unused: Sequence[Heading], told: Collection[str]) -> None:
        """Note the unused headings that look like a question that no column tells."""
        told = {*told, *(name for lost in self.lost for name in lost.questions)}
        wanted = (*self.questionnaire.questions, *self.questionnaire.profile)
        unread = [asked for asked in wanted if asked.id not in told]
        for heading in unused:
            text = heading.label or heading.group
            claims = {c for fixed in repairs(text) for c in self._matcher.text_claims(fixed)}
            if claims:
                names = tuple(sorted({c.name for c in claims if not c.profile}))
                self._lose(heading, names, "accents abîmés", "relisez le fichier avec --encodage")
        lost = {one.position for one in self.lost}
        rest = [heading for heading in unused if heading.position not in lost]
        self.lost += resembling(rest, unread)
        several = [asked for asked in unread if options_of(asked)]
        self.lost += [lost_boxes(*found) for found in coded_boxes(rest, several)]

    def _lose(self, heading: Heading, names: tuple[str, ...], reason: str, how: str) -> None:
        self.lost.append(Lost(heading.name, heading.position, names, reason, how))
