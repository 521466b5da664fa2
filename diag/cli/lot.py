"""`diag lot`: score a whole network from the export of its survey tool."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import paragraph, say, say_raw, show_mistakes
from diag.cli.options import (
    load_questionnaire,
    questionnaire_option,
    release_for,
    repere_option,
)
from diag.cli.progress import Bar
from diag.french import count
from diag.questionnaire.mistakes import Refusal, refuse_file

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.table.batch import Options


@click.command(cls=FrenchCommand, name="lot")
@click.argument("exports", metavar="EXPORT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--sortie",
    "folder",
    metavar="DOSSIER",
    type=click.Path(path_type=Path),
    help="Dossier des résultats, écrit en entier ou pas du tout.",
)
@questionnaire_option
@click.option(
    "--preparer",
    "prepare_to",
    metavar="FICHIER",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Écrire un fichier de correspondance à compléter, sans rien noter.",
)
@click.option(
    "--correspondance",
    "mapping",
    metavar="FICHIER",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier qui dit quelle colonne répond à quelle question.",
)
@click.option("--cle", "key", metavar="COLONNE", help="Colonne qui identifie la structure.")
@click.option(
    "--doublons",
    "duplicates",
    type=click.Choice(["refuser", "premier", "dernier"]),
    default="refuser",
    show_default=True,
    help="Que faire d’une structure présente plusieurs fois.",
)
@click.option(
    "--repondants",
    "respondents",
    is_flag=True,
    help="Plusieurs lignes d’une structure sont plusieurs répondants.",
)
@click.option(
    "--forme",
    "form",
    type=click.Choice(["auto", "express", "complete"]),
    default="auto",
    show_default=True,
    help="Questions posées par l’enquête ; auto : celles qui ont une colonne.",
)
@click.option(
    "--encodage", "encoding", metavar="NOM", help="Encodage du texte, par exemple cp1252."
)
@click.option(
    "--separateur", "delimiter", metavar="SIGNE", help="Séparateur : « ; », « , », « | » ou TAB."
)
@click.option(
    "--lignes-entete",
    "header_rows",
    metavar="NOMBRE",
    type=click.IntRange(1, 3),
    help="Lignes d’en-tête, de 1 à 3.",
)
@click.option(
    "--feuille", "sheet", metavar="NOM", help="Feuille d’un classeur : son nom ou son rang."
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="Format des tableaux.",
)
@click.option(
    "--csv-excel", is_flag=True, help="CSV pour Excel en français : « ; » et virgule décimale."
)
@click.option("--rapports", "reports", is_flag=True, help="Écrire aussi un rapport par structure.")
@click.option(
    "--sans-actions", is_flag=True, help="Ne pas ordonner les actions de chaque structure."
)
@repere_option
@click.option("--synthetique", "synthetic", is_flag=True, help="Marquer des données synthétiques.")
@click.option(
    "--date",
    metavar="AAAA-MM-JJ",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date des rapports dont la ligne n’en a pas ; par défaut aujourd’hui.",
)
@click.option(
    "--processus",
    "processes",
    metavar="NOMBRE",
    type=click.IntRange(1, 256),
    help="Processus à la fois ; par défaut selon la machine.",
)
def command(exports: tuple[str, ...], **chosen: Any) -> int:
    """Noter tout un réseau à partir de l’export d’un outil d’enquête.

    EXPORT est un fichier CSV, TSV, XLSX, ODS ou Parquet, un dossier de tels fichiers, ou « - » pour
    l’entrée standard. Le tableau des rejets dit, ligne par ligne, ce qui n’a pas été compris.
    """
    if chosen["prepare_to"] is None and chosen["folder"] is None:
        raise click.UsageError("Indiquez où écrire : -o DOSSIER (ou --preparer FICHIER).")
    if chosen["csv_excel"] and chosen["kind"] == "parquet":
        raise click.UsageError("--csv-excel et --format parquet ne vont pas ensemble.")
    try:
        return _run(exports, chosen)
    except Refusal as refusal:
        show_mistakes(refusal.mistakes)
        return 2


def _run(exports: tuple[str, ...], chosen: dict[str, Any]) -> int:
    from diag.table.batch import run
    from diag.table.inputs import find_inputs

    _check_names(*exports, chosen["folder"], chosen["mapping"], chosen["prepare_to"])
    questionnaire = load_questionnaire(chosen["name"] or "print")
    options = _options(chosen, release_for(chosen["repere"], questionnaire))
    paths = find_inputs(exports)
    options = replace(options, folders=frozenset(p for p in map(Path, exports) if p.is_dir()))
    if chosen["prepare_to"] is not None:
        from diag.table.prepare import prepare_mapping

        written, decided = prepare_mapping(
            paths,
            questionnaire,
            options.overrides,
            options.mapping,
            options.key,
            chosen["prepare_to"],
        )
        for sentence in decided:
            say(paragraph(sentence))
        say("Fichier de correspondance écrit. Complétez-le, puis ajoutez --correspondance :")
        say_raw(f"  {written}")
        return 0
    with Bar() as bar:
        journal = run(paths, questionnaire, options, chosen["folder"], bar)
    _tell(journal, chosen["folder"])
    rows = journal["lignes"]
    lost = any(file["colonnes_perdues"] for file in journal["fichiers_lus"])
    refused = rows["rejetees"] or journal["cellules_rejetees"] or lost
    return 1 if refused or not rows["notees"] else 0


def _check_names(*names: object) -> None:
    """Refuse a name that is no text: the libraries that read tables cannot open such a file.

    Raises:
        Refusal: bytes of it are not in the encoding of the system.

    """
    for name in names:
        try:
            str(name).encode()
        except UnicodeEncodeError:
            what = "ce nom contient des signes que le système ne sait pas lire"
            raise refuse_file(
                Path(str(name)), "F01", what, "renommez-le en lettres simples"
            ) from None


def _options(chosen: dict[str, Any], release: "Release | None") -> "Options":
    from diag.export.layout import Overrides
    from diag.table.batch import Options
    from diag.table.mapping import read_mapping
    from diag.table.sheet import EXCEL, Dialect

    given = chosen["date"]
    dialect = None if chosen["kind"] == "parquet" else EXCEL if chosen["csv_excel"] else Dialect()
    mapping = chosen["mapping"]
    return Options(
        overrides=Overrides(
            chosen["encoding"], chosen["delimiter"], chosen["header_rows"], chosen["sheet"]
        ),
        mapping=None if mapping is None else read_mapping(mapping),
        key=chosen["key"],
        duplicates=chosen["duplicates"],
        respondents=chosen["respondents"],
        form=None if chosen["form"] == "auto" else chosen["form"],
        dialect=dialect,
        release=release,
        actions=not chosen["sans_actions"],
        reports=("html", "md") if chosen["reports"] else (),
        synthetic=chosen["synthetic"],
        processes=chosen["processes"],
        date=given.date() if given else datetime.datetime.now(tz=datetime.UTC).date(),
    )


def _tell(journal: dict[str, Any], folder: Path) -> None:
    """Print what was decided, counted and written."""
    for file in journal["fichiers_lus"]:
        say(paragraph(_decided(file)))
        for note in file["remarques"]:
            say(paragraph(note, "  "))
        beside = "Commentaires, joints à leur réponse dans les rapports"
        if not file["commentaires_lus"]:
            beside = (
                "Commentaires non lus : seuls les rapports d’un répondant (--rapports) les portent"
            )
        _listed(beside, file["commentaires"])
        _listed("Colonnes qui ne répondent à aucune question", file["colonnes_inconnues"])
        if file["forme"] == "partielle":
            say(paragraph(_PARTIAL, "  "))
            _listed("Questions qui manquent", file["questions_qui_manquent_a_la_forme"])
        else:
            _listed("Questions sans colonne", file["questions_sans_colonne"])
    for note in journal["remarques"]:
        say(paragraph(note))
    rows = journal["lignes"]
    say()
    say(
        paragraph(
            f"{count(rows['lues'], 'ligne lue', 'lignes lues')} = "
            f"{count(rows['notees'], 'notée', 'notées')} + {count(rows['rejetees'], 'rejetée', 'rejetées')} + "
            f"{count(rows['exclues'], 'exclue', 'exclues')}."
        )
    )
    for reason, times in journal["rejets_par_motif"].items():
        say(paragraph(f"rejet, {reason} : {times}", "  "))
    for reason, times in journal["exclusions_par_motif"].items():
        say(paragraph(f"exclusion, {reason} : {times}", "  "))
    marks = {name for file in journal["fichiers_lus"] for name in file["colonnes_d_achevement"]}
    if rows["exclues"] and marks:
        named = ", ".join(f"« {name} »" for name in sorted(marks))
        say(paragraph(f"Ce qui est achevé est dit par {named}.", "  "))
    if not rows["notees"]:
        say(paragraph("Aucune structure n’est notée : rejets.csv dit pourquoi, ligne par ligne."))
    cells = journal["cellules_rejetees"]
    if cells:
        none, some = "cellule non comprise, et non notée", "cellules non comprises, et non notées"
        text = f"{count(cells, none, some)} : voir rejets.csv."
        say(paragraph(text))
    say(paragraph(f"{count(journal['structures'], 'structure', 'structures')} dans ce dossier :"))
    say_raw(f"  {folder}")


_PARTIAL = (
    "Forme partielle : ni le socle seul, ni toutes les questions. Les structures sont notées sur ce "
    "qui est posé, mais ne se comparent à aucun repère et n’entrent dans aucun."
)


def _decided(file: dict[str, Any]) -> str:
    """Return how a file was read, in one sentence."""
    names = {"\t": "tabulation", "": ""}
    sign = names.get(file["separateur"], f"« {file['separateur']} »")
    parts = [
        f"feuille « {file['feuille']} »" if file["feuille"] else f"encodage {file['encodage']}",
        f"séparateur {sign}" if sign else "",
        count(file["lignes_entete"], "ligne d’en-tête", "lignes d’en-tête"),
        f"outil reconnu : {file['outil']}" if file["outil"] else "",
        f"identifiant : « {file['identifiant']} »"
        if file["identifiant"]
        else "sans identifiant (chaque ligne compte pour une structure)",
        count(len(file["colonnes"]), "question ou champ reconnu", "questions et champs reconnus"),
    ]
    return f"{file['nom']} : {', '.join(p for p in parts if p)}."


def _listed(title: str, names: list[str]) -> None:
    if names:
        shown = ", ".join(f"« {n[:60]} »" for n in names[:8])
        more = f" et {len(names) - 8} autres (voir journal.json)" if len(names) > 8 else ""
        say(paragraph(f"{title} ({len(names)}) : {shown}{more}.", "  "))
