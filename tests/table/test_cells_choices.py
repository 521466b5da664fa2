"""Several answers at once: boxes, joined labels, labels packed to the left (`exports.md`, 2).

1. Every convention of a ticked box is understood, and no other.
2. Nothing ticked is no answer; « aucun » is an answer, alone (M1).
3. Kobo's empty boxes say that the question was not asked.
4. Joined labels are cut at known labels, never at their commas.
5. An unknown piece damages the whole answer, unless the question has an « autre ».
"""

import pytest
from helpers import PRINT, mini

from diag.questionnaire.loader import load
from diag.questionnaire.questionnaire_model import Bin, Tick
from diag.table.cells import Lexicon, State, read_profile, read_question
from diag.table.columns import Columns

QUESTIONNAIRE = load(PRINT)
LEXICON = Lexicon(QUESTIONNAIRE)
BOXES = mini().question["MA02"]  # aucun, ordinateur, tablette, console
OPTIONS = ("aucun", "ordinateur", "tablette", "console")
COMMAS = BOXES.model_copy(
    update={
        "id": "MA08",
        "choices": [
            Tick(id=name, label=label, check="Regardez.")
            for name, label in (
                ("fonds-propres", "Le budget de la structure ou de son association (fonds propres)"),
                ("public", "Une aide publique : commune, Département, Région, État, ARS, Europe"),
                ("caisse", "Une caisse ou une mutuelle, par exemple la caisse de retraite Carsat"),
                ("fondation", "Une fondation, une banque ou une entreprise"),
                ("dons", "Des dons, ou la recette d'une fête ou d'une vente"),
            )
        ],
        "table": [Bin.model_validate({"from": n, "level": n}) for n in range(5)],
    }
)
"""Labels full of commas, as those who write questions use them."""
PUBLIC = QUESTIONNAIRE.field["public"]  # « Autres personnes », that opens a text


def ticks(*texts, options=OPTIONS, **more):
    columns = Columns("ticks", tuple(range(len(texts))), options, **more)
    return read_question(BOXES, columns, LEXICON, texts)


def joined(question, text, **more):
    return read_question(question, Columns("joined", (0,), **more), LEXICON, [text])


def packed(*texts):
    columns = Columns("packed", tuple(range(len(texts))))
    return read_question(BOXES, columns, LEXICON, texts)


# Boxes


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("Y", ""),
        ("Y", "N"),
        ("Oui", "Non"),
        ("Yes", "No"),
        ("OUI", "NON"),
        ("X", ""),
        ("1", "0"),
        ("1.0", "0.0"),
        ("TRUE", "FALSE"),
        ("true", "false"),
        ("VRAI", "FAUX"),
        ("on", "off"),
        ("Coché", "Non coché"),
        ("Sí", "No"),
        ("Ja", "Nein"),
    ],
)
def test_a_box_is_read_in_every_convention(yes, no):
    reading = ticks(no, yes, no, yes)
    assert reading.value == ("ordinateur", "console")
    assert reading.level == 2


def test_a_box_may_hold_its_own_label():
    assert ticks("", "Ordinateur", "", "").value == ("ordinateur",)


def test_a_box_that_holds_the_label_of_another_is_damaged():
    assert ticks("", "Tablette", "", "").state is State.DAMAGED


@pytest.mark.parametrize("text", ["2", "A1", "peut-être", "#NOM?", "?"])
def test_an_unknown_box_damages_the_answer(text):
    assert ticks("", "X", text, "").state is State.DAMAGED


def test_values_come_back_in_the_order_of_the_questionnaire():
    reading = ticks("1", "1", "0", options=("console", "ordinateur", "tablette"))
    assert reading.value == ("ordinateur", "console")


def test_no_box_ticked_is_no_answer():
    assert ticks("", "", "", "").state is State.NO_ANSWER


def test_every_box_seen_and_none_ticked_is_no_answer():
    assert ticks("Non", "Non", "Non", "Non").state is State.NO_ANSWER


def test_none_of_them_is_an_answer_of_level_zero():
    reading = ticks("1", "0", "0", "0")
    assert (reading.state, reading.value, reading.level) == (State.ANSWERED, ("aucun",), 0)


def test_none_of_them_beside_another_is_damaged():
    reading = ticks("1", "1", "0", "0")
    assert reading.state is State.DAMAGED
    assert "Aucun" in reading.reason


def test_empty_boxes_of_kobo_were_not_asked():
    assert ticks("", "", "", "", unasked=True).state is State.NOT_ASKED
    assert ticks("0", "0", "0", "0", unasked=True).state is State.NO_ANSWER


def test_boxes_that_say_not_asked_were_not_asked():
    assert ticks("N/A", "N/A", "N/A", "N/A").state is State.NOT_ASKED


def test_a_box_not_shown_beside_a_ticked_one_is_not_ticked():
    assert ticks("N/A", "Oui", "Non", "Non").value == ("ordinateur",)


def test_a_box_of_ignorance_is_unknown():
    options = (*OPTIONS, "?unknown")
    assert ticks("0", "0", "0", "0", "1", options=options).state is State.UNKNOWN
    assert ticks("", "", "", "", "Je ne sais pas", options=options).state is State.UNKNOWN


def test_a_box_of_ignorance_beside_an_answer_is_damaged():
    assert ticks("1", "1", options=("ordinateur", "?unknown")).state is State.DAMAGED


def test_a_box_not_concerned_is_not_applicable():
    assert ticks("0", "1", options=("aucun", "?not_applicable")).state is State.NOT_APPLICABLE


def test_every_box_unknown_is_unknown():
    assert ticks("NSP", "NSP", "NSP", "NSP").state is State.UNKNOWN


def test_one_box_not_concerned_beside_a_no_is_damaged():
    assert ticks("Non", "Non", "Non", "NC").state is State.DAMAGED


def test_a_mapping_file_says_yes_and_no():
    values = {"1": "yes", "2": "no"}
    assert ticks("2", "1", "2", "2", values=values).value == ("ordinateur",)


def test_what_a_mapping_file_says_of_boxes_may_be_a_state():
    values = {"coche": "yes", "-": "no", "8": "not_asked", "9": "unknown"}
    assert ticks("-", "Coché", "-", "-", values=values).value == ("ordinateur",)
    assert ticks("8", "8", "8", "8", values=values).state is State.NOT_ASKED
    assert ticks("9", "9", "9", "9", values=values).state is State.UNKNOWN


def test_what_a_mapping_file_says_of_boxes_is_no_answer_elsewhere():
    values = {"tout": "yes", "rien": "no"}
    assert joined(BOXES, "Tout", values=values).state is State.DAMAGED
    assert joined(BOXES, "Ordinateur, rien", values=values).state is State.DAMAGED


def test_a_doubt_in_the_box_of_an_answer_is_no_box_of_doubt():
    options = (*OPTIONS, "?unknown")
    assert ticks("NSP", "", "", "", "1", options=options).state is State.DAMAGED


def test_a_text_of_two_answers_says_none():
    choices = [Tick(id=n, label=n, check="Regardez.", accepts=["Machine"]) for n in ("a", "b")]
    question = BOXES.model_copy(update={"id": "MA10", "choices": choices})
    assert "deux réponses" in joined(question, "Machine").reason
    assert joined(question, "a, machine").state is State.DAMAGED


def test_a_no_is_a_box_left_empty_even_where_no_is_an_answer():
    """`print_actions` accepts « Non » for « aucune » in a summary; not in a box."""
    field = QUESTIONNAIRE.field["print_actions"]
    boxes = Columns("ticks", (0, 1), ("ateliers", "aucune"))
    assert read_profile(field, boxes, LEXICON, ["Oui", "Non"]).value == ["ateliers"]
    assert read_profile(field, boxes, LEXICON, ["Non", "Oui"]).value == ["aucune"]
    assert read_profile(field, Columns("joined", (0,)), LEXICON, ["Non"]).value == ["aucune"]


# Joined


@pytest.mark.parametrize("separator", [";", "; ", " ; ", ",", ", ", "|", "\n", "\r\n", " "])
def test_joined_labels_are_separated(separator):
    for end in ("", ";", ",", " "):
        text = separator.join(c.label for c in COMMAS.choices[:3]) + end
        assert joined(COMMAS, text).value == ("fonds-propres", "public", "caisse")


def test_joined_codes_are_separated():
    assert joined(COMMAS, "fonds-propres dons").value == ("fonds-propres", "dons")
    assert joined(COMMAS, "fondspropres dons").value == ("fonds-propres", "dons")


def test_one_label_full_of_commas_is_one_answer():
    assert joined(COMMAS, COMMAS.choices[1].label).value == ("public",)


def test_an_inner_item_may_be_quoted():
    text = f'"{COMMAS.choices[1].label}",{COMMAS.choices[3].label}'
    assert joined(COMMAS, text).value == ("public", "fondation")


@pytest.mark.parametrize("text", ["", " ", ",", ";;"])
def test_an_empty_list_is_no_answer(text):
    assert joined(COMMAS, text).state is State.NO_ANSWER


def test_empty_items_do_not_count():
    assert joined(BOXES, "Ordinateur,,Console,").value == ("ordinateur", "console")


def test_an_unknown_piece_damages_the_answer_and_is_placed():
    reading = joined(BOXES, "Ordinateur, Fusée, Console")
    assert reading.state is State.DAMAGED
    assert "2 sur 3" in reading.reason.replace("\u00a0", " ")
    assert "Fusée" not in reading.reason + reading.how


def test_a_near_piece_is_suggested():
    assert "Tablette" in joined(BOXES, "Ordinateur, Tablete").how


def test_a_joined_synonym_is_its_state():
    assert joined(BOXES, "Je ne sais pas").state is State.UNKNOWN
    assert joined(BOXES, "N/A").state is State.NOT_ASKED


def test_ignorance_beside_an_answer_is_damaged():
    assert joined(BOXES, "Ordinateur, Je ne sais pas").state is State.DAMAGED


def test_none_of_them_joined_to_another_is_damaged():
    assert joined(BOXES, "Aucun;Console").state is State.DAMAGED


def test_not_applicable_is_damaged_where_it_is_not_admitted():
    assert joined(QUESTIONNAIRE.question["IA10"], "Sans objet").state is State.DAMAGED


def test_spoilt_accents_are_named():
    text = "; ".join(c.label for c in COMMAS.choices[:2]).encode("utf-8").decode("cp1252")
    assert joined(COMMAS, text).reason == "accents abîmés"


def test_a_cell_that_reads_in_two_ways_is_damaged():
    values = {"ordinateur console": "tablette"}
    assert "deux façons" in joined(BOXES, "Console, Ordinateur console", values=values).reason


def test_a_mapping_file_names_pieces():
    assert joined(BOXES, "PC|TV", values={"pc": "ordinateur", "tv": "console"}).level == 2


def test_a_very_long_cell_is_refused_in_no_time():
    assert joined(BOXES, "ordinateur " * 10_000).state is State.DAMAGED


# « Autre » and its text


def people(text):
    return read_profile(PUBLIC, Columns("joined", (0,)), LEXICON, [text])


def test_the_text_of_other_is_other():
    assert people("Familles, Voisins du quartier").value == ["familles", "autre"]
    assert people("Voisins, et passants").value == ["autre"]


def test_a_near_label_is_not_other():
    assert people("Famille").state is State.DAMAGED


def test_an_excel_error_is_not_other():
    assert people("#NOM?").state is State.DAMAGED


def test_the_box_of_other_may_hold_its_text():
    columns = Columns("ticks", (0, 1), ("familles", "autre"))
    reading = read_profile(PUBLIC, columns, LEXICON, ["", "Voisins"])
    assert reading.value == ["autre"]


def test_a_scored_box_named_autre_opens_no_text():
    """A box that counts « Un autre objet connecté » opens no text: a free text must not score."""
    other = Tick(id="autre", label="Un autre objet connecté", check="Regardez.")
    question = BOXES.model_copy(update={"id": "MA09", "choices": [*BOXES.choices, other]})
    assert joined(question, "Tablette, Une machine à laver").state is State.DAMAGED


# Packed to the left


def test_packed_labels_are_read_in_any_column():
    assert packed("Tablette", "Ordinateur", "", "").value == ("ordinateur", "tablette")


def test_empty_packed_columns_are_no_answer():
    assert packed("", "", "").state is State.NO_ANSWER


def test_an_unknown_packed_label_is_damaged():
    assert packed("Tablette", "Fusée").state is State.DAMAGED


def test_a_packed_synonym_is_its_state():
    assert packed("NSP", "").state is State.UNKNOWN
