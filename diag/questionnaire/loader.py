"""Reading a questionnaire folder, whole, with every mistake."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from diag.questionnaire.files import explain_os_error
from diag.questionnaire.header import QuestionnaireFile
from diag.questionnaire.mistakes import Mistake, Refusal, at, did_you_mean, refuse_file
from diag.questionnaire.models import (
    Action,
    ActionFile,
    Dimension,
    Finding,
    FindingFile,
    ProfileField,
    ProfileFile,
    Question,
)
from diag.questionnaire.questionnaire import Questionnaire
from diag.questionnaire.source import Place, Source, read_source
from diag.questionnaire.validation import validate
from diag.resources import resource

T = TypeVar("T")
F = TypeVar("F", bound=BaseModel)


@dataclass(frozen=True)
class Located(Generic[T]):
    """An item and where it is written."""

    item: T
    source: Source
    path: Place

    def mistake(self, path: Place, code: str, what: str, how: str = "") -> Mistake:
        """Return a mistake inside this item."""
        return at(self.source, self.path + path, code, what, how)


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
    """A questionnaire folder as far as it could be read."""

    folder: Path
    mistakes: list[Mistake] = field(default_factory=list)
    trees: dict[str, Any] = field(default_factory=dict)
    header: Located[QuestionnaireFile] | None = None
    dimensions: list[Located[Dimension]] = field(default_factory=list)
    fields: Items[ProfileField] = field(default_factory=Items)
    questions: Items[Question] = field(default_factory=Items)
    actions: Items[Action] = field(default_factory=Items)
    findings: Items[Finding] = field(default_factory=Items)

    def read(self, name: str, kind: type[F]) -> tuple[Source | None, F | None]:
        """Read one file of the folder, noting its mistakes."""
        try:
            source = read_source(self.folder / name)
        except Refusal as refusal:
            self.mistakes.extend(refusal.mistakes)
            return None, None
        self.trees[name] = source.data
        model, mistakes = validate(kind, source)
        self.mistakes.extend(mistakes)
        return source, model

    def collect(
        self, items: Items[T], source: Source | None, key: str, kind: Any, model: F | None
    ) -> None:
        """Gather the items listed under `key`; those of a faulty file are saved one by one."""
        listed = source.data.get(key) if source and isinstance(source.data, dict) else None
        items.whole = items.whole and model is not None
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
        name = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(name, str) or not name:
            return
        first = items.ids.setdefault(name, Located(name, source, path))
        if (first.source, first.path) != (source, path):
            line = first.source.value_mark((*first.path, "id")).line
            what = f"l’identifiant « {name} » est déjà pris ({first.source.name}, ligne {line})"
            mistake = at(source, (*path, "id"), "Q01", what, "donnez un autre identifiant")
            self.mistakes.append(mistake)


def find_questionnaire(name: str) -> Path:
    """Return the folder of a questionnaire, from the name of a shipped one or from its path.

    A shipped name goes first: a folder that happens to bear it is named `./print`.

    Raises:
        Refusal: no such folder.

    """
    folder = Path(name)
    try:
        root = resource("questionnaires")
        shipped = [p.parent.name for p in root.glob("*/questionnaire.yaml")]
        if name in shipped:
            return root / name
        if folder.is_dir():
            return folder
    except OSError as error:
        raise refuse_file(folder, "F01", *explain_os_error(error, folder)) from None
    how = did_you_mean(name, shipped) or f"questionnaires livrés : {', '.join(sorted(shipped))}"
    raise refuse_file(folder, "F01", f"aucun questionnaire « {name} »", how)


def read_draft(folder: Path) -> Draft:
    """Read a questionnaire folder as far as possible, noting every mistake of form."""
    draft = Draft(folder)
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
    source, findings = draft.read("findings.yaml", FindingFile)
    draft.collect(draft.findings, source, "findings", Finding, findings)
    return draft


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


def load(folder: Path, check: Callable[[Draft], list[Mistake]] | None = None) -> Questionnaire:
    """Read a questionnaire folder that will be used to ask and to score.

    Raises:
        Refusal: with every mistake of form and every dangling reference.

    """
    from diag.questionnaire.checker import check_integrity

    draft = read_draft(folder)
    mistakes = draft.mistakes + (check or check_integrity)(draft)
    if mistakes or draft.header is None:
        raise Refusal(mistakes)
    return Questionnaire(
        header=draft.header.item,
        profile=tuple(f.item for f in draft.fields),
        dimensions=tuple(d.item for d in draft.dimensions),
        actions=tuple(a.item for a in draft.actions),
        findings={f.item.id: f.item for f in draft.findings},
        hash=content_hash(draft.trees),
    )


def content_hash(trees: dict[str, Any]) -> str:
    """Return the `sha256:` fingerprint of what the files say, whatever their comments and layout."""
    text = json.dumps(trees, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()
