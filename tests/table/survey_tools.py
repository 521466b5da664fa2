"""How each survey tool writes the questions and answers of a questionnaire (`exports.md`, 1 and 2).

Written from the questionnaire alone, apart from the code that reads: an export is made here, and
read back by the program.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from diag.export.layout import Heading, Layout
from diag.questionnaire.questionnaire_model import MultipleQuestion, NumberQuestion, SingleQuestion


def plain(text):
    """Return letters and digits only, as tools that refuse the rest in a code."""
    return "".join(c for c in text if c.isalnum())


def layout(headings, rows=(), tool=""):
    """Return an opened export: a heading is its label, or its group and label."""
    named = []
    for position, heading in enumerate(headings):
        group, label = heading if isinstance(heading, tuple) else ("", heading)
        named.append(Heading(position, group, label))
    sample = tuple(tuple(row) for row in rows)
    return Layout("utf-8", ";", tool=tool, headings=tuple(named), sample=sample)


@dataclass(frozen=True)
class Tool:
    """One way of writing.

    Attributes:
        name: what the test is called.
        tool: what the reader recognises.
        heading: of the answer to a question, or of the summary of its boxes.
        box: heading of one box; None where the boxes have no column.
        ticks: texts of a box ticked and not ticked; `None` for its own label.
        joined: separator of the summary, or None where there is no summary.
        packed: the ticked labels stand in `heading_1`, `heading_2`…
        codes: answers are written by their code, not by their label.
        end: written after a joined answer.
    """

    name: str
    tool: str
    heading: Callable
    box: Callable | None = None
    ticks: tuple[str | None, str] = ("1", "0")
    joined: str | None = None
    packed: bool = False
    codes: bool = False
    end: str = ""

    def headings(self, question):
        """Return the headings of the columns of a question."""
        if not isinstance(question, MultipleQuestion):
            return [self.heading(question)]
        if self.packed:
            return [f"{self.heading(question)}_{n + 1}" for n in range(len(question.choices))]
        summary = [] if self.joined is None else [self.heading(question)]
        boxes = [] if self.box is None else [self.box(question, c) for c in question.choices]
        return summary + boxes

    def cells(self, question, answer):
        """Return the cells of an answer: a level, ticked ids or a number; None for no answer."""
        if not isinstance(question, MultipleQuestion):
            return ["" if answer is None else self.single(question, answer)]
        ticked = [c for c in question.choices if answer and c.id in answer]
        said = [c.id if self.codes else c.label for c in ticked]
        if self.packed:
            return said + [""] * (len(question.choices) - len(said))
        summary = [] if self.joined is None else [self.joined.join(said) + self.end * bool(said)]
        boxes = [] if self.box is None else [self.tick(c, answer) for c in question.choices]
        return summary + boxes

    def single(self, question, answer):
        if isinstance(question, SingleQuestion):
            label = next(c.label for c in question.choices if c.level == answer)
            return str(answer) if self.codes else label
        return str(answer).replace(".", ",")

    def tick(self, choice, answer):
        if answer is None:
            return ""
        yes, no = self.ticks
        return (choice.label if yes is None else yes) if choice.id in answer else no


TOOLS = [
    Tool(
        "LimeSurvey, codes",
        "limesurvey",
        lambda q: q.id,
        lambda q, c: f"{q.id}[{plain(c.id)}]",
        ("Y", ""),
        codes=True,
    ),
    Tool(
        "LimeSurvey, EM codes",
        "limesurvey",
        lambda q: q.id.lower(),
        lambda q, c: f"{q.id}_{plain(c.id)}",
        ("Y", "N"),
        codes=True,
    ),
    Tool(
        "LimeSurvey, full text", "limesurvey", lambda q: q.text, lambda q, c: f"{q.text} [{c.label}]", ("Oui", "Non")
    ),
    Tool(
        "LimeSurvey, code and text",
        "limesurvey",
        lambda q: f"{q.id}. {q.text}",
        lambda q, c: f"{q.id}[{plain(c.id)}]. {q.text} [{c.label}]",
        ("Oui", "Non"),
    ),
    Tool(
        "LimeSurvey, underscores",
        "limesurvey",
        lambda q: q.text.replace(" ", "_"),
        lambda q, c: f"{q.text} [{c.label}]".replace(" ", "_"),
        ("Oui", "Non"),
    ),
    Tool("Framaforms", "framaforms", lambda q: q.text, lambda q, c: (q.text, c.label), ("X", "")),
    Tool("Framaforms, compact", "framaforms", lambda q: q.text, joined=",", end=","),
    Tool(
        "Kobo, XML", "kobo", lambda q: f"groupe/{q.id}", lambda q, c: f"groupe/{q.id}/{c.id}", joined=" ", codes=True
    ),
    Tool(
        "Kobo, labels",
        "kobo",
        lambda q: f"Votre structure/{q.text}",
        lambda q, c: f"Votre structure/{q.text}/{c.label}",
        joined=" ",
    ),
    Tool(
        "ODK Central",
        "kobo",
        lambda q: f"groupe-{q.id}",
        lambda q, c: f"groupe-{q.id}/{c.id}",
        joined=" ",
        codes=True,
    ),
    Tool(
        "Kobo through R",
        "",
        lambda q: f"groupe.{q.id}",
        lambda q, c: f"groupe.{q.id}.{c.id.replace('-', '.')}",
        codes=True,
    ),
    Tool("Google Forms", "google_forms", lambda q: q.text, joined=";"),
    Tool("Google Sheets", "google_forms", lambda q: f" {q.text} \nUne précision.", joined=", "),
    Tool("Google Forms, numbered", "google_forms", lambda q: f"Q7 - {q.text} *", joined=", "),
    Tool("Microsoft Forms", "ms_forms", lambda q: f"{q.text}\u00a0", joined=";", end=";"),
    Tool("SurveyMonkey", "surveymonkey", lambda q: (q.text, "Response"), lambda q, c: (q.text, c.label), (None, "")),
    Tool(
        "Qualtrics",
        "qualtrics",
        lambda q: (q.text, f"Q{q.id[2:]}"),
        lambda q, c: (f"{q.text} - {c.label}", f"Q{q.id[2:]}_{c.id}"),
        ("1", ""),
    ),
    Tool("Tally", "tally", lambda q: q.text, lambda q, c: f"{q.text} ({c.label})", ("TRUE", "FALSE"), joined=", "),
    Tool("Sphinx", "sphinx", lambda q: q.text.replace(" ", "_", 1), packed=True),
    Tool("Démarches simplifiées", "demarches", lambda q: q.text, joined=", "),
    Tool("Grist", "grist", lambda q: q.id, lambda q, c: f"{q.id}_{plain(c.id)}", ("true", "false")),
    Tool("Excel, titles", "", lambda q: q.title, lambda q, c: f"{q.title} [{c.label}]", ("VRAI", "FAUX")),
    Tool(
        "Excel, upper case", "", lambda q: q.text.upper(), lambda q, c: f"{q.text}: {c.label}".upper(), ("OUI", "NON")
    ),
]


def some_answer(question):
    """Return one valid answer of a question."""
    if isinstance(question, SingleQuestion):
        return question.choices[-1].level
    if isinstance(question, NumberQuestion):
        return Decimal(question.maximum)
    return [next(c.id for c in question.choices if not c.exclusive)]


def export(tool, questionnaire):
    """Return the opened export of a tool, one answer in it, for every question."""
    headings, cells = [], []
    for question in questionnaire.questions:
        headings += tool.headings(question)
        cells += tool.cells(question, some_answer(question))
    return layout(headings, [cells], tool.tool)
