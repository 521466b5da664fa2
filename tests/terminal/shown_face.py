"""A program that shows one scene of the list face, and prints what came of it."""

import signal
import sys

from diag.interview.list_face import ListFace
from diag.interview.prompts import Entry, Listing, Option, Place, Prompt, Row

PLACE = Place("Équipement", 2, 55, 3, 48)
LETTERS = ("s", "x", "a", "n", "p", "e", "w", "m", "l", "v", "r", "q")
LEVELS = (
    ("Rien n'est prévu.", "Aucun appareil n'est en vue."),
    ("Un appareil est prêté à qui le demande.", "Le cahier des prêts porte une date de cette année."),
    ("Un appareil est prêté et quelqu'un l'explique, le jour même.", "Citer la dernière fois."),
    ("Chacun dispose d'un appareil, avec une aide dans la semaine.", "Ouvrir le planning. " * 16),
    ("En plus, une solution est notée pour chaque absence.", "La feuille des remplacements."),
)
LADDER = tuple(Option(str(i), label, proof=proof) for i, (label, proof) in enumerate(LEVELS))
BOXES = tuple(
    Option(str(i), label, exclusive=i == 4)
    for i, label in enumerate(("Ordinateur", "Tablette", "Télévision", "Console", "Aucun"))
)
DEPARTMENTS = tuple(
    Option(str(i), label) for i, label in enumerate(("Aisne (02)", "Nord (59)", "Oise (60)", "Pas-de-Calais (62)"))
)
QUESTION = "Comment un professionnel trouve-t-il un appareil quand le sien manque ?"
NOTE = "Note : " + "Une remarque de la visite, assez longue pour être coupée. " * 15
SCENES = {
    "ladder": lambda f: f.ask(Prompt(PLACE, QUESTION, "single", LADDER, LETTERS)),
    "kept": lambda f: f.ask(
        Prompt(PLACE, QUESTION, "single", LADDER, LETTERS, kept=("2",), former=("1",), former_date="2025")
    ),
    "noted": lambda f: f.ask(Prompt(PLACE, QUESTION, "single", LADDER, LETTERS, earlier=NOTE)),
    "boxes": lambda f: f.ask(Prompt(PLACE, QUESTION, "multiple", BOXES, LETTERS)),
    "typing": lambda f: f.ask(
        Prompt(PLACE, "Quel département ?", "single", DEPARTMENTS, ("a", "r", "q"), typing=True)
    ),
    "number": lambda f: f.ask(Prompt(PLACE, "Combien ?", "number", (), ("a", "q"), "un nombre")),
    "map": lambda f: f.choose(
        Listing(
            "Liste",
            tuple(Row(f"Q{i}", str(i), f"Question {i}", more=f"Plus {i}.") for i in range(1, 71)),
            {"n": "note", "/": "chercher", "r": "retour"},
        )
    ),
    "note": lambda f: f.write(Entry("Note", "Déjà écrit.", limit=40)),
    "private": lambda f: f.write(Entry("Note privée", "secret", private=True)),
    "read": lambda f: f.read("\n".join(f"ligne {i}" for i in range(60))),
}


def main(scene):
    """Show a scene and print its reply, then what the face held."""

    def end(*_):
        raise KeyboardInterrupt  # as `diag` makes of each signal that ends it

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    face = ListFace(sys.stdin, sys.stdout)
    said = ""
    try:
        said = repr(SCENES[scene](face))
    except (KeyboardInterrupt, EOFError, OSError) as left:
        said = type(left).__name__
    print(f"{said} ; held {face.held!r}")


if __name__ == "__main__":
    main(sys.argv[1])
