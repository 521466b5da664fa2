"""A questionnaire folder as far as it can be read, with every mistake of form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from diag.questionnaire.located_yaml import Place, Source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import (
    Action,
    ActionFile,
    Card,
    CardFile,
    Channel,
    Contact,
    ContactFile,
    CrosswalkFile,
    Dimension,
    Document,
    DocumentFile,
    Finding,
    FindingFile,
    Framework,
    FundingFile,
    GlossaryFile,
    Landmark,
    LandmarkFile,
    Partner,
    ProfileField,
    ProfileFile,
    Question,
    QuestionnaireFile,
    Term,
    Word,
    WordFile,
)
from diag.questionnaire.validation import validate

T = TypeVar("T")
F = TypeVar("F", bound=BaseModel)


BroughtUp = Callable[[str, Any], Any]
"""From the name of a file in its folder, and what it says, to what it says in the format of today."""


@dataclass(frozen=True)
class Located(Generic[T]):
    """An item and where it is written."""

    item: T
    source: Source
    path: Place

    def mistake(self, path: Place, code: str, what: str, how: str = "") -> Mistake:
        """Return a mistake inside this item."""
        return self.source.mistake(self.path + path, code, what, how)


@dataclass
class Items(Generic[T]):
    """Items of one kind: the valid ones, and the ids of all, valid or not."""

    valid: list[Located[T]] = field(default_factory=list)
    ids: dict[str, Located[Any]] = field(default_factory=dict)
    whole: bool = True  # False when an item or a file could not be read
    lost: bool = False  # True when a file could not be read, so that some ids are not known

    def __iter__(self) -> Iterator[Located[T]]:
        return iter(self.valid)


@dataclass
class Draft:
    """A questionnaire folder as far as it could be read.

    Attributes:
        brought_up: says in the format of today what a file says; one that is kept may be of an
            earlier format (`loader.brought_up`).
        trees: what each file says, as it is written.
    """

    folder: Path
    brought_up: BroughtUp
    mistakes: list[Mistake] = field(default_factory=list)
    trees: dict[str, Any] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    header: Located[QuestionnaireFile] | None = None
    dimensions: list[Located[Dimension]] = field(default_factory=list)
    fields: Items[ProfileField] = field(default_factory=Items)
    questions: Items[Question] = field(default_factory=Items)
    actions: Items[Action] = field(default_factory=Items)
    findings: Items[Finding] = field(default_factory=Items)
    channels: Items[Channel] = field(default_factory=Items)
    landmarks: Items[Landmark] = field(default_factory=Items)
    terms: Items[Term] = field(default_factory=Items)
    contacts: Items[Contact] = field(default_factory=Items)
    documents: Items[Document] = field(default_factory=Items)
    document_file: Located[DocumentFile] | None = None
    cards: Items[Card] = field(default_factory=Items)
    words: Items[Word] = field(default_factory=Items)
    frameworks: Items[Framework] = field(default_factory=Items)
    crosswalk: Located[CrosswalkFile] | None = None
    partner: Located[Partner] | None = None

    @property
    def whole(self) -> bool:
        """Tell whether every item of every file could be read."""
        items: list[Items[Any]] = [self.fields, self.questions, self.actions, self.findings]
        items += [self.channels, self.landmarks, self.terms, self.contacts, self.documents]
        return all(i.whole for i in (*items, self.cards, self.words, self.frameworks))

    def read(self, name: str, kind: type[F]) -> tuple[Source | None, F | None]:
        """Read one file of the folder, noting its mistakes."""
        try:
            source = read_source(self.folder / name)
        except Refusal as refusal:
            self.mistakes.extend(refusal.mistakes)
            return None, None
        self.trees[name] = source.data
        source.data = self.brought_up(name, source.data)
        self.sources.append(source)
        model, mistakes = validate(kind, source)
        self.mistakes.extend(mistakes)
        return source, model

    def collect(self, items: Items[T], source: Source | None, key: str, kind: Any, model: F | None) -> None:
        """Gather the items listed under `key`; those of a faulty file are saved one by one."""
        listed = source.data.get(key) if source and isinstance(source.data, dict) else None
        items.whole = items.whole and model is not None
        if listed is None and model is not None:
            return  # a list that may be left out
        if source is None or not isinstance(listed, list):
            items.lost = True
            return
        good = getattr(model, key, [])
        adapter: TypeAdapter[Any] | None = TypeAdapter(kind) if model is None else None
        for index, raw in enumerate(listed):
            path: Place = (key, index)
            item = validate(adapter, source, path)[0] if adapter else good[index]
            if item is not None:
                items.valid.append(Located(item, source, path))
            self._declare(items, source, path, raw)

    def _declare(self, items: Items[T], source: Source, path: Place, raw: Any) -> None:
        name = raw.get("id", raw.get("term")) if isinstance(raw, dict) else None
        if not isinstance(name, str) or not name:
            return
        first = items.ids.setdefault(name, Located(name, source, path))
        if (first.source, first.path) != (source, path):
            line = first.source.value_mark((*first.path, "id")).line
            what = f"l’identifiant « {name} » est déjà pris ({first.source.name}, ligne {line})"
            mistake = source.mistake((*path, "id"), "Q01", what, "donnez un autre identifiant")
            self.mistakes.append(mistake)


Rule = tuple[Callable[[Draft], Iterator[Mistake]], tuple[str, ...]]
"""A check, and the items that must be whole for it to speak: a faulty one would be told twice."""


def read_draft(folder: Path, brought_up: BroughtUp = lambda _, data: data) -> Draft:
    """Read a questionnaire folder as far as possible, noting every mistake of form."""
    draft = Draft(folder, brought_up)
    source, header = draft.read("questionnaire.yaml", QuestionnaireFile)
    if source and header:
        draft.header = Located(header, source, ())
    source, profile = draft.read("profile.yaml", ProfileFile)
    draft.collect(draft.fields, source, "fields", ProfileField, profile)
    for name in _dimension_names(draft):
        source, dimension = draft.read(f"dimensions/{name}.yaml", Dimension)
        if source and dimension:
            draft.dimensions.append(Located(dimension, source, ()))
        draft.collect(draft.questions, source, "questions", Question, dimension)
    for path in sorted((folder / "actions").glob("*.yaml")):
        source, actions = draft.read(f"actions/{path.name}", ActionFile)
        draft.collect(draft.actions, source, "actions", Action, actions)
    for path in sorted(p for part in _PARTS for p in (folder / part).glob("*.yml")):
        how = f"renommez-le « {path.stem}.yaml »"
        what = "ce fichier n’est pas lu : son nom finit par .yml"
        draft.mistakes.append(Mistake(str(path), 0, 0, "Q02", what, how))
    source, findings = draft.read("findings.yaml", FindingFile)
    draft.collect(draft.findings, source, "findings", Finding, findings)
    for name, kind, items, key, item in _OPTIONAL:
        if (folder / name).exists():
            source, model = draft.read(name, kind)
            draft.collect(getattr(draft, items), source, key, item, model)
            if source and isinstance(model, DocumentFile):
                draft.document_file = Located(model, source, ())
    if (folder / "crosswalk.yaml").exists():
        source, crosswalk = draft.read("crosswalk.yaml", CrosswalkFile)
        draft.collect(draft.frameworks, source, "frameworks", Framework, crosswalk)
        if source and crosswalk:
            draft.crosswalk = Located(crosswalk, source, ())
    if (folder / "partner.yaml").exists():
        source, partner = draft.read("partner.yaml", Partner)
        if source and partner:
            draft.partner = Located(partner, source, ())
    return draft


_PARTS = ("", "dimensions", "actions", "cases")
"""Folders that are read; `versions/` holds earlier contents, each a folder of its own."""
_OPTIONAL: tuple[tuple[str, type[BaseModel], str, str, type[BaseModel]], ...] = (
    ("funding.yaml", FundingFile, "channels", "channels", Channel),
    ("landmarks.yaml", LandmarkFile, "landmarks", "landmarks", Landmark),
    ("glossary.yaml", GlossaryFile, "terms", "terms", Term),
    ("contacts.yaml", ContactFile, "contacts", "contacts", Contact),
    ("documents.yaml", DocumentFile, "documents", "documents", Document),
    ("cards.yaml", CardFile, "cards", "cards", Card),
    ("words.yaml", WordFile, "words", "words", Word),
)
"""Files that a small questionnaire does without."""


def _dimension_names(draft: Draft) -> list[str]:
    """Return the dimension files to read: those listed, then those that no list names."""
    present = sorted(p.stem for p in (draft.folder / "dimensions").glob("*.yaml"))
    if draft.header is None:
        return present
    listed = draft.header.item.dimensions
    for name in (n for n in present if n not in listed):
        what = "ce fichier n’est cité nulle part"
        how = f"ajoutez « {name} » à « dimensions » dans questionnaire.yaml"
        path = draft.folder / "dimensions" / f"{name}.yaml"
        draft.mistakes.append(Mistake(str(path), 0, 0, "Q02", what, how))
    for index, name in enumerate(listed):
        if name in listed[:index]:
            what, how = f"l’axe « {name} » est déjà cité", "supprimez l’un des deux"
            draft.mistakes.append(draft.header.mistake(("dimensions", index), "Q01", what, how))
    return list(dict.fromkeys(listed))
