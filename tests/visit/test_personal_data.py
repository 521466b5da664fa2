"""What looks like somebody's data in a free text.

1. E-mail addresses, French telephone numbers, NIR and names said to be those of persons are found.
2. Functions, codes, dates, streets, software and what a content prints are not.
3. What is found is told in its order, each once, as it is written.
4. The contents hold none but the public coordinates of their contacts; the visits given as examples none.
5. Any text is scanned, whatever it holds and however long it is.
"""

import pytest
import yaml
from helpers import ROOT
from hypothesis import given
from hypothesis import strategies as st

from diag.questionnaire.loader import load
from diag.visit.personal_data import KINDS, PersonalData, personal_data, published
from diag.visit.visit_model import MAX_DRAFT

FOUND = [
    # e-mail
    ("Écrire à jeanne.martin@exemple.fr demain", "email", "jeanne.martin@exemple.fr"),
    ("jeanne_m+diag@mail.asso-exemple.org.", "email", "jeanne_m+diag@mail.asso-exemple.org"),
    ("Son adresse:léa@exemple.fr", "email", "léa@exemple.fr"),
    ("<A.B@EXEMPLE.FR>", "email", "A.B@EXEMPLE.FR"),
    # telephone
    ("La rappeler au 06 12 34 56 78.", "phone", "06 12 34 56 78"),
    ("tél.0612345678", "phone", "0612345678"),
    ("Poste : 03.20.11.22.33", "phone", "03.20.11.22.33"),
    ("03-20-11-22-33", "phone", "03-20-11-22-33"),
    ("03/20/11/22/33", "phone", "03/20/11/22/33"),
    ("+33 6 12 34 56 78", "phone", "+33 6 12 34 56 78"),
    ("+33612345678", "phone", "+33612345678"),
    ("+33 (0)6 12 34 56 78", "phone", "+33 (0)6 12 34 56 78"),
    ("0033 6 12 34 56 78", "phone", "0033 6 12 34 56 78"),
    ("0033612345678", "phone", "0033612345678"),
    ("06\u00a012\u00a034\u202f56\u202f78", "phone", "06 12 34 56 78"),
    ("(07 56 12 34 56)", "phone", "07 56 12 34 56"),
    # NIR
    ("Sécu 1 85 05 78 006 084 91", "nir", "1 85 05 78 006 084 91"),
    ("n° 285057800608436", "nir", "285057800608436"),
    ("2850578006084", "nir", "2850578006084"),
    ("1 99 07 2A 123 456", "nir", "1 99 07 2A 123 456"),
    ("2.69.12.62.498.015.80", "nir", "2.69.12.62.498.015.80"),
    ("1 85 33 99 351 042", "nir", "1 85 33 99 351 042"),
    # persons
    ("Mme Martin tient l’accueil.", "person", "Mme Martin"),
    ("Vu avec M. Dupont-Lefèvre hier", "person", "M. Dupont-Lefèvre"),
    ("M. DUPONT", "person", "M. DUPONT"),
    ("Mme. Martin", "person", "Mme. Martin"),
    ("vu MLLE. PETIT", "person", "MLLE. PETIT"),
    ("Mme  Martin", "person", "Mme  Martin"),
    ("Mr Dupont", "person", "Mr Dupont"),
    ("Mlle Léa Petit", "person", "Mlle Léa Petit"),
    ("le Dr Benali passe le lundi", "person", "Dr Benali"),
    ("Docteur Anne Le Goff", "person", "Docteur Anne Le Goff"),
    ("Monsieur de La Tour a signé", "person", "Monsieur de La Tour"),
    ("Madame N’Diaye", "person", "Madame N’Diaye"),
    ("M. Le Goff s’en charge", "person", "M. Le Goff"),
    ("Maître Rousseau", "person", "Maître Rousseau"),
    ("le professeur Émile Noël", "person", "professeur Émile Noël"),
    ("Pr Évrard", "person", "Pr Évrard"),
    ("M. et Mme Caron", "person", "Mme Caron"),
    ("mme Caron a dit non", "person", "mme Caron"),
    ("MME CARON", "person", "MME CARON"),
    ("La stagiaire s’appelle Léa Martin", "person", "Léa Martin"),
    ("La stagiaire s'appelle Léa MARTIN", "person", "Léa MARTIN"),
    ("une aide-soignante nommée Aïcha Ben Ali", "person", "Aïcha Ben Ali"),
    ("un résident prénommé Paul", "person", "Paul"),
    ("Je m’appelle Zoé", "person", "Zoé"),
    ("Son nom est Paul Roy", "person", "Paul Roy"),
]
NOT_FOUND = [
    "",
    "Un courriel a été envoyé à tous @ la réunion",
    "pas d’adresse : nom@domaine",
    # numbers
    "Départements 02 59 60 62 80",
    "Départements : 02, 59, 60, 62, 80",
    "Le 01-02-2026 08h30",
    "05/03/2026 14h12",
    "2026-03-05 06:12:34",
    "FINESS 590000001, SIRET 12345678900012",
    "1 250 000 000 000 euros",
    "un budget de 12 345 678,90 euros",
    "code-barres 3012345678901",
    "Numéro vert 08 00 12 34 56",
    "Le 3018, le 33700, le 17 et le 112",
    "sha256:a0612345678b1850578006084c",
    "06 12 34 56",
    "06 12 34 56 789",
    "1 85 45 78 006 084",
    "3850578006084",
    "385057800608412",
    "version 10.01.02.03.04.05",
    # persons
    "M. le directeur et Mme la présidente",
    "M. Le Directeur, Mme La Présidente",
    "Madame la Cheffe de service",
    "Monsieur le Maire a refusé",
    "Madame Directrice",
    "Le docteur passe, le Dr coordonnateur aussi",
    "Un devis de 5 M. Le conseil l’a voté",
    "Taille M. Cette année, rien",
    "le monsieur du 12, la dame de l’accueil, M. X et Mme Y",
    "Monsieur Tout le monde",
    "EHPAD, 12 rue du Docteur Calmette",
    "Résidence Docteur Schaffner",
    "Collège Madame de Sévigné",
    "avenue du Professeur Langevin",
    "Le logiciel s’appelle Microsoft Teams",
    "un outil nommé Grand Livre",
    "L’association s’appelle Les Papillons Blancs",
    "le groupe, nommé Comité Numérique",
    "la personne nommée par le conseil",
    "Une personne référente est nommée. Le Conseil l’écrit.",
    "Directrice, Animatrice, Agent technique",
    "Les Tilleuls, à Lille",
    "Mmes et MM. les administrateurs",
]


def read(name):
    return yaml.load(name.read_text("utf-8"), getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def texts(value):
    """Yield every text of a tree."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


@pytest.mark.parametrize(("text", "kind", "words"), FOUND, ids=[text for text, *_ in FOUND])
def test_what_is_somebodys_is_found(text, kind, words):
    assert personal_data(text) == (PersonalData(kind, words),)
    assert kind in KINDS


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_nobodys_is_not(text):
    assert personal_data(text) == ()


def test_a_temporary_number_is_known_by_its_key_alone():
    key = 97 - int("3850578006084") % 97
    assert personal_data(f"3850578006084{key:02}")
    assert not personal_data(f"3850578006084{(key % 97) + 1:02}")


def test_all_is_told_in_order_and_once():
    said = "Mme Roy : 06 12 34 56 78, roy@exemple.fr\nou encore 06 12 34 56 78"
    assert [one.kind for one in personal_data(said)] == ["person", "phone", "email"]


@pytest.mark.parametrize("written", ["03 20 12 83 43", "+33 3 20 12 83 43", "0320128343"])
def test_what_a_content_prints_is_public(written):
    said = f"Appeler PRINT ({written}, Contact@uriopss-hdf.fr)."
    assert len(personal_data(said)) == 2
    assert personal_data(said, ["03 20 12 83 43", "contact@uriopss-hdf.fr"]) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["print", "express-service"])
def test_a_content_holds_none_but_its_contacts(name):
    folder = ROOT / "questionnaires" / name
    public = published(load(folder))
    held = [
        (path.name, one)
        for path in sorted(folder.rglob("*.yaml"))
        for text in texts(read(path))
        for one in personal_data(text, public)
    ]
    assert held == []


def test_the_visits_given_as_examples_hold_none():
    files = sorted((ROOT / "examples").glob("*.yaml"))
    assert len(files) >= 4
    assert [one for path in files for text in texts(read(path)) for one in personal_data(text)] == []


@given(st.text())
def test_any_text_is_scanned(text):
    assert all(one.text for one in personal_data(text))


@pytest.mark.slow
@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["0", "06 ", "Mme ", "Mme De ", "a.", "s’appelle A", "@a", "Aa-"])
def test_the_longest_draft_is_scanned(piece):
    personal_data((piece * MAX_DRAFT)[:MAX_DRAFT])
