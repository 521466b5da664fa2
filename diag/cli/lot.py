"""`diag lot`: score a whole network from the export of its survey tool."""

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import ANY, DAY, FILE, FLAG, FrenchCommand, option
from diag.cli.console import paragraph, say, say_paths, show_mistakes
from diag.cli.options import (
    form_questionnaire,
    load_questionnaire,
    network_questionnaire_option,
    release_for,
    repere_option,
)
from diag.cli.progress import Bar
from diag.french import count
from diag.questionnaire.mistakes import Refusal, refuse_file

if TYPE_CHECKING:
    from diag.questionnaire.questionnaire_model import Questionnaire
    from diag.table.inputs import Options

_SHOWN = 8  # names told on screen; all are in the journal


@click.command(cls=FrenchCommand, name="lot")
@click.argument("exports", metavar="EXPORT...", nargs=-1, required=True)
@option("-o --sortie folder", ANY, "Dossier des résultats, écrit en entier ou pas du tout.", metavar="DOSSIER")
@option("--essai trial", FLAG, "Tout lire et tout dire, sans rien écrire.")
@network_questionnaire_option
@option("--preparer prepare_to", FILE, "Écrire un fichier de correspondance à compléter, sans rien noter.")
@option("--correspondance mapping", FILE, "Fichier qui dit quelle colonne répond à quelle question.")
@option("--cle key", "COLONNE", "Colonne qui identifie la structure.")
@option(
    "--doublons duplicates",
    click.Choice(["refuser", "premier", "dernier"]),
    "Que faire d’une structure présente plusieurs fois.",
    default="refuser",
    show_default=True,
)
@option("--repondants respondents", FLAG, "Plusieurs lignes d’une structure sont plusieurs répondants.")
@option(
    "--forme form",
    click.Choice(["auto", "express", "complete"]),
    "Questions posées par l’enquête ; auto : celles qui ont une colonne.",
    default="auto",
    show_default=True,
)
@option("--encodage encoding", "NOM", "Encodage du texte, par exemple cp1252.")
@option("--separateur delimiter", "SIGNE", "Séparateur : « ; », « , », « | » ou TAB.")
@option(
    "--lignes-entete header_rows", click.IntRange(1, 3), "Lignes d’en-tête au-dessus des réponses.", metavar="NOMBRE"
)
@option("--feuille sheet", "NOM", "Feuille d’un classeur : son nom ou son rang.")
@option("--csv-excel", FLAG, "CSV pour Excel en français : « ; » et virgule décimale.")
@option(
    "--rapports reports",
    FLAG,
    "Écrire aussi, pour chaque structure, la page du conseil et le rapport de la direction.",
)
@option("--sans-actions", FLAG, "Ne pas ordonner les actions de chaque structure.")
@option("--reponses answers", FLAG, "Écrire reponses.csv au-delà de 50 000 lignes aussi.")
@option("--xlsx workbook", FLAG, "Écrire aussi un classeur, resultats.xlsx, pour Excel ou LibreOffice.")
@repere_option
@option(
    "--precedent previous", ANY, "Résultats d’un lot antérieur, dont les scores sont mis à côté.", metavar="DOSSIER"
)
@option(
    "--places", click.IntRange(1, 1_000), "Programme du réseau : places d’une session d’atelier.", metavar="NOMBRE"
)
@option(
    "--jours-print print_days",
    click.IntRange(0, 100_000),
    "Programme du réseau : jours de PRINT dans l’année.",
    metavar="NOMBRE",
)
@option(
    "--jours-par-atelier session_days",
    click.IntRange(1, 1_000),
    "Programme du réseau : jours de PRINT que prend une session.",
    metavar="NOMBRE",
)
@option(
    "--synthetique synthetic", FLAG, "Écrire sur chaque page et dans chaque tableau que les données sont inventées."
)
@option("--date", DAY, "Date des rapports dont la ligne n’en a pas ; par défaut aujourd’hui.")
@option(
    "--processus processes",
    click.IntRange(1, 256),
    "Processus à la fois ; par défaut selon la machine.",
    metavar="NOMBRE",
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
        _tell_forms(exports, chosen["name"])
        return 2


def _tell_forms(exports: tuple[str, ...], questionnaire: str | None) -> None:
    """Say of workbooks that are filled forms which command reads them."""
    for name in exports:
        with suppress(Refusal):  # what was refused is told already
            if form_questionnaire(Path(name), questionnaire) is not None:
                say_paths("C’est un formulaire de diag, pas un export. Rempli, « diag entretien » le lit :", name)


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
        say_paths("Fichier de correspondance écrit. Complétez-le, puis ajoutez --correspondance :", written)
        return 0
    with Bar() as bar:
        folder = None if chosen["trial"] else chosen["folder"]
        journal = run(paths, questionnaire, options, folder, bar)
    _tell_files(journal["fichiers_lus"])
    _tell_counts(journal)
    if folder is None:
        _tell_rejects(journal)
    else:
        _tell_written(journal, folder)
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
    from diag.planning.network_means import Means
    from diag.table.csv_lines import EXCEL, Dialect
    from diag.table.inputs import Options
    from diag.table.mapping import read_mapping
    from diag.table.results import read_previous

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
        reports=chosen["reports"],
        means=Means(chosen["places"], chosen["print_days"], chosen["session_days"]),
        synthetic=chosen["synthetic"],
        processes=chosen["processes"],
        date=chosen["date"] or datetime.date.today(),
    )


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
        found = count(before, "structure retrouvée", "structures retrouvées")
        say(paragraph(f"{found} dans le lot précédent, sur {journal['structures']}."))
    cells = journal["cellules_rejetees"]
    if cells:
        where = "voir rejets.csv" if "rejets" not in journal else "les voici, avec les lignes refusées"
        lost = count(cells, "cellule non comprise, et non notée", "cellules non comprises, et non notées")
        say(paragraph(f"{lost} : {where}."))


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
    say_paths(f"{count(journal['structures'], 'structure')} dans ce dossier :", folder)
    workbook = journal["classeur"]
    known = {
        "": "Pour Excel ou LibreOffice, --xlsx ajoute un classeur : resultats.xlsx.",
        "écrit": "Pour Excel ou LibreOffice : resultats.xlsx, dans ce dossier.",
    }
    say(paragraph(known.get(workbook, f"Classeur resultats.xlsx {workbook} ; les tableaux du dossier ont tout.")))


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
    return (
        f"{count(len(same), 'nom revient', 'noms reviennent')} sans que rien ne dise si c’est la même structure : "
        f"{shown}{_more(same)}. Chaque ligne compte pour une structure. Si ce sont les mêmes, ajoutez "
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
        say(paragraph(f"{title} ({len(names)}) : {shown}{_more(names)}.", "  "))


def _more(items: Sequence[object]) -> str:
    """Return how many are not shown, and where they are."""
    return f" et {count(len(items) - _SHOWN, 'autre')} (voir journal.json)" if len(items) > _SHOWN else ""
