"""What `diag lot` says of a batch, once it is done."""

from pathlib import Path
from typing import Any

from diag.cli.console import paragraph, say, say_raw
from diag.french import count


def tell(journal: dict[str, Any], folder: Path) -> None:
    """Print what was decided, counted and written."""
    for file in journal["fichiers_lus"]:
        say(paragraph(_decided(file)))
        for note in file["remarques"]:
            say(paragraph(note, "  "))
        _listed("Colonnes qui ne répondent à aucune question", file["colonnes_inconnues"])
        _listed("Questions sans colonne", file["questions_sans_colonne"])
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
    cells = journal["cellules_rejetees"]
    if cells:
        none, some = "cellule non comprise, et non notée", "cellules non comprises, et non notées"
        text = f"{count(cells, none, some)} : voir rejets.csv."
        say(paragraph(text))
    say(paragraph(f"{count(journal['structures'], 'structure', 'structures')} dans ce dossier :"))
    say_raw(f"  {folder}")


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
