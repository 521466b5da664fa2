"""Mistakes found in a file, as values: where, what is wrong, how to mend it.

Reading collects every mistake and raises once (`Refusal`); only the command line prints them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Every code a reader can meet, with the family of mistakes it names.
CODES = {
    "F01": "fichier ou dossier introuvable ou illisible",
    "F02": "fichier vide",
    "F03": "ce n’est pas un fichier de texte en UTF-8",
    "F04": "fichier trop volumineux",
    "F05": "fichier que diag n’a pas écrit lui-même, laissé tel quel",
    "E01": "ce n’est pas un tableau de réponses",
    "E02": "tableau sans réponse",
    "E03": "caractères illisibles",
    "E04": "consigne de lecture impossible à suivre",
    "E05": "guillemet mal refermé",
    "E06": "classeur illisible",
    "E07": "tableau démesuré",
    "E21": "rien ne répond au questionnaire",
    "E22": "colonne ou valeur qu’un tableau de réponses n’admet pas",
    "Y01": "écriture YAML incorrecte",
    "Y02": "clé écrite deux fois",
    "Y03": "renvoi (ancre ou alias) incorrect ou trop développé",
    "Y04": "écriture YAML non admise",
    "M01": "clé inconnue",
    "M02": "clé manquante",
    "M03": "valeur du mauvais type",
    "M04": "valeur hors de ce qui est admis",
    "Q01": "identifiant en double",
    "Q02": "renvoi vers ce qui n’existe pas",
    "Q03": "ordre impossible",
    "Q04": "question jamais posée",
    "Q05": "axe incomplet",
    "Q06": "niveau sans action pour le dépasser",
    "Q07": "barème incohérent",
    "Q08": "constat porté par rien",
    "Q09": "sigle sans explication",
    "Q10": "typographie",
    "Q11": "plan qu’un conseiller ne signerait pas",
    "Q12": "action de PRINT sans appui dans le rapport",
    "Q13": "financement montré à qui ne peut l’avoir",
    "Q14": "échelle où une réponse ne suppose pas celle d’avant",
    "Q15": "champ de profil que rien ne lit",
    "Q16": "énoncé que personne ne peut tenir",
    "Q17": "phrase courte absente ou trop longue",
    "Q18": "question sans document",
    "Q19": "temps de lecture",
    "Q20": "citation sans constat",
    "Q21": "mot à éviter",
    "Q22": "fait public sans date, ou trop ancien",
    "Q23": "cible qui ne se dit pas",
    "Q24": "version d’avant qui n’est pas gardée, ou pas à sa place",
    "V01": "version du format inconnue",
    "V02": "visite d’un autre questionnaire",
    "V03": "réponse qui se contredit",
    "L01": "correspondance faite pour un autre questionnaire",
    "L02": "correspondance d’une question ou d’une case inconnue",
    "L03": "colonne absente de l’export",
    "L04": "titre porté par plusieurs colonnes",
    "L05": "colonne prise deux fois",
    "L06": "colonnes ou valeurs que la question n’admet pas",
    "T01": "ce n’est pas un tableau de suivi",
    "T02": "case d’un tableau de suivi qui ne se reprend pas",
    "T03": "case d’un tableau de suivi que la visite contredit",
    "G01": "ce n’est pas un formulaire de ce questionnaire, ou il est vide",
    "G02": "case d’un formulaire qui ne se comprend pas",
    "I01": "ce n’est pas un fichier d’identités",
    "I02": "ligne d’un fichier d’identités qui ne se comprend pas",
    "R01": "repère ou source incomplet : fichier, colonne ou ligne absente",
    "R02": "repère modifié depuis sa publication",
    "R03": "repère ou source d’une autre version",
    "R04": "nom inconnu, ou écrit deux fois, dans un repère ou une source",
    "R05": "nombre ou date impossible dans un repère ou une source",
    "R06": "nombre plus fin que l’effectif ne le permet",
    "R07": "données qui ne vont pas ensemble",
    "R09": "visites qui ne sont pas de la même forme, ou d’une forme partielle",
}


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: place first, so that a list of them sorts in reading order.

    `line` and `column` count from 1; 0 means "the file as a whole".
    """

    file: str
    line: int
    column: int
    code: str
    what: str
    how: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(self.code)

    @property
    def place(self) -> str:
        """Where it is, as `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Refusal(Exception):
    """Data refused as a whole, with every mistake found in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("; ".join(f"{m.place} {m.code} {m.what}" for m in self.mistakes))


def refuse_file(path: Path, code: str, what: str, how: str = "") -> Refusal:
    """Return the refusal of a whole file."""
    return Refusal([Mistake(str(path), 0, 0, code, what, how)])


@contextmanager
def gathering(mistakes: list[Mistake]) -> Iterator[None]:
    """Add to a list what is refused meanwhile, so that the mistakes of the next file are said too."""
    try:
        yield
    except Refusal as refusal:
        mistakes += refusal.mistakes


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? », or an empty string when nothing known is near `word`."""
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)
    if not near:
        folded = {k.casefold(): k for k in known}
        near = [folded[word.casefold()]] if word.casefold() in folded else []
    return f"vouliez-vous dire « {near[0]} » ?" if near else ""
