"""`diag lot`: score a whole network from the export of its survey tool."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import Day, FrenchCommand
from diag.cli.console import paragraph, say, say_raw, show_mistakes
from diag.cli.options import load_questionnaire, network_questionnaire_option, release_for, repere_option
from diag.cli.progress import Bar
from diag.french import count
from diag.questionnaire.mistakes import Refusal, refuse_file

if TYPE_CHECKING:
    from diag.questionnaire.questionnaire_model import Questionnaire
    from diag.table.inputs import Options

_SHOWN = 8  # names told on screen; all are in the journal


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
@click.option("--essai", "trial", is_flag=True, help="Tout lire et tout dire, sans rien écrire.")
@network_questionnaire_option
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
    "--repondants", "respondents", is_flag=True, help="Plusieurs lignes d’une structure sont plusieurs répondants."
)
@click.option(
    "--forme",
    "form",
    type=click.Choice(["auto", "express", "complete"]),
    default="auto",
    show_default=True,
    help="Questions posées par l’enquête ; auto : celles qui ont une colonne.",
)
@click.option("--encodage", "encoding", metavar="NOM", help="Encodage du texte, par exemple cp1252.")
@click.option("--separateur", "delimiter", metavar="SIGNE", help="Séparateur : « ; », « , », « | » ou TAB.")
@click.option(
    "--lignes-entete",
    "header_rows",
    metavar="NOMBRE",
    type=click.IntRange(1, 3),
    help="Lignes d’en-tête au-dessus des réponses.",
)
@click.option("--feuille", "sheet", metavar="NOM", help="Feuille d’un classeur : son nom ou son rang.")
@click.option("--csv-excel", is_flag=True, help="CSV pour Excel en français : « ; » et virgule décimale.")
@click.option(
    "--rapports",
    "reports",
    is_flag=True,
    help="Écrire aussi, pour chaque structure, la page du conseil et le rapport de la direction.",
)
@click.option("--sans-actions", is_flag=True, help="Ne pas ordonner les actions de chaque structure.")
@click.option("--reponses", "answers", is_flag=True, help="Écrire reponses.csv au-delà de 50 000 lignes aussi.")
@click.option(
    "--xlsx", "workbook", is_flag=True, help="Écrire aussi un classeur, resultats.xlsx, pour Excel ou LibreOffice."
)
@repere_option
@click.option(
    "--precedent",
    "previous",
    metavar="DOSSIER",
    type=click.Path(path_type=Path),
    help="Résultats d’un lot antérieur, dont les scores sont mis à côté.",
)
@click.option(
    "--places",
    metavar="NOMBRE",
    type=click.IntRange(1, 1_000),
    help="Programme du réseau : places d’une session d’atelier.",
)
@click.option(
    "--jours-print",
    "print_days",
    metavar="NOMBRE",
    type=click.IntRange(0, 100_000),
    help="Programme du réseau : jours de PRINT dans l’année.",
)
@click.option(
    "--jours-par-atelier",
    "session_days",
    metavar="NOMBRE",
    type=click.IntRange(1, 1_000),
    help="Programme du réseau : jours de PRINT que prend une session.",
)
@click.option(
    "--synthetique",
    "synthetic",
    is_flag=True,
    help="Écrire sur chaque page et dans chaque tableau que les données sont inventées.",
)
@click.option(
    "--date",
    metavar="AAAA-MM-JJ",
    type=Day(),
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

    EXPORT est un fichier CSV, TSV, XLSX, XLS ou ODS, un dossier de tels fichiers, ou « - » pour
    l’entrée standard. Le tableau des rejets dit, ligne par ligne, ce qui n’a pas été compris.
    """
    if not any(chosen[way] for way in ("prepare_to", "folder", "trial")):
        text = "Indiquez où écrire : -o DOSSIER (ou --preparer FICHIER, ou --essai)."
        raise click.UsageError(text)
    try:
        return _run(exports, chosen)
    except Refusal as refusal:
        show_mistakes(refusal.mistakes)
        return 2


def _run(exports: tuple[str, ...], chosen: dict[str, Any]) -> int:
    from diag.table.batch import run
    from diag.table.inputs import find_inputs

    _check_names(*exports, *(chosen[k] for k in ("folder", "mapping", "prepare_to", "previous")))
    questionnaire = load_questionnaire(chosen["name"] or "print")
    options = _options(chosen, questionnaire)
    paths = find_inputs(exports)
    options = replace(options, folders=frozenset(p for p in map(Path, exports) if p.is_dir()))
    if chosen["prepare_to"] is not None:
        from diag.table.prepare import prepare_mapping

        written, decided = prepare_mapping(
            paths, questionnaire, options.overrides, options.mapping, options.key, chosen["prepare_to"]
        )
        for sentence in decided:
            say(paragraph(sentence))
        say("Fichier de correspondance écrit. Complétez-le, puis ajoutez --correspondance :")
        say_raw(f"  {written}")
        return 0
    with Bar() as bar:
        folder = None if chosen["trial"] else chosen["folder"]
        journal = run(paths, questionnaire, options, folder, bar)
    _tell(journal, folder)
    return _exit_code(journal)


def _exit_code(journal: dict[str, Any]) -> int:
    """Return 1 where somebody has something to look at."""
    rows = journal["lignes"]
    lost = any(file["colonnes_perdues"] for file in journal["fichiers_lus"])
    refused = rows["rejetees"] or journal["cellules_rejetees"] or lost
    unopenable = journal["classeur"] not in ("", "écrit")
    told = refused or journal["noms_en_double"] or unopenable
    return 1 if told or not rows["notees"] else 0


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
            raise refuse_file(Path(str(name)), "F01", what, "renommez-le en lettres simples") from None


def _options(chosen: dict[str, Any], questionnaire: "Questionnaire") -> "Options":
    from diag.export.layout import Overrides
    from diag.report.programme_view import Means
    from diag.table.comparisons import read_previous
    from diag.table.csv_lines import EXCEL, Dialect
    from diag.table.inputs import Options
    from diag.table.mapping import read_mapping

    dialect = EXCEL if chosen["csv_excel"] else Dialect()
    mapping, previous = chosen["mapping"], chosen["previous"]
    return Options(
        overrides=Overrides(chosen["encoding"], chosen["delimiter"], chosen["header_rows"], chosen["sheet"]),
        mapping=None if mapping is None else read_mapping(mapping),
        key=chosen["key"],
        duplicates=chosen["duplicates"],
        respondents=chosen["respondents"],
        form=None if chosen["form"] == "auto" else chosen["form"],
        dialect=dialect,
        release=release_for(chosen["repere"], questionnaire),
        previous=None if previous is None else read_previous(previous, questionnaire),
        actions=not chosen["sans_actions"],
        answers=chosen["answers"],
        workbook=chosen["workbook"],
        reports=("html",) if chosen["reports"] else (),
        means=Means(chosen["places"], chosen["print_days"], chosen["session_days"]),
        synthetic=chosen["synthetic"],
        processes=chosen["processes"],
        date=chosen["date"] or datetime.datetime.now(tz=datetime.UTC).date(),
    )


def _tell(journal: dict[str, Any], folder: Path | None) -> None:
    """Print what was decided, counted and written."""
    _tell_files(journal["fichiers_lus"])
    _tell_counts(journal)
    if folder is None:
        _tell_rejects(journal)
    else:
        _tell_written(journal, folder)


def _tell_files(files: list[dict[str, Any]]) -> None:
    """Print how each file was read."""
    for file in files:
        say(paragraph(_decided(file)))
        for note in file["remarques"]:
            say(paragraph(note, "  "))
        beside = "Commentaires, joints à leur réponse dans les rapports"
        if not file["commentaires_lus"]:
            beside = "Commentaires non lus : seuls les rapports d’un répondant (--rapports) les portent"
        _listed(beside, file["commentaires"])
        _listed("Colonnes qui ne répondent à aucune question", file["colonnes_inconnues"])
        if file["forme"] == "partielle":
            say(paragraph(_PARTIAL, "  "))
            _listed("Questions qui manquent", file["questions_qui_manquent_a_la_forme"])
        else:
            _listed("Questions sans colonne", file["questions_sans_colonne"])


def _tell_counts(journal: dict[str, Any]) -> None:
    """Print what became of the rows, and what the user should look at."""
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
    for note in journal["doublons_departages"][:_SHOWN]:
        say(paragraph(f"{note}.", "  "))
    if len(journal["doublons_departages"]) > _SHOWN:
        rest = count(len(journal["doublons_departages"]) - _SHOWN, "autre", "autres")
        say(paragraph(f"et {rest} (voir journal.json).", "  "))
    if journal["noms_en_double"]:
        say(paragraph(_same_names(journal["noms_en_double"])))
    before = journal["retrouvees_dans_le_precedent"]
    if before is not None:
        one, some = "structure retrouvée", "structures retrouvées"
        text = f"{count(before, one, some)} dans le lot précédent, sur {journal['structures']}."
        say(paragraph(text))
    cells = journal["cellules_rejetees"]
    if cells:
        where = "voir rejets.csv" if "rejets" not in journal else "les voici, avec les lignes refusées"
        none, some = "cellule non comprise, et non notée", "cellules non comprises, et non notées"
        text = f"{count(cells, none, some)} : {where}."
        say(paragraph(text))


def _tell_rejects(journal: dict[str, Any]) -> None:
    """Print what a trial refused, as nothing is written where it could be read."""
    for line in journal["rejets"]:
        place = f"{line['fichier']}, ligne {line['ligne']}"
        named = [line["structure"], line["colonne"], line["valeur"] and f"« {line['valeur']} »"]
        told = ", ".join([place, *(name[:60] for name in named if name)])
        say(paragraph(f"{told} : {line['motif']} ; {line['remede']}.", "  "))
    rest = journal["lignes"]["rejetees"] + journal["lignes"]["exclues"]
    rest += journal["cellules_rejetees"] - len(journal["rejets"])
    if rest > 0:
        say(paragraph(f"et {count(rest, 'autre', 'autres')}.", "  "))
    scored = count(journal["structures"], "structure serait notée", "structures seraient notées")
    say(paragraph(f"Essai : {scored}, et rien n’est écrit."))


def _tell_written(journal: dict[str, Any], folder: Path) -> None:
    """Print what the folder holds, and what it could hold."""
    if not journal["decisions"]["reponses"]:
        say(paragraph("reponses.csv n’est pas écrit au-delà de 50 000 lignes : --reponses l’ajoute."))
    say(paragraph(f"{count(journal['structures'], 'structure', 'structures')} dans ce dossier :"))
    say_raw(f"  {folder}")
    workbook = journal["classeur"]
    if not workbook:
        text = "Pour Excel ou LibreOffice, --xlsx ajoute un classeur : resultats.xlsx."
    elif workbook == "écrit":
        text = "Pour Excel ou LibreOffice : resultats.xlsx, dans ce dossier."
    else:
        text = f"Classeur resultats.xlsx {workbook} ; les tableaux du dossier ont tout."
    say(paragraph(text))


_PARTIAL = (
    "Forme partielle : ni le socle seul, ni toutes les questions. Les structures sont notées sur ce "
    "qui est posé, mais ne se comparent à aucun repère et n’entrent dans aucun."
)


def _same_names(same: list[dict[str, Any]]) -> str:
    """Return what is to be said of names met several times, with nothing that tells them apart."""
    shown = " ; ".join(
        f"« {one['nom'][:60]} » (lignes {', '.join(map(str, one['lignes'][:4]))}"
        + ("…)" if len(one["lignes"]) > 4 else ")")
        for one in same[:_SHOWN]
    )
    more = f" et {count(len(same) - _SHOWN, 'autre')} (voir journal.json)" if len(same) > _SHOWN else ""
    one, some = "nom revient", "noms reviennent"
    return (
        f"{count(len(same), one, some)} sans que rien ne dise si c’est la même structure : "
        f"{shown}{more}. Chaque ligne compte pour une structure. Si ce sont les mêmes, ajoutez "
        f"--cle « {same[0]['colonne']} », avec --doublons ou --repondants ; sinon, dites avec --cle "
        "la colonne qui les distingue."
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
        shown = ", ".join(f"« {n[:60]} »" for n in names[:_SHOWN])
        more = f" et {count(len(names) - _SHOWN, 'autre')} (voir journal.json)" if len(names) > _SHOWN else ""
        say(paragraph(f"{title} ({len(names)}) : {shown}{more}.", "  "))
