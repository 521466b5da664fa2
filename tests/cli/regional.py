"""Shared by the tests of the benchmark's commands: a regional questionnaire on disk, and a network."""

import shutil

from benchmark.scores_files import row, write_scores
from helpers import MINI

from diag.questionnaire.loader import load

FIELDS = """\
  - id: department
    title: Département
    text: Dans quel département ?
    kind: choice
    options:
      - {id: d59, label: Nord (59), region: Hauts-de-France, accepts: [Nord]}
      - {id: d62, label: Pas-de-Calais (62), region: Hauts-de-France}
      - {id: autre, label: Autre département}
  - id: staff
    title: Professionnels
    text: Combien de professionnels ?
    kind: number
"""
SIZES = """\
sizes:
  - {id: t1, from: 0, label: moins de 20 professionnels}
  - {id: t2, from: 20, label: 20 professionnels ou plus}
scoring:
"""
STAMP = "Données synthétiques : aucune structure réelle."


def regional_folder(folder):
    """Write the small questionnaire with departments, professionals and sizes; return its folder."""
    place = folder / "regional"
    shutil.copytree(MINI, place)
    profile, header = place / "profile.yaml", place / "questionnaire.yaml"
    profile.write_text(profile.read_text("utf-8") + FIELDS, encoding="utf-8")
    header.write_text(header.read_text("utf-8").replace("scoring:\n", SIZES, 1), encoding="utf-8")
    return place


def network(count=60, owners=12):
    """Return structures of one region, spread over types, departments and organisations."""
    return [
        row(
            f"A{i:03}",
            ("024"[i % 3], "2", "0134"[i % 4], "2", "04"[i % 2]),
            gestionnaire=f"Organisme {i % owners}",
            type=("ehpad", "ehpad", "siae")[i % 3],
            departement=("d59", "d59", "d59", "d62")[i % 4],
            effectif=("12", "35")[i % 2],
            date=f"2026-0{3 + i % 6}-15",
        )
        for i in range(count)
    ]


def scores(folder, questionnaire, rows=None, name="scores.csv", stamp=""):
    """Write a table of scores as `diag lot` would; return its path."""
    path = folder / name
    return write_scores(path, rows or network(), stamp=stamp, questionnaire=load(questionnaire))
