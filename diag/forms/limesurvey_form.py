"""The form as the structure of a LimeSurvey survey: a text that LimeSurvey imports, one row a question or an answer.

Codes are the names of the questionnaire without their dashes (`short_codes`), so that what LimeSurvey exports, as
codes or as full texts, comes back without any mapping
(https://manual.limesurvey.org/Tab_Separated_Value_survey_structure).
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape

from diag.forms.expressions import (
    NO_NUMBER,
    NOT_APPLICABLE,
    NOTE,
    OTHERWISE,
    REASON,
    Language,
    bounds,
    joined,
    relevances,
    states,
)
from diag.forms.form_order import LONG, FormOrder, Moment
from diag.questionnaire.questionnaire_model import MultipleQuestion, NumberQuestion, ProfileField, Question
from diag.questionnaire.short_codes import ANSWER_SIGNS, LEVEL, short_code

HEADINGS = (
    "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other",
    "default", "same_default", "exclude_all_others", "min_num_value_n", "max_num_value_n",
)  # fmt: skip
LANGUAGE = "fr"
Row = Mapping[str, str]


def form(order: FormOrder) -> bytes:
    """Return the text to import, in UTF-8 with its mark, tabs between the columns."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADINGS, restval="", delimiter="\t", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(order))
    return text.getvalue().encode("utf-8-sig")


def rows(order: FormOrder) -> Iterator[Row]:
    """Yield the rows of the structure: settings, then groups, questions, boxes and answers in their order."""
    header = order.questionnaire.header
    settings = {"language": LANGUAGE, "format": "G", "allowprev": "Y", "datestamp": "Y", "showprogress": "Y"}
    yield from ({"class": "S", "name": name, "text": value} for name, value in settings.items())
    told = {"surveyls_title": header.title, "surveyls_description": header.source}
    yield from (
        {"class": "SL", "name": name, "text": _text(value), "language": LANGUAGE} for name, value in told.items()
    )
    yield from _Survey(order).rows()


def _language(order: FormOrder) -> Language:
    singles = {one.id for one in order.questions}

    def chosen(name: str, value: str) -> str:
        code = f"{LEVEL}{value}" if name in singles else short_code(value, ANSWER_SIGNS)
        return f'{short_code(name)}.NAOK == "{code}"'

    def within(name: str, low: Decimal | None, high: Decimal | None) -> str:
        code = f"{short_code(name)}.NAOK"
        return f"(!is_empty({code}) and {' and '.join(bounds(code, low, high))})"

    return Language(
        every=joined("and"),
        some=joined("or"),
        opposite=lambda part: f"!({part})",
        false="0",
        chosen=chosen,
        ticked=lambda name, value: f'{short_code(name)}_{short_code(value)}.NAOK == "Y"',
        within=within,
    )


class _Survey:
    """The groups and questions of the survey."""

    def __init__(self, order: FormOrder) -> None:
        self.order, self.relevant = order, relevances(order, _language(order))

    def rows(self) -> Iterator[Row]:
        yield _group("Votre structure")
        yield _asked("S", "nomstructure", "Nom de la structure")
        yield _asked("S", "datevisite", "Date de la visite", help_="Par exemple 31/03/2027.")
        yield _asked("S", "fonction", "Votre fonction", help_="Jamais un nom.")
        yield from self._fields("first")
        for dimension, questions in self.order.dimensions:
            yield _group(dimension.title)
            for question in questions:
                yield from self._question(question)
        if self.order.fields_asked("last"):
            yield _group("Pour finir")
            yield from self._fields("last")

    def _fields(self, asked: Moment) -> Iterator[Row]:
        for field in self.order.fields_asked(asked):
            yield from self._field(field)

    def _field(self, field: ProfileField) -> Iterator[Row]:
        kind = {"choice": "!" if len(field.options) > LONG else "L", "choices": "M", "number": "N", "text": "S"}[
            field.kind
        ]
        alone = [short_code(one.id) for one in field.options if one.exclusive]
        within = _bounds(field.minimum, field.maximum) if field.kind == "number" else {}
        yield {**self._told(kind, field.id, field.text, field.help), **within, **_exclusive(alone)}
        labels = {one.id: one.label for one in field.options}
        yield from (
            _boxes(labels) if kind == "M" else _answers({short_code(n, ANSWER_SIGNS): x for n, x in labels.items()})
        )

    def _question(self, question: Question) -> Iterator[Row]:
        instead = states(question)
        if isinstance(question, NumberQuestion):
            help_ = " ".join(filter(None, (question.help, f"({question.unit})")))
            within = _bounds(question.minimum, question.maximum)
            yield {**self._told("N", question.id, question.text, help_), **within}
            apart = f"{question.id}{OTHERWISE}"
            empty = self._with(question.id, f"is_empty({question.id}.NAOK)")
            yield _asked("L", apart, f"{question.text} – Sinon", empty, NO_NUMBER)
            yield from _answers(instead)
            said = f'{apart}.NAOK == "{NOT_APPLICABLE}"'
        elif isinstance(question, MultipleQuestion):
            alone = [*(short_code(one.id) for one in question.choices if one.exclusive), *instead]
            yield {**self._told("M", question.id, question.text, question.help), **_exclusive(alone)}
            yield from _boxes({one.id: one.label for one in question.choices} | instead)
            said = f'{question.id}_{NOT_APPLICABLE}.NAOK == "Y"'
        else:
            yield self._told("L", question.id, question.text, question.help)
            yield from _answers({f"{LEVEL}{one.level}": one.label for one in question.choices} | instead)
            said = f'{question.id}.NAOK == "{NOT_APPLICABLE}"'
        if question.not_applicable:
            told = f"Non concerné : {question.not_applicable}"
            yield _asked(
                "S", f"{question.id}{REASON}", f"{question.text} – Raison", self._with(question.id, said), told
            )
        yield _asked("T", f"{question.id}{NOTE}", f"{question.text} – Commentaire", self._with(question.id, ""))

    def _told(self, kind: str, name: str, text: str, help_: str | None) -> Row:
        return _asked(kind, short_code(name), text, self._with(name, ""), help_ or "")

    def _with(self, name: str, also: str) -> str:
        """Return what decides whether something is asked, with one more condition."""
        parts = [*filter(None, (self.relevant.get(name, ""), also))]
        return " and ".join(parts) or "1"


def _group(title: str) -> Row:
    return {"class": "G", "name": title, "relevance": "1", "language": LANGUAGE}


def _asked(kind: str, name: str, text: str, relevance: str = "1", help_: str = "") -> Row:
    told = {"text": _text(text), "help": _text(help_), "language": LANGUAGE, "mandatory": "N", "other": "N"}
    return {"class": "Q", "type/scale": kind, "name": name, "relevance": relevance, **told}


def _boxes(labels: Mapping[str, str]) -> Iterator[Row]:
    for name, label in labels.items():
        yield {"class": "SQ", "name": short_code(name), "relevance": "1", "text": _text(label), "language": LANGUAGE}


def _answers(labels: Mapping[str, str]) -> Iterator[Row]:
    for name, label in labels.items():
        yield {"class": "A", "type/scale": "0", "name": name, "text": _text(label), "language": LANGUAGE}


def _bounds(low: Decimal, high: Decimal) -> Row:
    return {"min_num_value_n": str(low), "max_num_value_n": str(high)}


def _exclusive(alone: Sequence[str]) -> Row:
    return {"exclude_all_others": ";".join(alone)} if alone else {}


def _text(text: str) -> str:
    """Return a text as LimeSurvey shows it as it is: HTML without tags, braces that are no expression."""
    return escape(text, quote=False).replace("{", "{ ").replace("}", " }")
