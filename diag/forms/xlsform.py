"""The form as an XLSForm, for KoboToolbox and ODK: what they collect comes back without any mapping.

A question bears its own id; `…sinon` holds « je ne sais pas » and « non concerné » of a number, `…raison` why it
does not concern, `…comment` a note. A level is `n0` to `n4` (https://xlsform.org).
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from diag.export.made_workbook import MADE
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
from diag.questionnaire.short_codes import LEVEL

SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance")
CHOICES = ("list_name", "name", "label")
_COLUMNS = {
    "survey": SURVEY,
    "choices": CHOICES,
    "settings": ("form_title", "form_id", "version", "default_language", "style"),
}
Row = Mapping[str, str]


def form(order: FormOrder) -> bytes:
    """Return the workbook of three sheets."""
    import xlsxwriter

    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": order.questionnaire.header.title, "created": MADE})
    for name, rows in sheets(order).items():
        sheet = book.add_worksheet(name)
        for place, column in enumerate(_COLUMNS[name]):
            sheet.write_string(0, place, column)
            for line, row in enumerate(rows, 1):
                if row.get(column):
                    sheet.write_string(line, place, row[column])
    book.close()
    return data.getvalue()


def sheets(order: FormOrder) -> dict[str, list[Row]]:
    """Return the rows of each sheet."""
    header, made = order.questionnaire.header, _Survey(order)
    kind = "express" if order.express else "complete"
    settings = {
        "form_title": header.title,
        "form_id": f"diag_{header.id.replace('-', '_')}_{kind}",
        "version": header.version,
        "default_language": "français (fr)",
        "style": "pages theme-grid",
    }
    return {"survey": [*made.rows()], "choices": made.choices, "settings": [settings]}


def _language(order: FormOrder) -> Language:
    singles = {one.id for one in order.questions}

    def chosen(name: str, value: str) -> str:
        return f"${{{name}}} = '{LEVEL if name in singles else ''}{value}'"

    return Language(
        every=joined("and"),
        some=joined("or"),
        opposite=lambda part: f"not({part})",
        false="false()",
        chosen=chosen,
        ticked=lambda name, value: f"selected(${{{name}}}, '{value}')",
        within=lambda name, low, high: " and ".join(bounds(f"${{{name}}}", low, high)),
    )


class _Survey:
    """The rows of the survey, and the lists that they use."""

    def __init__(self, order: FormOrder) -> None:
        self.order, self.choices = order, list[Row]()
        self.relevant = relevances(order, _language(order))

    def rows(self) -> Iterator[Row]:
        yield from ({"type": name, "name": name} for name in ("start", "end", "today"))
        yield {"type": "text", "name": "nomstructure", "label": "Nom de la structure"}
        yield {"type": "date", "name": "datevisite", "label": "Date de la visite"}
        yield {"type": "text", "name": "fonction", "label": "Votre fonction", "hint": "Jamais un nom."}
        yield _group("structure", "Votre structure")
        yield from self._fields("first")
        yield {"type": "end_group"}
        for dimension, questions in self.order.dimensions:
            yield _group(f"axe_{dimension.id.replace('-', '_')}", dimension.title)
            for question in questions:
                yield from self._question(question)
            yield {"type": "end_group"}
        if self.order.fields_asked("last"):
            yield _group("pour_finir", "Pour finir")
            yield from self._fields("last")
            yield {"type": "end_group"}

    def _fields(self, asked: Moment) -> Iterator[Row]:
        yield from map(self._field, self.order.fields_asked(asked))

    def _field(self, field: ProfileField) -> Row:
        row = {"name": field.id, "label": field.text, "hint": field.help or "", "relevant": self._shown(field.id)}
        if field.kind == "text":
            return {**row, "type": "text"}
        if field.kind == "number":
            return {**row, "type": "integer", **_bounded(field.minimum, field.maximum)}
        self._list(field.id, {one.id: one.label for one in field.options})
        alone = [one.id for one in field.options if one.exclusive]
        if field.kind == "choices":
            return {**row, "type": f"select_multiple {field.id}", **_exclusive(alone)}
        long = {"appearance": "autocomplete"} if len(field.options) > LONG else {}
        return {**row, "type": f"select_one {field.id}", **long}

    def _question(self, question: Question) -> Iterator[Row]:
        shown = self._shown(question.id)
        told = {"name": question.id, "label": question.text, "hint": question.help or "", "relevant": shown}
        instead = states(question)
        apart = f"{question.id}{OTHERWISE if isinstance(question, NumberQuestion) else ''}"
        if isinstance(question, NumberQuestion):
            hint = " ".join(filter(None, (question.help, f"({question.unit})")))
            yield {**told, "hint": hint, "type": "decimal", **_bounded(question.minimum, question.maximum)}
            self._list(apart, instead)
            label = f"{question.text} – Sinon"
            empty = _every([shown, f"${{{question.id}}} = ''"])
            yield {"type": f"select_one {apart}", "name": apart, "label": label, "hint": NO_NUMBER, "relevant": empty}
        elif isinstance(question, MultipleQuestion):
            self._list(question.id, {one.id: one.label for one in question.choices} | instead)
            alone = [one.id for one in question.choices if one.exclusive]
            yield {**told, "type": f"select_multiple {question.id}", **_exclusive([*alone, *instead])}
        else:
            levels = {f"{LEVEL}{one.level}": one.label for one in question.choices}
            self._list(question.id, levels | instead)
            yield {**told, "type": f"select_one {question.id}"}
        if question.not_applicable:
            said = f"selected(${{{apart}}}, '{NOT_APPLICABLE}')"
            yield {
                "type": "text",
                "name": f"{question.id}{REASON}",
                "label": f"{question.text} – Raison",
                "hint": f"Non concerné : {question.not_applicable}",
                "relevant": _every([shown, said]),
            }
        note = f"{question.text} – Commentaire"
        yield {
            "type": "text",
            "name": f"{question.id}{NOTE}",
            "label": note,
            "relevant": shown,
            "appearance": "multiline",
        }

    def _shown(self, name: str) -> str:
        return self.relevant.get(name, "")

    def _list(self, name: str, labels: Mapping[str, str]) -> None:
        self.choices += [{"list_name": name, "name": value, "label": label} for value, label in labels.items()]


def _group(name: str, title: str) -> Row:
    return {"type": "begin_group", "name": name, "label": title, "appearance": "field-list"}


def _every(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, parts))


def _bounded(low: Any, high: Any) -> Row:
    return {"constraint": f". >= {low} and . <= {high}", "constraint_message": f"Un nombre de {low} à {high}."}


def _exclusive(alone: Sequence[str]) -> Row:
    """Return the constraint of boxes that go without any other."""
    if not alone:
        return {}
    tests = " and ".join(f"not(selected(., '{one}') and count-selected(.) > 1)" for one in alone)
    return {"constraint": tests, "constraint_message": "Cette réponse ne va avec aucune autre."}
