"""What a release is built from: tables of scores, visits and contributions, read as one.

Nothing is left out in silence: what is refused is refused with its line, and what does not count is
counted, by reason.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diag.benchmark.eligible import choose, structures_of
from diag.benchmark.identities import comparable, recognised
from diag.benchmark.pseudonyms import key_mark
from diag.benchmark.scores_table import read_scores
from diag.benchmark.structures import Structures
from diag.benchmark.visits import Crossings, Visits, put_together
from diag.benchmark.words import FORM_NAMES, counted
from diag.french import typeset
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import explain_os_error
from diag.scoring.form import FORMS, Form

if TYPE_CHECKING:
    from diag.benchmark.single_files import Singles

SCORES = "scores.csv"
_KINDS = {".csv": "scores", ".yaml": "visit", ".yml": "visit", ".json": "contribution"}
_HOW = "donnez un scores.csv, le dossier d’un lot, des visites (.yaml) ou des contributions (.json)"


@dataclass(frozen=True, eq=False)
class Sources:
    """What was read.

    Attributes:
        structures: those that count, each once, in the order of their identifiers.
        form: what they were all asked, `express` or `complete` (M2).
        synthetic: the data are invented, all of them.
        period: months of the first and last visit that count.
        read: visits read; `excluded` and `structures` share them out.
        excluded: visits that do not count, by reason, in French.
        remarks: what a producer must know, in French sentences.

    """

    structures: Structures
    form: Form
    synthetic: bool
    period: tuple[str, str]
    read: int
    excluded: Mapping[str, int]
    remarks: tuple[str, ...]


@dataclass
class _Gathering:
    """The sources being read, and what was found wrong in them."""

    crossings: Crossings
    key: bytes | None
    tables: list[Visits] = field(default_factory=list)
    singles: dict[str, "Singles"] = field(default_factory=dict)
    stamps: dict[bool, Path] = field(default_factory=dict)
    marks: dict[str, Path] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def read(self, kind: str, path: Path) -> None:
        """Read one file, and keep what is wrong in it."""
        readers: dict[str, Callable[[Path], bool]] = {
            "scores": self._table,
            "visit": self._visit,
            "contribution": self._contribution,
        }
        try:
            synthetic = readers[kind](path)
        except Refusal as refusal:
            self.mistakes.extend(refusal.mistakes)
        else:
            self.stamps.setdefault(synthetic, path)

    def _table(self, path: Path) -> bool:
        scores = read_scores(path, self.crossings)
        self.tables.append(scores.visits)
        return scores.synthetic

    def _visit(self, path: Path) -> bool:
        return self._files_of("visit").add_visit(path)

    def _contribution(self, path: Path) -> bool:
        told = self._files_of("contribution").add_contribution(path)
        self.marks.setdefault(told.key, path)
        return told.synthetic

    def _files_of(self, kind: str) -> "Singles":
        # Their models take longer to build than a table of scores to read.
        from diag.benchmark.single_files import Singles

        return self.singles.setdefault(kind, Singles(self.crossings))

    def check(self) -> None:
        """Refuse what cannot be counted together.

        Raises:
            Refusal: with everything found wrong so far.

        """
        if len(self.stamps) > 1:
            what = "données synthétiques mêlées à des données réelles"
            self._apart(self.stamps[True], what, "séparez-les : elles ne vont jamais ensemble")
        if self.key is not None:
            self.marks.setdefault(key_mark(self.key), next(iter(self.marks.values()), Path()))
        if len(self.marks) > 1:
            what = "contributions pseudonymisées avec plusieurs clés"
            how = "une même structure y compterait deux fois : reprenez-les avec la clé du réseau"
            self._apart(list(self.marks.values())[1], what, how)
        elif self.marks and self.key is None and (self.tables or "visit" in self.singles):
            what = "des contributions et des données nominatives, sans la clé du réseau"
            how = "donnez la clé : une même structure, un même organisme y compteraient deux fois"
            self._apart(next(iter(self.marks.values())), what, how, "R08")
        if self.mistakes:
            raise Refusal(self.mistakes)

    def together(self) -> tuple[Visits, list[str]]:
        """Return every visit under identifiers that can be compared, and what is to be said."""
        remarks: list[str] = []
        named = [put_together(self.tables)] if self.tables else []
        if "visit" in self.singles:
            visits, known = self.singles["visit"].visits(), 0
            if named:
                visits, known = recognised(visits, named[0], self.crossings)
            named.append(visits)
            if known:
                told = counted(known, "visite est reconnue", "visites sont reconnues")
                remarks.append(f"{told} dans les scores par le nom et le département.")
        parts = [comparable(part, self.key) for part in named]
        if "contribution" in self.singles:
            parts.append(self.singles["contribution"].visits())
        return put_together(parts), remarks

    def _apart(self, path: Path, what: str, how: str, code: str = "R07") -> None:
        self.mistakes.append(Mistake(str(path), 0, 0, code, what, how))


def read_sources(
    paths: Sequence[Path],
    questionnaire: Questionnaire,
    date: datetime.date,
    key: bytes | None = None,
) -> Sources:
    """Read everything that a release is built from.

    Args:
        paths: tables of scores, folders of `diag lot`, visits, contributions, or folders of those.
        questionnaire: that every visit was made with, to its very content.
        date: of the release.
        key: of the network, to count contributions beside named data.

    Raises:
        Refusal: with every mistake of every file; or no visit counts; or a table whose structures
            have no identifier.

    """
    crossings = Crossings(questionnaire)
    gathering = _Gathering(crossings, key)
    for kind, path in _files(paths, gathering.mistakes):
        gathering.read(kind, path)
    gathering.check()
    everything, remarks = gathering.together()
    chosen = choose(everything, date)
    if not len(chosen.visits):
        what = f"aucune visite ne compte parmi les {len(everything)} lues"
        how = " ; ".join(f"{reason} : {n}" for reason, n in chosen.excluded.items())
        raise refuse_file(paths[0], "R01", what, how or "vérifiez les fichiers donnés")
    form = _form_of(chosen.visits, paths[0])
    structures = structures_of(chosen.visits, crossings)
    months = structures.labels["month"]
    if chosen.tied:
        tied = counted(chosen.tied, "structure a", "structures ont")
        remarks.append(
            f"{tied} plusieurs visites à la même date : la dernière du dernier fichier est gardée."
        )
    return Sources(
        structures=structures,
        form=form,
        synthetic=True in gathering.stamps,
        period=(months[0], months[-1]),
        read=len(everything),
        excluded={typeset(reason): n for reason, n in chosen.excluded.items()},
        remarks=tuple(map(typeset, [*remarks, *_remarks(structures)])),
    )


def _form_of(visits: Visits, path: Path) -> Form:
    """Return what the visits that count were all asked.

    Raises:
        Refusal: a part of the questions, or not all the same (M2).

    """
    counts = {FORMS[form]: int((visits.form == form).sum()) for form in np.unique(visits.form)}
    if "partielle" in counts:
        told = counted(counts["partielle"], "structure n’a", "structures n’ont")
        what = f"{told} répondu qu’à une partie des questions : leurs scores ne se comparent pas"
        how = "« diag lot » nomme les questions qui manquent : posez-les, ou retirez ces structures"
        raise refuse_file(path, "R09", what, how)
    if len(counts) > 1:
        told = " et ".join(f"{FORM_NAMES[form]} : {n}" for form, n in counts.items())
        what = f"deux formes du questionnaire : {told}"
        raise refuse_file(path, "R09", what, "faites un repère pour chacune : séparez ces visites")
    return next(iter(counts))


def _remarks(structures: Structures) -> Iterator[str]:
    """Yield what a producer must know of the structures that count."""
    names = structures.labels["operator"]
    lost = int((structures.operator == names.index("")).sum()) if "" in names else 0
    if lost:
        told = counted(lost, "structure ne dit pas", "structures ne disent pas")
        yield f"{told} leur organisme gestionnaire : elles comptent comme un seul organisme (M16)."
    for codes, what in ((structures.department, "département"), (structures.type, "type")):
        if untold := int((codes < 0).sum()):
            told = counted(untold, "structure", "structures")
            yield f"{told} sans {what} connu : dans les groupes plus larges seulement."


def _files(paths: Sequence[Path], mistakes: list[Mistake]) -> Iterator[tuple[str, Path]]:
    """Yield each file and what it is: in a folder, its table of scores, or its visits."""
    for path in paths:
        try:
            if not path.is_dir():
                yield from _one(path, mistakes)
            elif (path / SCORES).exists():
                yield "scores", path / SCORES
            else:
                kept = [p for p in sorted(path.iterdir()) if p.suffix in (".yaml", ".yml", ".json")]
                if not kept:
                    mistakes.append(Mistake(str(path), 0, 0, "R01", "rien à lire ici", _HOW))
                for inner in kept:
                    yield from _one(inner, mistakes)
        except OSError as error:
            mistakes.append(Mistake(str(path), 0, 0, "F01", *explain_os_error(error, path)))


def _one(path: Path, mistakes: list[Mistake]) -> Iterator[tuple[str, Path]]:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        mistakes.append(Mistake(str(path), 0, 0, "R01", "ce n’est pas une source de repère", _HOW))
    else:
        yield kind, path
