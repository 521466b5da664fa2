"""`diag reunir`: several people's visits of one structure as one, their gaps and what settles them."""

import datetime
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import ANY, DAY, FILE, FLAG, FrenchCommand, option
from diag.cli.console import complain, paragraph, pasted, say, say_paths, say_raw, show_mistakes
from diag.cli.following import refuse_older
from diag.cli.options import (
    form_questionnaire,
    given,
    load_questionnaire,
    questionnaire_of,
    questionnaire_option,
    visits_of,
)
from diag.french import count, listing
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake, Refusal, gathering, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import refuse_windows_name
from diag.safe_text import one_line
from diag.visit.acceptance import Matched, match
from diag.visit.gathered_forms import Disagreement
from diag.visit.gathered_visits import GatheredVisits, gather
from diag.visit.new_names import folded, role_id
from diag.visit.visit_file import locked, read_visit, write_bytes, write_visit
from diag.visit.visit_model import MAX_NAME, Respondent, Visit

if TYPE_CHECKING:
    from diag.table.csv_lines import Dialect
    from diag.table.respondent_visits import FromTable

_VISITS = (".yaml", ".yml")
_SHOWN = 10  # gaps and rejects told on screen; the rest is in a file


@click.command(cls=FrenchCommand, name="reunir")
@click.argument("files", metavar="FICHIER...", nargs=-1, required=True, type=FILE)
@option(
    "-o --sortie target",
    ANY,
    "Visite à écrire, qui finit par .yaml ; d’un tableau de plusieurs structures, un dossier.",
    required=True,
    metavar="VISITE",
)
@option(
    "--role roles",
    "FONCTION",
    "Fonction de qui a répondu, à répéter dans l’ordre des fichiers ; d’un tableau, la colonne qui la dit.",
    multiple=True,
)
@option("--nom structure", "NOM", "Nom de la structure, si les fichiers ne disent pas le même.")
@option("--cle key", "COLONNE", "D’un tableau : colonne qui identifie la structure.")
@option("--correspondance mapping", FILE, "D’un tableau : fichier qui dit quelle colonne répond à quelle question.")
@option("--date", DAY, "D’un tableau : date des réponses qui n’en ont pas ; par défaut aujourd’hui.")
@option("--csv-excel", FLAG, "Écarts pour Excel en français : « ; » et virgule décimale.")
@questionnaire_option
def command(files: tuple[Path, ...], target: Path, **chosen: Any) -> int:
    """Réunir les réponses de plusieurs personnes d’une même structure en une visite.

    FICHIER est la visite de chacun, enregistrée par « diag entretien », ou le classeur qu’il a rempli
    (« diag formulaire xlsx », une feuille par personne), ou un tableau dont chaque ligne est un
    répondant (CSV, XLSX, ODS). L’ordre ne change rien, et les fichiers donnés ne sont jamais modifiés.

    Là où les réponses s’écartent, la visite garde ce que chacun a dit, et l’écart se tranche ensemble,
    dans « diag entretien ». Qui a dit quoi n’est que pour le conseiller.
    """
    asked = {path: form_questionnaire(path, chosen["name"]) for path in files}
    visits = [path.suffix.lower() in _VISITS or asked[path] is not None for path in files]
    if any(visits) and not all(visits):
        raise click.UsageError(
            "Donnez des visites (.yaml) et des classeurs remplis, ou un tableau, mais pas les deux."
        )
    if all(visits):
        return _of_visits(files, asked, target, chosen)
    return _of_table(files, target, chosen)


# --- visits ---------------------------------------------------------------------------------------


def _of_visits(
    files: Sequence[Path], asked: Mapping[Path, Questionnaire | None], target: Path, chosen: dict[str, Any]
) -> int:
    """Gather visits, and filled workbooks: those have the questionnaire that is `asked`."""
    for option_name, name in (("key", "--cle"), ("mapping", "--correspondance"), ("date", "--date")):
        if chosen[option_name] is not None:
            raise click.UsageError(f"{name} est pour un tableau, et ces fichiers sont des visites.")
    if target.suffix.lower() not in _VISITS:
        raise click.BadParameter("donnez un nom qui finit par .yaml.", param_hint="--sortie")
    paths = _each_once(files)
    _check_free(target, _beside(target, "ecarts"))
    try:
        read, wrong = _read(paths, asked)
        paths = [path for path, _, _ in read]
        visits = _with_roles(paths, [visit for _, visit, _ in read], chosen["roles"])
        questionnaire = _questionnaire(paths, visits, chosen["name"])
        _check_names(paths, visits, chosen["structure"])
        sources = [source for *_, source in read]
        met = _matched(visits, sources, questionnaire)
        gathered = gather(met, questionnaire, _settle(), name=_as_kept(chosen["structure"]))
    except Refusal as refusal:
        show_mistakes(refusal.mistakes)
        complain("Rien n’est écrit.")
        return 1
    written = _write(gathered, questionnaire, target, _dialect(chosen))
    _tell_files(paths, gathered)
    _tell_visit(gathered, questionnaire, written, chosen["name"])
    show_mistakes(wrong)
    return 1 if wrong else 0


def _matched(
    visits: Sequence[Visit], sources: Sequence[Source], questionnaire: Questionnaire
) -> list[tuple[Visit, Matched]]:
    """Return the visits as the questionnaire reads them.

    Raises:
        Refusal: with what contradicts itself in all of them.
    """
    met, mistakes = list[tuple[Visit, Matched]](), list[Mistake]()
    for visit, source in zip(visits, sources, strict=True):
        with gathering(mistakes):
            met.append((visit, match(visit, questionnaire, source)))
    if mistakes:
        raise Refusal(mistakes)
    return met


def _as_kept(text: str | None) -> str | None:
    """Return a name or a function as a visit holds it."""
    return None if text is None else one_line(text)[:MAX_NAME]


def _settle() -> Any:
    from diag.scoring.voices import settled  # numpy: once the files are known to be good

    return settled


def _each_once(files: Iterable[Path]) -> list[Path]:
    """Return the files, each once; the same one twice is said."""
    found: dict[str, Path] = {}
    for path in files:
        if found.setdefault(os.path.realpath(path), path) is not path:
            say_paths("Ce fichier est donné deux fois, et compte une fois :", path)
    return list(found.values())


def _beside(target: Path, table: str) -> Path:
    return target.with_name(f"{target.stem}-{table}.csv")


def _check_free(*targets: Path) -> None:
    """Refuse to write where something is: a visit that was gathered may have been settled since."""
    for path in targets:
        refuse_windows_name(path)
        if os.path.lexists(path):
            what, how = "ce fichier existe déjà : il n’est pas remplacé", "choisissez un autre nom"
            raise refuse_file(path, "F01", what, how)


def _read(
    paths: Sequence[Path], asked: Mapping[Path, Questionnaire | None]
) -> tuple[list[tuple[Path, Visit, Source]], list[Mistake]]:
    """Return the visits, each with its file and the place of what it holds, and each cell that cannot be taken.

    Raises:
        Refusal: with the mistakes of all the files.
    """
    visits, mistakes, wrong = list[tuple[Path, Visit, Source]](), list[Mistake](), list[Mistake]()
    for path in paths:
        with gathering(mistakes):
            if (questionnaire := asked[path]) is not None:
                found, cells = visits_of(path, questionnaire)
                visits += [(path, one, Source(str(path))) for one in found]
                wrong += cells
            else:
                visits.append((path, *read_visit(path)))
        with gathering(mistakes):
            refuse_older(path)
    if mistakes:
        raise Refusal(mistakes)
    return visits, wrong


def _with_roles(paths: Sequence[Path], visits: Sequence[Visit], roles: Sequence[str]) -> Sequence[Visit]:
    """Return the visits with the functions that the command line says, an empty one left as it is."""
    if not roles:
        return visits
    if len(roles) != len(visits):
        told = f"{count(len(roles), 'fonction')} pour {count(len(visits), 'fichier')}"
        text = f"--role : {told}. Répétez-la pour chaque fichier, dans leur ordre ; --role '' en passe un."
        raise click.UsageError(text)
    return [_with_role(*one) for one in zip(paths, visits, roles, strict=True)]


def _with_role(path: Path, visit: Visit, role: str) -> Visit:
    told = _as_kept(role)
    if not told:
        return visit
    if len(visit.respondents) > 1:
        what = "plusieurs personnes ont répondu dans cette visite, et gardent leurs fonctions"
        raise refuse_file(path, "E04", what, "mettez --role '' pour ce fichier")
    known = [one.id for one in visit.respondents] or [role_id(told, ())]
    return visit.model_copy(update={"respondents": [Respondent(id=known[0], role=told)]})


def _questionnaire(paths: Sequence[Path], visits: Sequence[Visit], name: str | None) -> Questionnaire:
    """Return the questionnaire of all the visits.

    Raises:
        Refusal: they were not made with the same one.
    """
    pinned = [visit.questionnaire.id for visit in visits]
    for path, own in zip(paths, pinned, strict=True):
        if own != pinned[0]:
            what = f"cette visite suit le questionnaire « {own} », et la première « {pinned[0]} »"
            raise refuse_file(path, "V02", what, "ne réunissez que les visites d’un même questionnaire")
    return questionnaire_of(paths[0], pinned[0], name)


def _check_names(paths: Sequence[Path], visits: Sequence[Visit], name: str | None) -> None:
    """Refuse visits of several structures, as far as their names tell."""
    named = [(p, v.structure.name) for p, v in zip(paths, visits, strict=True) if v.structure.name]
    if name is not None or len({folded(own) for _, own in named}) < 2:
        return
    how = f"si c’est la même structure, dites son nom : --nom « {named[0][1]} »"
    raise Refusal(
        mistake
        for path, own in named
        for mistake in refuse_file(path, "V03", f"la structure s’appelle ici « {own} »", how).mistakes
    )


def _write(
    gathered: GatheredVisits,
    questionnaire: Questionnaire,
    target: Path,
    dialect: "Dialect",
    rejects: Sequence[Sequence[Any]] = (),
) -> dict[str, Path]:
    """Write the visit, and the tables of its gaps and rejects that hold something; say where."""
    from diag.table.published_columns import table_csv

    with locked(target):
        _check_free(target)
        written = {"visite": write_visit(gathered.visit, target)}
    name = gathered.visit.structure.name
    tables = {"ecarts": list(_gap_rows(gathered, questionnaire, name)), "rejets": rejects}
    for table, rows in tables.items():
        if rows:
            raw = table_csv(table, rows, dialect)
            written[table] = write_bytes(_beside(target, table), raw, private=True)
    return written


def _gap_rows(gathered: GatheredVisits, questionnaire: Questionnaire, structure: str) -> Iterable[Sequence[Any]]:
    from diag.report.gap_view import gap_rows_of

    return ((structure, *cells) for cells in gap_rows_of(questionnaire, gathered.visit))


def _dialect(chosen: dict[str, Any]) -> "Dialect":
    from diag.table.csv_lines import EXCEL, Dialect

    return EXCEL if chosen["csv_excel"] else Dialect()


# --- a table ----------------------------------------------------------------------------------------


def _of_table(files: Sequence[Path], target: Path, chosen: dict[str, Any]) -> int:
    from diag.table.inputs import Options, find_inputs
    from diag.table.mapping import read_mapping
    from diag.table.respondent_visits import read_respondents

    if len(chosen["roles"]) > 1:
        raise click.UsageError("D’un tableau, --role nomme une colonne : ne la donnez qu’une fois.")
    one = target.suffix.lower() in _VISITS
    if chosen["structure"] is not None and not one:
        raise click.UsageError("--nom est pour une visite, et -o est un dossier.")
    if one:
        _check_free(target, _beside(target, "ecarts"), _beside(target, "rejets"))
    questionnaire = load_questionnaire(chosen["name"] or "print")
    mapping = chosen["mapping"]
    options = Options(
        mapping=None if mapping is None else read_mapping(mapping),
        key=chosen["key"],
        role=next(iter(chosen["roles"]), None),
        date=chosen["date"] or datetime.date.today(),
    )
    paths = find_inputs([*map(str, files)])
    found = read_respondents(paths, questionnaire, options, one=one, name=_as_kept(chosen["structure"]))
    _tell_table(found)
    if not found.visits:
        say("Aucune ligne ne donne de réponse : rien n’est écrit.")
        return 1
    if one:
        (gathered,) = found.visits.values()
        written = _write(gathered, questionnaire, target, _dialect(chosen), _rejects(found))
        _tell_visit(gathered, questionnaire, written, chosen["name"])
    else:
        _write_folder(found, questionnaire, target, _dialect(chosen))
        _tell_folder(found, questionnaire, target, chosen["name"])
    return 1 if _refused(found) else 0


def _refused(found: "FromTable") -> bool:
    """Tell whether something was not understood; a row that its tool says unfinished was."""
    lost = any(file["colonnes_perdues"] for file in found.journal["fichiers_lus"])
    journal = found.journal
    return bool(journal["lignes"]["rejetees"] or journal["cellules_rejetees"] or lost)


def _write_folder(found: "FromTable", questionnaire: Questionnaire, target: Path, dialect: "Dialect") -> None:
    """Write a visit for each structure, the gaps and the rejects of all, in a folder of their own."""
    from diag.table.published_columns import table_csv
    from diag.visit.result_folder import staged

    rows = [
        row
        for key, gathered in zip(found.keys, found.visits.values(), strict=True)
        for row in _gap_rows(gathered, questionnaire, key)
    ]
    with staged(target, lambda _: (), "") as folder:  # whole, and over nothing that is there
        for name, gathered in found.visits.items():
            write_visit(gathered.visit, folder / f"visite-{name}.yaml")
        for table, told in (("ecarts", rows), ("rejets", _rejects(found))):
            if told:
                raw = table_csv(table, told, dialect)
                write_bytes(folder / f"{table}.csv", raw, private=True)


def _rejects(found: "FromTable") -> list[tuple[Any, ...]]:
    return list(found.rejects.itertuples(index=False, name=None))


# --- what is said ------------------------------------------------------------------------------------


def _tell_files(paths: Sequence[Path], gathered: GatheredVisits) -> None:
    """Say who answers in each file, and what was met twice."""
    say(paragraph(f"{count(len(paths), 'visite lue', 'visites lues')} :"))
    for rank, path in enumerate(paths):
        say_raw(f"  {path}")
        people = [one for one in gathered.people if rank in one.forms]
        for one in people:
            say(paragraph(_who(one.respondent.role, one.given, one.asked), "    "))
            if one.forms[0] != rank:
                say(paragraph(_AGAIN, "    "))
                say_raw(f"      {paths[one.forms[0]]}")
        if not any(one.given for one in people):
            say(paragraph("Ses notes et son profil sont gardés.", "    "))


_AGAIN = (
    "Même fonction et mêmes réponses : compté une fois. Si ce sont deux personnes, dites leurs"
    " fonctions avec --role. Déjà dans :"
)


def _who(role: str, given: int, asked: int) -> str:
    if not given:
        return f"{role} : aucune réponse" if role else "Aucune réponse"
    told = count(given, "réponse")
    left = f", {count(asked - given, 'laissée vide', 'laissées vides')}" if asked > given else ""
    return f"{role} : {told}{left}" if role else f"{told}{left}"


def _tell_visit(
    gathered: GatheredVisits, questionnaire: Questionnaire, written: Mapping[str, Path], name: str | None
) -> None:
    """Say what was gathered, what to settle, and how to go on."""
    if len(gathered.people) > 1:
        say()
        _tell_disagreements(gathered, questionnaire)
        _tell_agenda(gathered, questionnaire)
    say()
    for table, words in _WRITTEN.items():
        if table in written:
            say_paths(words, written[table])
    if len(gathered.people) > 1:
        say(paragraph("Ces fichiers disent qui a dit quoi : ils sont pour le conseiller seul."))
    visit, options = written["visite"], given(questionnaire=name)
    if "ecarts" in written:
        say_paths("Trancher les écarts ensemble (w sur chacun) :", pasted("relire", visit, "--ecarts", *options))
    say_paths("Poser ce qui manque, et finir la visite :", pasted("entretien", visit, *options))
    say_paths("Lire le dossier du conseiller :", pasted("rapport", visit, "--lecteur", "conseiller", *options))


_WRITTEN = {
    "visite": "Visite réunie :",
    "ecarts": "Écarts, à ouvrir dans un tableur :",
    "rejets": "Ce qui n’a pas été pris, et comment corriger :",
}


def _tell_disagreements(gathered: GatheredVisits, questionnaire: Questionnaire) -> None:
    if gathered.disagreements:
        say("Profil à vérifier, les réponses ne sont pas les mêmes :")
    for one in gathered.disagreements:
        say(paragraph(_disagreement(one), "  - ", "    "))
    if hidden := _hidden(gathered, questionnaire):
        words = count(hidden, "question répondue n’est pas posée", "questions répondues ne sont pas posées")
        say(paragraph(f"{words} à la structure que dit ce profil : elles reviennent s’il change."))
    for told in gathered.undecided:
        say(paragraph(f"Reste à décider : {told}."))
    for told in gathered.left:
        say(paragraph(f"À savoir : {told}."))


def _hidden(gathered: GatheredVisits, questionnaire: Questionnaire) -> int:
    """Return how many questions hold a voice that the profile retained hides."""
    asked = match(gathered.visit, questionnaire).asked(questionnaire)
    answers = gathered.visit.answers.items()
    return sum(not asked[name] and answer.status != "missing" for name, answer in answers)


def _disagreement(one: Disagreement) -> str:
    told = listing([f"{words} ({times})" for words, times in one.said], "ou")
    kept = "laissé ouvert" if one.retained is None else "la réponse de la plupart est gardée"
    return f"{one.field.title} : {told} ; {kept}."


def _tell_agenda(gathered: GatheredVisits, questionnaire: Questionnaire) -> None:
    """Say the gaps by kind, then in the order in which they are taken."""
    from diag.report.assessed_visit import prepare
    from diag.report.gap_view import KINDS, gaps_part, heard_of_several
    from diag.scoring.voices import agenda

    assessed = prepare(questionnaire, gathered.visit)
    part = gaps_part(assessed, "conseiller")
    if part is None:
        say("Aucune question n’a deux réponses : il n’y a pas d’écart.")
        return
    say(paragraph(part.summary))
    gaps = agenda(heard_of_several(assessed))
    kinds = Counter(kind for gap in gaps for kind in gap.heard.kinds)
    if kinds:
        told = [f"{words} ({kinds[kind]})" for kind, words in KINDS.items() if kinds[kind]]
        say(paragraph(f"Sur quoi : {listing(told)}."))
    for row in part.rows[:_SHOWN]:
        say(paragraph(f"{row.number}. {row.title} : {row.kind} ({row.minutes})", "  ", "     "))
    if len(part.rows) > _SHOWN:
        rest = count(len(part.rows) - _SHOWN, "autre")
        say(paragraph(f"et {rest}, dans le dossier du conseiller.", "  "))


def _tell_table(found: "FromTable") -> None:
    """Say how the table was read, and what was refused in it."""
    for file in found.journal["fichiers_lus"]:
        for note in file["remarques"]:
            say(paragraph(note))
        if file["forme"] == "partielle":
            missing = count(len(file["questions_sans_colonne"]), "question")
            say(paragraph(f"{missing} sans colonne : elles restent à poser dans l’entretien."))
    lines = found.journal["lignes"]
    read = count(lines["lues"], "ligne lue", "lignes lues")
    say(paragraph(f"{read}, {count(lines['notees'], 'répondant')}."))
    rows = found.rejects.to_dict("records")
    for row in rows[:_SHOWN]:
        told = [f"ligne {row['ligne']}", row["colonne"], row["valeur"] and f"« {row['valeur']} »"]
        place = ", ".join(part[:60] for part in told if part)
        say(paragraph(f"{place} : {row['motif']} ; {row['remede']}.", "  ", "    "))
    if len(rows) > _SHOWN:
        text = f"et {count(len(rows) - _SHOWN, 'autre')} ; « diag lot --repondants » les écrit tous."
        say(paragraph(text, "  "))


def _tell_folder(found: "FromTable", questionnaire: Questionnaire, target: Path, asked: str | None) -> None:
    say()
    for gathered in found.visits.values():
        told = count(len(gathered.people), "répondant")
        rows = len(list(_gap_rows(gathered, questionnaire, "")))
        name = gathered.visit.structure.name
        say(paragraph(f"{name} : {told}, {count(rows, 'écart')}.", "  - ", "    "))
        for one in gathered.disagreements:
            say(paragraph(f"Profil à vérifier. {_disagreement(one)}", "    "))
    say_paths(f"{count(len(found.visits), 'visite')}, avec ce qui s’écarte (ecarts.csv), dans :", target)
    say(paragraph("Ces fichiers disent qui a dit quoi : ils sont pour le conseiller seul."))
    first = target / f"visite-{next(iter(found.visits))}.yaml"
    again = pasted("relire", first, "--ecarts", *given(questionnaire=asked))
    say_paths("Trancher les écarts ensemble, structure par structure, par exemple :", again)
