"""A release on disk: a Frictionless Data Package, written whole or not at all, read strictly.

The fingerprints tell a file damaged or edited by mistake. They prove nothing of who wrote it: a
release is trusted as much as the hand it comes from. Its schemas make a folder ready for
schema.data.gouv.fr.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from diag.benchmark.position import compatible
from diag.benchmark.release import CLASSES, MAX_SOURCE, Content, Release, content_of
from diag.benchmark.release_columns import (
    CELL_COLUMNS,
    SHARE_COLUMNS,
    Column,
    cell_lines,
    read_cells,
    read_shares,
    schema,
    share_lines,
    written,
)
from diag.benchmark.table_file import Table, is_text, read_columns
from diag.benchmark.words import DESCRIPTION, FORM_NAMES, LICENCE, STAMP, TITLE, period
from diag.french import listing, long_date, sentence, typeset
from diag.questionnaire.loader import content_hash
from diag.questionnaire.located_yaml import Source, parse_source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Day, Digest, Flag, Identifier, Model, Month, Questionnaire, Version
from diag.questionnaire.user_files import read_whole, system_refusal
from diag.questionnaire.validation import validate
from diag.safe_text import clean, markdown
from diag.visit.result_folder import staged, write_whole

FORMAT = 3
"""Version of the format; those before told more than they may, and are refused."""
DESCRIPTOR, CELLS, SHARES, README = "datapackage.json", "repere.csv", "reponses.csv", "LISEZMOI.md"
TABLES = {CELLS: ("Quantiles des scores", CELL_COLUMNS), SHARES: ("Parts des réponses", SHARE_COLUMNS)}
_NOTICE = Path(__file__).with_name("lisezmoi.txt")
ASK_AGAIN = "redemandez le repère à qui l’a publié"
REBUILD = (
    "il suit des règles d’avant, qui pouvaient révéler une réponse : retirez-le, et reconstruisez-le à "
    "partir des scores avec « diag repere construire »"
)
_MAX_BYTES = 200_000_000  # every question of every group of the country takes a tenth of it


class About(Model):
    """What is ours in the descriptor; `fingerprint` is that of the whole file, less itself."""

    format: int
    date: Day
    source: Annotated[str, StringConstraints(min_length=1, max_length=MAX_SOURCE), AfterValidator(clean)]
    questionnaire: Identifier
    version: Version
    hash: Digest
    period: tuple[Month, Month]
    synthetic: Flag
    form: Literal["express", "complete"]
    method: int = Field(ge=1)
    content: Content
    readme: Digest
    fingerprint: Digest


_HEADER = [name for name in About.model_fields if name not in ("format", "readme", "fingerprint")]
"""What a release says of itself, beside its cells and shares."""
_SAME = ("questionnaire", "form", "synthetic")
"""What two releases have in common when their visits may be the same."""


class _TableFile(Model):
    model_config = ConfigDict(extra="ignore")
    path: Literal["repere.csv", "reponses.csv"]
    hash: Digest


class _Package(Model):
    model_config = ConfigDict(extra="ignore")
    diag: About
    resources: Annotated[list[_TableFile], Field(min_length=2, max_length=2)]


def write_release(release: Release, folder: Path, questionnaire: Questionnaire) -> None:
    """Write a release; the same content always gives the same bytes.

    It replaces an empty folder, or a release as it was published. What was written is read back
    before it takes its place: nothing is published that would be refused.

    Raises:
        Refusal: the folder holds other files, or a release that was edited since, or is within a
            release; the disk refuses; or the release breaks a rule.
    """
    release = replace(release, source=clean(release.source))
    if (above := next(filter(_loosely, folder.resolve().parents), None)) is not None:
        what = "ce dossier serait dans celui d’un autre repère"
        raise refuse_file(folder, "F01", what, f"choisissez un dossier hors de « {above} »")
    with staged(folder, _own_files, DESCRIPTOR) as stage:
        tables = {
            CELLS: written(CELL_COLUMNS, cell_lines(release)).encode(),
            SHARES: written(SHARE_COLUMNS, share_lines(release)).encode(),
        }
        notice = readme(release, questionnaire).encode()
        described = descriptor(release, tables, digest(notice)).encode()
        for name, raw in {**tables, README: notice, DESCRIPTOR: described}.items():
            write_whole(stage / name, raw)
        try:
            read_release(stage)
        except Refusal as refusal:
            names = [(mistake, Path(mistake.file).name) for mistake in refusal.mistakes]
            raise Refusal([replace(m, file=str(folder / name)) for m, name in names]) from None


def readme(release: Release, questionnaire: Questionnaire) -> str:
    """Return the text of `LISEZMOI.md`: what a release is, what it is not, how to read and cite it."""
    stamp = f"\n**{STAMP} Ne citez aucun de ces chiffres.**\n" if release.synthetic else ""
    told = {
        **vars(release),
        "title": TITLE,
        "stamp": stamp,
        "date": long_date(datetime.date.fromisoformat(release.date)),
        "period": sentence(period(*release.period)),
        "source": markdown(release.source.rstrip(".")),
        "questionnaire": markdown(questionnaire.header.title),
        "form": FORM_NAMES[release.form],
        "axes": ", ".join(f"`{d.id}` ({markdown(d.title)})" for d in questionnaire.dimensions),
        "classes": listing(CLASSES),
        "licence": LICENCE["path"],
        "warning": "\nDonnées synthétiques : à ne pas citer.\n" if release.synthetic else "",
    }
    return typeset(_NOTICE.read_text("utf-8").format(**told))


def _own_files(folder: Path) -> list[str]:
    """Return the files of a folder that are a release's, as it was published; edited, somebody's."""
    own: list[str] = []
    with suppress(Refusal):
        about, source = _about(folder)
        told = {one["path"]: one["hash"] for one in source.data["resources"]}
        own.append(DESCRIPTOR)
        for name, hash_ in {**told, README: about.readme}.items():
            with suppress(OSError):
                own += [name] if digest((folder / name).read_bytes()) == hash_ else []
    return own


def read_release(folder: Path, questionnaire: Questionnaire | None = None, with_shares: bool = True) -> Release:
    """Read a release, and check all that can be checked; a position does without its shares.

    Raises:
        Refusal: a file is absent, was edited, or says what no release may say; the release is of an
            earlier format, or does not fit the questionnaire, where one is given.
    """
    about, source = _about(folder)
    raw = _intact(folder, source)
    content, tables = about.content, {}
    for name in TABLES if with_shares else [CELLS]:
        tables[name] = _table(folder / name, raw[name], TABLES[name][1])
    cells = read_cells(tables[CELLS], content, about.synthetic)
    shares = read_shares(tables[SHARES], content, about.synthetic, cells) if with_shares else {}
    mistakes = [mistake for table in tables.values() for mistake in table.mistakes]
    if mistakes:
        raise Refusal(mistakes)
    header = {name: getattr(about, name) for name in _HEADER}
    release = Release(**header, cells=cells, shares=shares)
    if questionnaire is not None and not (fit := compatible(release, questionnaire)).usable:
        path = ("diag", "version")
        raise Refusal([source.mistake(path, "R03", fit.refusal, fit.mend)])
    return release


def already_told(folder: Path, release: Release) -> tuple[list[Path], list[Path]]:
    """Return the folders that already tell what a release would, or that it would replace (M18).

    They are looked for where it is to be written, and beside: same questionnaire and form, a month in
    common, whatever their format and their state; then those that do not even tell their period. One
    that cannot be read is never replaced.
    """
    target, found, mute = folder.resolve(), [], []
    shared = [(name, getattr(release, name)) for name in _SAME]
    with suppress(OSError):
        beside = [path.parent for path in target.parent.glob(f"*/{DESCRIPTOR}")]
        for other in sorted({target, *beside}):
            if other == target:
                with suppress(Refusal):
                    found += [other] if _about(other) else []
                continue
            if (told := _loosely(other)) is None:
                continue
            match told.get("period"):
                case [str() as first, str() as last]:
                    begin, end = release.period
                    same = all(told.get(n, mine) == mine for n, mine in shared)
                    found += [other] if same and first <= end and begin <= last else []
                case _:
                    mute.append(other)
    return found, mute


def _loosely(folder: Path) -> dict[str, Any] | None:
    """Return what a release of any format says of itself; nothing if it cannot be read, None if none."""
    try:
        tree = json.loads((folder / DESCRIPTOR).read_text("utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return {}
    ours = tree.get("diag") if isinstance(tree, dict) else None
    return ours if isinstance(ours, dict) else None


def descriptor(release: Release, tables: Mapping[str, bytes], notice: str) -> str:
    """Return the text of `datapackage.json`, given the tables and the fingerprint of the notice."""
    header = {name: getattr(release, name) for name in _HEADER}
    about = {"format": FORMAT, **header, "content": release.content.model_dump(), "readme": notice}
    package = {
        "name": f"repere-{release.questionnaire.lower()}",
        "profile": "tabular-data-package",
        "title": TITLE + (f" ({STAMP})" if release.synthetic else ""),
        "description": DESCRIPTION,
        "licenses": [LICENCE],
        "sources": [{"title": release.source}],
        "diag": about,
        "resources": [
            {
                "name": path.removesuffix(".csv"),
                "path": path,
                "profile": "tabular-data-resource",
                "title": TABLES[path][0],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(raw),
                "hash": digest(raw),
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
                "schema": schema(TABLES[path][1], release.content),
            }
            for path, raw in tables.items()
        ],
    }
    about["fingerprint"] = fingerprint(parse_source(in_json(package), DESCRIPTOR).data)
    return in_json(package)


def fingerprint(tree: Any) -> str:
    """Return the fingerprint of a descriptor as it is read, whatever its layout."""
    bare = {**tree, "diag": {k: v for k, v in tree["diag"].items() if k != "fingerprint"}}
    return content_hash(bare)


def digest(raw: bytes) -> str:
    """Return the fingerprint of a file."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def in_json(tree: Any) -> str:
    """Return the text of a JSON file."""
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _table(path: Path, raw: bytes, columns: tuple[Column, ...]) -> Table:
    """Return a table whose columns are these, and no other."""
    names = [column.name for column in columns]
    table = read_columns(path, raw, ASK_AGAIN, names)
    if [*table.header] != names:
        strange = ", ".join(name for name in table.header if name not in names)
        what = f"colonnes de trop : {strange}" if strange else "colonnes dans un autre ordre"
        raise Refusal([Mistake(str(path), 1, 1, "R01", what, ASK_AGAIN)])
    return table


def _about(folder: Path) -> tuple[About, Source]:
    """Return what a release says of itself, once sure that nobody edited it."""
    path = folder / DESCRIPTOR
    try:
        found = path.exists()
    except OSError as error:
        raise system_refusal(error, path) from None
    if not found:
        how = "donnez le dossier d’un repère, tel qu’il a été publié"
        raise refuse_file(path, "R01", "ce dossier ne contient pas de repère", how)
    source = read_source(path)
    ours = source.data.get("diag") if isinstance(source.data, dict) else None
    if not isinstance(ours, dict):
        raise Refusal([source.mistake((), "R01", "ce n’est pas un repère de diag", ASK_AGAIN)])
    told = ours.get("format")
    if told != str(FORMAT):
        earlier = isinstance(told, str) and told.isdecimal() and int(told) < FORMAT
        what = f"ce repère utilise le format « {told} », et diag lit le format {FORMAT}"
        how = REBUILD if earlier else "mettez diag à jour, ou redemandez le repère"
        raise Refusal([source.mistake(("diag", "format"), "R03", what, how)])
    package, mistakes = validate(_Package, source)
    if package is None:
        raise Refusal(mistakes)
    about = package.diag
    if about.fingerprint != fingerprint(source.data):
        what = "la description du repère a été modifiée depuis sa publication"
        raise Refusal([source.mistake(("diag", "fingerprint"), "R02", what, ASK_AGAIN)])
    if about.period[0] > about.period[1]:
        what = "le premier mois est après le dernier"
        mistakes.append(source.mistake(("diag", "period"), "R05", what, ASK_AGAIN))
    for rank, question in enumerate(about.content.questions):
        if question.dimension not in about.content.dimensions:
            place = ("diag", "content", "questions", rank, "dimension")
            what = f"la question « {question.id} » est d’un axe inconnu"
            mistakes.append(source.mistake(place, "R04", what, ASK_AGAIN))
    if mistakes:
        raise Refusal(mistakes)
    return about, source


def _intact(folder: Path, source: Source) -> dict[str, bytes]:
    """Return the tables of a release; those that it was not published with are refused."""
    told = {resource["path"]: resource["hash"] for resource in source.data["resources"]}
    tables, mistakes = {}, []
    for name in TABLES:
        path = folder / name
        if not path.exists():
            raise refuse_file(path, "R01", "il manque ce fichier du repère", ASK_AGAIN)
        tables[name] = read_whole(path, ASK_AGAIN, _MAX_BYTES)
        if told.get(name) != digest(tables[name]):
            what = "ce fichier a été modifié depuis la publication du repère"
            what += "" if is_text(tables[name]) else " : il n’est plus en UTF-8"
            mistakes.append(Mistake(str(path), 0, 0, "R02", what, ASK_AGAIN))
    if mistakes:
        raise Refusal(mistakes)
    return tables


_NAMES = {CELLS: "schema.json", SHARES: "schema-reponses.json"}
_EXAMPLES = {CELLS: "exemple-valide.csv", SHARES: "exemple-valide-reponses.csv"}
_TEXTS = Path(__file__).with_name("schema_lisezmoi.txt")
_SPECIFICATION = "https://specs.frictionlessdata.io/schemas/table-schema.json"


def write_schema_folder(folder: Path, questionnaire: Questionnaire) -> None:
    """Write the schemas, a README, a CHANGELOG and valid examples.

    Raises:
        Refusal: the folder holds something, or the disk refuses.
    """
    content, number = content_of(questionnaire), version("diag")
    readme, changelog = _TEXTS.read_text("utf-8").split("=====\n")
    told = {"title": TITLE, "version": number, "questionnaire": questionnaire.header.title}
    files = {"README.md": typeset(readme.format(**told)), "CHANGELOG.md": typeset(changelog.format(**told))}
    for path, (title, columns) in TABLES.items():
        files[_NAMES[path]] = in_json(_described(path, title, number, content))
        files[_EXAMPLES[path]] = written(columns, _example(path, content))
    with staged(folder, lambda _: (), DESCRIPTOR) as stage:
        for name, text in files.items():
            write_whole(stage / name, text.encode())


def _described(path: str, title: str, number: str, content: Content) -> dict[str, Any]:
    name = path.removesuffix(".csv")
    example = {"title": "Exemple valide", "path": _EXAMPLES[path]}
    return {
        "$schema": _SPECIFICATION,
        "name": f"{name}-maturite-numerique",
        "title": f"{TITLE} : {title.lower()}",
        "description": DESCRIPTION,
        "countryCode": "FR",
        "version": number,
        "licenses": [LICENCE],
        "resources": [example],
        **schema(TABLES[path][1], content),
    }


_NUMBERS = {"effectif": "20-49", "mediane": 45, "q1": 30, "q3": 60}
_LEVELS = {"niveau_0": 2, "niveau_1": 4, "niveau_2": 2, "niveau_3": 1, "niveau_4": 1}


def _example(path: str, content: Content) -> Iterator[dict[str, Any]]:
    """Yield lines of invented numbers: the country is told, the first region is secret."""
    about = {"mention": STAMP}
    if path == CELLS:
        for measure in content.measures:
            yield {"mesure": measure, **_NUMBERS, **_LEVELS, **about}
            yield {"mesure": measure, "region": content.regions[0], **about}
        return
    for level, part in enumerate(_LEVELS.values()):
        yield {"question": content.questions[0].id, "reponse": level, "part": part, **about}
