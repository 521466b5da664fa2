"""Write `report.docx`, the Word template of the report, after a wanted change (`make gold`).

It holds every part of every reader, each kept only where the document has it, with real styles, so that
a network changes it in a word processor. The same bytes come out each time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from diag.report.word_report import packed

TEAL, RUST, SOFT = (RGBColor(0x0B, 0x55, 0x61), RGBColor(0x8C, 0x3B, 0x12), RGBColor(0x4B, 0x57, 0x63))
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
WIDTH = 180  # mm of text on an A4
Line = str | tuple[str, str]
"""A paragraph of a cell; a pair is a condition and the paragraph that it keeps."""
Cell = tuple[str, str]
"""A paragraph of a tile, and its style."""
Column = tuple[str, int, Sequence[Line]]
"""Title, width in mm, paragraphs."""


class Template:
    """A Word document that is being filled with paragraphs and tables to be repeated or left out."""

    def __init__(self) -> None:
        self.word = Document()
        _dress(self.word)

    def line(self, text: str, style: str = "Normal") -> Any:
        """Add a paragraph."""
        return self.word.add_paragraph(text, style)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Keep what follows only where a condition holds."""
        self.line(f"{{%p if {condition} %}}")
        yield
        self.line("{%p endif %}")

    @contextmanager
    def each(self, loop: str) -> Iterator[None]:
        """Repeat what follows."""
        self.line(f"{{%p for {loop} %}}")
        yield
        self.line("{%p endfor %}")

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Keep a part only where the document has it, under its title."""
        with self.when(name):
            self.some(f"{name}.heading", "Heading 1")
            yield

    def some(self, variable: str, style: str = "Normal", before: str = "") -> None:
        """Add a paragraph that is left out where it would be empty."""
        with self.when(variable):
            self.line(f"{before}{{{{ {variable} }}}}", style)

    def points(self, variable: str, text: str = "{{ one }}") -> None:
        """Add a list of points."""
        with self.each(f"one in {variable}"):
            self.line(text, "List Bullet")

    def pair(self, left: Sequence[Cell], right: Sequence[Cell]) -> None:
        """Add two tiles side by side, each a list of paragraphs with their styles."""
        table = self.word.add_table(1, 2)
        table.autofit = False
        for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
            cell.width = Mm(WIDTH / 2)
            for rank, (text, style) in enumerate(lines):
                paragraph = cell.paragraphs[0] if rank == 0 else cell.add_paragraph()
                paragraph.text, paragraph.style = text, self.word.styles[style]
        self.line("", "Gap")

    def table(self, loop: str, columns: Sequence[Column], total: Sequence[str] = ()) -> None:
        """Add a table whose header is repeated on each page, a row for each turn of the loop."""
        table = self.word.add_table(1, len(columns), style="Table Grid")
        table.autofit = False
        for cell, (title, _, _) in zip(table.rows[0].cells, columns, strict=True):
            cell.paragraphs[0].add_run(title).bold = True
        _mark_row(table.rows[0], "w:tblHeader")
        table.add_row().cells[0].text = f"{{%tr for {loop} %}}"
        row = table.add_row()
        _mark_row(row, "w:cantSplit")
        for cell, (_, _, lines) in zip(row.cells, columns, strict=True):
            _fill(cell, lines)
        table.add_row().cells[0].text = "{%tr endfor %}"
        if total:
            for cell, text in zip(table.add_row().cells, total, strict=True):
                cell.paragraphs[0].add_run(text).bold = True
        for column, (_, width, _) in zip(table.columns, columns, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
                for paragraph in cell.paragraphs:
                    bar = paragraph.text.endswith("cells }}")
                    paragraph.style = self.word.styles["Bar" if bar else "Table Text"]
        self.line("", "Gap")


def _fill(cell: Any, lines: Sequence[Line]) -> None:
    first, *others = lines
    cell.text = first
    for line in others:
        condition, text = line if isinstance(line, tuple) else ("true", line)
        for one in (f"{{%p if {condition} %}}", text, "{%p endif %}"):
            cell.add_paragraph(one)


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _dress(word: Any) -> None:
    """Set the page, the language and the styles."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(12), Mm(14)
    styles = word.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
        language.set(qn("w:eastAsia"), "fr-FR")
    for fonts in styles.element.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), "Calibri")
    _style(styles["Normal"], 10, after=2)
    _style(styles["Title"], 20, TEAL, bold=True, after=2)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    styles["Title"].element.pPr.remove(borders)
    _style(styles["Heading 1"], 13.5, TEAL, bold=True, before=8, after=3)
    _style(styles["Heading 2"], 11.5, TEAL, bold=True, before=6, after=2)
    _style(styles["Heading 3"], 10.5, TEAL, bold=True, before=2, after=1)
    _style(styles["Caption"], 9, SOFT, bold=False, after=2)
    styles["Caption"].paragraph_format.keep_with_next = True  # it tells how to read the table
    _style(styles["List Bullet"], 10, after=1)
    _style(styles["Quote"], 10, SOFT, after=3)
    styles["Quote"].paragraph_format.left_indent = Mm(6)
    _style(styles["Header"], 8.5, SOFT)
    _style(styles["Footer"], 8.5, SOFT)
    tabs = styles["Footer"].element.pPr.find(qn("w:tabs"))
    styles["Footer"].element.pPr.remove(tabs)
    for edge in styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in _EDGES)):
        edge.set(qn("w:color"), "8F8576")
    added = (
        ("Table Text", 9.5, None, 1),
        ("Kicker", 9.5, SOFT, 2),
        ("Lead", 13, None, 4),
        ("Stamp", 9.5, RUST, 4),
        ("Gap", 4, None, 0),
        ("Box", 10, None, 4),
        ("Bar", 7, TEAL, 1),
    )
    for name, size, colour, after in added:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _style(style, size, colour, after=after)
    for name in ("Lead", "Stamp"):
        styles[name].font.bold = True
    _edged(styles["Box"])
    _foot(section)


def _edged(style: Any) -> None:
    """Draw the teal edge on the left of what must be seen first."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "36"), ("space", "6"), ("color", "0B5561")):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    style.element.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")
    style.paragraph_format.left_indent = Mm(3)


def _style(
    style: Any,
    size: float,
    colour: RGBColor | None = None,
    bold: bool | None = None,
    before: float = 0,
    after: float = 0,
) -> None:
    style.font.size, style.font.bold = Pt(size), bold
    if colour is not None:
        style.font.color.rgb = colour
    style.paragraph_format.line_spacing = 1.0
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _foot(section: Any) -> None:
    """Write the running title and « page 1 sur 5 »."""
    paragraph = section.footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run("{{ document.running }}\tpage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" sur ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _head(to: Template) -> None:
    with to.when("logo"):
        to.line("{{ logo }}")
    to.line("{{ document.head.kicker }}", "Kicker")
    to.line("{{ document.head.structure }}", "Title")
    with to.each("one in document.head.lines"):
        to.line("{{ one }}", "Kicker")
    to.some("document.head.stamps | join(' · ')", "Stamp")


def _start(to: Template) -> None:
    with to.part("lead"):
        to.line("{{ lead.opening }}", "Lead")
        to.some("lead.more")
    with to.part("monday"):
        to.line(
            "Lundi : {% for one in monday.steps %}{{ one.text }}"
            "{% if one.action %} {{ one.action }}.{% endif %} {% endfor %}",
            "Box",
        )
    with to.when("since and not request"):
        to.line(_SINCE)
    _evolution(to)
    with to.part("facts"):
        to.pair(
            [("{{ facts.holds_title }}", "Heading 3"), *_repeated("facts.holds", _QUOTED)],
            [
                ("{{ facts.fragile_title }}", "Heading 3"),
                *_repeated("facts.fragile", f"{_QUOTED}{{% if one.way_out %}} {{{{ one.way_out }}}}{{% endif %}}"),
                *_kept("facts.no_fragile"),
            ],
        )
    with to.part("profile"):
        to.some("profile.caption", "Caption")
        columns: list[Column] = [
            ("Axe", 32, ["{{ row.title }}"]),
            ("■ score, ▪ reste à savoir", 46, ["{{ row.strip.cells }}"]),
            ("Score", 18, ["{{ row.score }}"]),
            ("{{ profile.level_title }}", 48, ["{{ row.level }}"]),
            ("{{ profile.place_title }}", 36, ["{{ row.place }}"]),
        ]
        to.table("row in profile.rows", columns)
        to.line("Niveaux : {{ profile.bands | join(', ') }}.", "Caption")
        to.some("profile.legend | map(attribute='text') | join(' · ')", "Caption")
        to.points("profile.notes")
    with to.part("conditions"):
        to.some("conditions.source", "Caption")
        to.pair(_condition(0), _condition(1))
        to.some("conditions.rest")
    with to.part("next_level"):
        to.some("next_level.from_to")
        with to.when("next_level.needs"):
            needs: list[Column] = [
                ("Ce qu’il faut", 60, ["{{ row.need }}"]),
                ("Aujourd’hui", 50, ["{{ row.today }}"]),
                ("Avec l’année", 70, ["{{ row.with_year }}"]),
            ]
            to.table("row in next_level.needs", needs)
        to.points("next_level.notes")


def _repeated(variable: str, text: str) -> list[Cell]:
    """Return the points of a tile."""
    return [(f"{{%p for one in {variable} %}}", "Table Text"), (text, "List Bullet"), ("{%p endfor %}", "Table Text")]


def _kept(variable: str) -> list[Cell]:
    """Return a paragraph of a tile that is left out where it would be empty."""
    return [
        (f"{{%p if {variable} %}}", "Table Text"),
        (f"{{{{ {variable} }}}}", "Normal"),
        ("{%p endif %}", "Table Text"),
    ]


def _condition(rank: int) -> list[Cell]:
    """Return the tile of one of the two conditions; empty where the content has fewer."""
    one = f"conditions.conditions[{rank}]"
    return [
        (f"{{%p if conditions.conditions | length > {rank} %}}", "Table Text"),
        (f"{{{{ {one}.title }}}} : {{{{ {one}.count }}}}", "Heading 3"),
        *_repeated(
            f"{one}.statements", "{{ one.text }} : {{ one.state }}{% if one.when %} · {{ one.when }}{% endif %}"
        ),
        *_kept(f"{one}.rest"),
        ("{%p endif %}", "Table Text"),
    ]


_QUOTED = "{{ one.text }}{% if one.quote %} : « {{ one.quote }} »{% endif %}"


_SINCE = "{{ since.label }} : {{ since.text }}"
_MOVED = (
    "{% if one.title %}{{ one.title }} : {% endif %}{{ one.before }} → {{ one.after }}"
    "{% if one.quote %}. « {{ one.quote }} »{% endif %}"
)


def _evolution(to: Template) -> None:
    with to.part("evolution"):
        to.some("evolution.told", "Lead")
        to.line("{{ evolution.caption }}", "Caption")
        columns: list[Column] = [
            ("Axe", 30, ["{{ row.title }}"]),
            ("○ {{ evolution.first_moment }}, ● {{ evolution.second_moment }}", 48, ["{{ row.strip.cells }}"]),
            ("Sur 100", 20, ["{{ row.score }}"]),
            ("Évolution", 30, ["{{ row.verdict }}", ("row.why", "{{ row.why }}")]),
            ("Niveau", 34, ["{{ row.level }}"]),
            ("{{ evolution.needed_title }}", 18, ["{{ row.needed }}"]),
        ]
        to.table("row in evolution.rows", columns)
        to.some("evolution.legend | map(attribute='text') | join(' · ')", "Caption")
        to.points("evolution.notes")
        with to.when("evolution.decided"):
            to.line("{{ evolution.decided_title }}", "Heading 2")
            to.line("{{ evolution.decided_count }}", "Caption")
            title = "{{ row.title }}{% if row.tag %} [{{ row.tag }}]{% endif %}"
            between = "{{ ' ; ' if not loop.last }}"
            moved = f"{{% for one in row.facts %}}{_MOVED}{between}{{% endfor %}}{{{{ row.rest }}}}"
            decided: list[Column] = [
                ("Action", 60, [title]),
                ("État", 42, ["{{ row.state }}", ("row.note", "« {{ row.note }} »")]),
                ("Ce que disent les réponses", 78, [moved]),
            ]
            to.table("row in evolution.decided", decided)
        to.some("evolution.decided_rest", "Caption")
        with to.when("evolution.risen"):
            to.line("{{ evolution.risen_title }}", "Heading 2")
            to.points("evolution.risen", _MOVED)
            to.some("evolution.risen_rest", "Caption")
        to.line("{{ evolution.fallen_title }}", "Heading 2")
        to.points("evolution.fallen", _MOVED)
        to.points("evolution.fallen_notes")
        with to.when("evolution.known"):
            to.line("{{ evolution.known_title }}", "Heading 2")
            to.line("{{ evolution.known_caption }}", "Caption")
            to.points("evolution.known", "{{ one.title }} : {{ one.answer }}")
            to.some("evolution.known_rest", "Caption")
        with to.when("evolution.conditions"):
            to.line("{{ evolution.conditions_title }}", "Heading 2")
            changes = "{% for text in one.changes %} ; {{ text }}{% endfor %}"
            to.points(
                "evolution.conditions", f"{{{{ one.title }}}} : {{{{ one.before }}}} → {{{{ one.after }}}}{changes}"
            )
        with to.when("evolution.figures"):
            to.line("{{ evolution.figures_title }}", "Heading 2")
            to.points("evolution.figures")


def _gaps(to: Template) -> None:
    with to.part("gaps"):
        to.some("gaps.summary")
        to.some("gaps.roles", "Caption")
        with to.when("gaps.rows"):
            columns: list[Column] = [
                ("Écart", 62, ["{{ row.number }}. {{ row.title }}", "{{ row.kind }}"]),
                ("Qui dit quoi", 48, ["{{ row.levels }}", ("row.others", "{{ row.others }}")]),
                ("Un fait à demander", 50, ["{{ row.ask }}", ("row.meanwhile", "{{ row.meanwhile }}")]),
                ("Temps", 20, ["{{ row.minutes }}"]),
            ]
            to.table("row in gaps.rows", columns)
        for name in ("settled", "how", "told"):
            to.points(f"gaps.{name}")


def _year(to: Template) -> None:
    title = "{{ row.number }}. {{ row.title }}{% if row.tag %} [{{ row.tag }}]{% endif %}"
    with to.part("year"):
        to.some("year.none")
        with to.when("year.rows"):
            to.line("{{ year.caption }}", "Caption")
            columns: list[Column] = [
                ("Action", 54, [title, ("row.state", "{{ row.state }}")]),
                ("{{ year.quarters | join(' · ') }}", 48, ["{{ row.cells }}", "{{ row.months }}"]),
                ("Porté par", 36, ["{{ row.owner }}"]),
                ("Temps", 16, ["{{ row.days }}"]),
                ("Argent", 26, ["{{ row.money }}"]),
            ]
            total = ("{{ year.total }}", "{{ year.capacity }}", "", "{{ year.days }}", "{{ year.money }}")
            to.table("row in year.rows", columns, total)
        to.points("year.notes")
        to.points("year.decided", _QUOTED)
    with to.part("cards"), to.each("card in cards.cards"):
        to.line("{{ card.number }}. {{ card.title }}{% if card.tag %} [{{ card.tag }}]{% endif %}", "Heading 2")
        to.line(
            "{{ [card.when, card.owner, card.days, card.money, card.decided] | select | join(' · ') }}", "Caption"
        )
        to.points("card.effects", "{{ one.today }}{% if one.aim %} → {{ one.aim }}{% endif %}")
        to.points("card.verify")
        to.some("card.first_step", before="Premier pas – ")
        with to.when("card.then"):
            to.line("Ensuite :").paragraph_format.keep_with_next = True
            to.points("card.then")
        to.some("card.sign", before="C’est fait quand – ")
        to.some("card.funding")
        to.some("card.note", "Quote")
    with to.part("verify"):
        to.some("verify.caption", "Caption")
        reminder = "{{ row.subject }}{% if row.reminder %} (à vérifier, marqué pendant la visite){% endif %}"
        verified: list[Column] = [
            ("À savoir", 50, [reminder]),
            ("À qui, et quoi", 75, ["{{ row.ask }}"]),
            ("Ce que cela peut changer", 55, ["{{ row.change }}"]),
        ]
        to.table("row in verify.rows", verified)
        to.some("verify.rest")


def _partner(to: Template) -> None:
    reply = "{{ row.reply }}{% if row.quote %} « {{ row.quote }} »{% endif %}"
    with to.part("partner"):
        to.some("partner.intro")
        with to.when("partner.formats"):
            formats: list[Column] = [
                ("Format", 70, ["{{ row.title }}", ("row.text", "{{ row.text }}")]),
                ("Ce à quoi il répond", 65, [reply]),
                ("Où vous en êtes", 45, ["{{ row.state }}"]),
            ]
            to.table("row in partner.formats", formats)
        to.some("partner.sign")
        with to.when("partner.supports"):
            to.some("partner.supports_caption", "Heading 2")
            supports: list[Column] = [
                ("Appui", 45, ["{{ row.title }}"]),
                ("Ce à quoi il répond", 60, [reply]),
                ("À demander", 50, ["{{ row.ask }}"]),
                ("Quand", 25, ["{{ row.when }}"]),
            ]
            to.table("row in partner.supports", supports)
        with to.when("partner.at_home"):
            to.line("{{ partner.at_home_title }}", "Heading 2")
            to.line("{{ partner.at_home }}")
        with to.when("partner.contact"):
            to.line("{{ partner.contact }}", "Heading 2")
            to.line("{{ [partner.phone, partner.email, partner.address] | select | join(' · ') }}")
        to.points("partner.to_say")
        to.some("partner.payers")
    with to.part("payers"):
        to.some("payers.none")
        with to.when("payers.rows"):
            to.some("payers.caption", "Caption")
            rows: list[Column] = [
                ("Qui", 45, ["{{ row.title }}", ("row.state", "{{ row.state }}")]),
                ("Pour", 40, ["{{ row.pays_for }}", ("row.actions", "action {{ row.actions }}")]),
                ("Et vous ?", 45, ["{{ row.verdict }}", ("row.fact", "{{ row.fact }}")]),
                ("À qui demander", 50, ["{{ row.where }}", ("row.url", "{{ row.url }}")]),
            ]
            to.table("row in payers.rows", rows)
        to.points("payers.set_aside")
        to.points("payers.notes")
    with to.part("later"):
        to.points("later.actions", "{{ one.title }}{% if one.days %} ({{ one.days }}){% endif %}")
        to.some("later.rest")


def _adviser(to: Template) -> None:
    with to.part("action_lines"):
        columns: list[Column] = [
            ("Rang", 13, ["{{ row.rank }}"]),
            ("Action", 65, ["{{ row.title }}", ("row.uncertain", "{{ row.uncertain }}")]),
            ("Quand", 38, ["{{ row.when }}"]),
            ("Temps", 18, ["{{ row.days }}"]),
            ("Points", 16, ["{{ row.points }}"]),
            ("Famille", 30, ["{{ row.family }}"]),
        ]
        to.table("row in action_lines.actions", columns)
        to.points("action_lines.covered")
    with to.part("declined"):
        to.points(
            "declined.actions", "{{ one.title }} : {{ one.choice }}{% if one.note %} – {{ one.note }}{% endif %}"
        )
    with to.part("private_notes"), to.each("one in private_notes.notes"):
        to.line("{{ one.subject }}", "Heading 3")
        to.line("{{ one.note }}", "Quote")
    with to.part("answers"):
        to.some("answers.caption", "Caption")
        with to.each("axis in answers.axes"):
            to.line("{{ axis.title }}", "Heading 2")
            to.some("axis.origin", "Caption")
            with to.each("row in axis.rows"):
                to.line(
                    "{{ row.title }}{% if row.id %} ({{ row.id }}{% if row.core %}, socle{% endif %}){% endif %}",
                    "Heading 3",
                )
                to.line("{{ [row.level, row.answer] | select | join(' : ') }}")
                to.some("row.note", "Quote")
                to.some("row.evidence", before="Preuve : ")
                to.some("row.next_rung", before="Marche suivante : ")
                to.some("[row.weight, row.contribution] | select | join(' · ')", "Caption")
                to.points("row.voices")
    with to.part("computation"):
        rows: list[Column] = [
            ("Axe", 40, ["{{ row.title }}"]),
            ("Poids", 16, ["{{ row.weight }}"]),
            ("Score", 20, ["{{ row.score }}"]),
            ("Au plus", 20, ["{{ row.high }}"]),
            ("Connu", 20, ["{{ row.known }}"]),
            ("Niveau brut", 32, ["{{ row.raw_level }}"]),
            ("Niveau", 32, ["{{ row.level }}"]),
        ]
        to.table("row in computation.rows", rows)
        to.points("computation.lines")
        to.points("computation.quarters")
    with to.part("data_quality"):
        to.points("data_quality.lines")
        to.points(
            "data_quality.set_aside",
            "{{ one.title }} : {{ one.held }} – {{ one.why }}{% if one.note %} – {{ one.note }}{% endif %}",
        )
    with to.part("landmarks"):
        to.some("landmarks.intro")
        to.points(
            "landmarks.landmarks", "{{ [one.figure, one.beside, one.about, one.source] | select | join(' – ') }}"
        )
    with to.part("method"):
        to.points("method.rules", _RULE)
        to.points("method.levels", _RULE)
    with to.part("findings"):
        to.points("findings.findings", _RULE)
    with to.part("glossary"):
        to.points("glossary.terms", _RULE)


_RULE = "{{ one.term }} : {{ one.text }}"


def _board(to: Template) -> None:
    with to.part("decisions"):
        to.some("decisions.none")
        with to.when("decisions.rows"):
            to.line("{{ decisions.caption }}", "Caption")
            title = "{{ row.number }}. {{ row.title }}{% if row.tag %} [{{ row.tag }}]{% endif %}"
            vote = "{% if row.decided %}{{ row.decided }}{% else %}☐\u00a0oui ☐\u00a0non{% endif %}"
            columns: list[Column] = [
                ("Décision", 58, [title]),
                ("Porté par", 36, ["{{ row.owner }}"]),
                ("Pour", 21, ["{{ row.when }}"]),
                ("Temps", 14, ["{{ row.days }}"]),
                ("Argent", 27, ["{{ row.money }}"]),
                ("Vote", 24, [vote]),
            ]
            total = ("{{ decisions.total }}", "", "", "{{ decisions.days }}", "{{ decisions.money }}", "")
            to.table("row in decisions.rows", columns, total)
        to.some("decisions.whole_year", "Caption")
        with to.when("decisions.rows"):
            to.line("Décidé le ………………… par …………………………………… Réserve ou demande : …………………………")
        with to.when("decisions.monday"):
            to.line("Lundi : {{ decisions.monday }}", "Box")
        held = "Dans un an, si c’est tenu : {{ decisions.in_a_year }} "
        to.line(f"{{% if decisions.in_a_year %}}{held}{{% endif %}}{{{{ decisions.next_visit }}}}", "Box")


def _funder(to: Template) -> None:
    with to.part("request"):
        to.some("request.project", "Lead")
        for name in ("structure", "request"):
            to.some(f"request.{name}_title", "Heading 2")
            value = "{% if one.blank %}…………………… {{ one.blank }}{% endif %}"
            to.points(f"request.{name}", f"{{{{ one.label }}}} : {{{{ one.value }}}} {value}")
    with to.when("since and request"):
        to.line(_SINCE)
    with to.part("needs"), to.each("one in needs.rows"):
        to.line("{{ one.need }}", "Heading 3")
        to.some("one.answer")
        to.some("one.quote", "Quote")
        to.some("one.evidence", before="Preuve : ")
    with to.part("indicators"):
        to.some("indicators.none")
        to.some("indicators.caption", "Caption")
        title = "{{ row.number }}. {{ row.title }}{% if row.tag %} [{{ row.tag }}]{% endif %}"
        columns: list[Column] = [
            ("Action", 55, [title]),
            ("Quand", 30, ["{{ row.when }}"]),
            ("Temps", 18, ["{{ row.days }}"]),
            ("Aujourd’hui", 37, ["{{ row.today }}"]),
            ("Visé", 40, ["{{ row.aim }}"]),
        ]
        total = ("{{ indicators.total }}", "", "{{ indicators.days }}", "", "")
        to.table("row in indicators.rows", columns, total)
        to.some("indicators.others")
    with to.part("costs"):
        to.some("costs.caption", "Caption")
        spent = "{% if row.spending %}{{ row.spending }}{% else %}…………………… €{% endif %}"
        costs: list[Column] = [("Dépense", 120, ["{{ row.title }}"]), ("Montant", 60, [spent])]
        to.table("row in costs.rows", costs)
        to.some("costs.established")
        to.some("costs.profile")
    with to.part("to_establish"):
        to.some("to_establish.caption", "Caption")
        with to.each("row in to_establish.rows"):
            to.line("{{ row.whom }}", "Heading 2")
            to.points("row.questions")
            with to.when("row.documents"):
                to.line("À avoir sous la main :").paragraph_format.keep_with_next = True
                to.points("row.documents")
        to.some("to_establish.monday")
        to.some("to_establish.plan")


def _end(to: Template) -> None:
    to.some("document.foot.reading", "Caption", "Lire ces chiffres. ")
    with to.when("document.foot.contact"):
        contact = "[document.foot.contact, document.foot.email] | select | join(' · ')"
        to.line(f"{{{{ document.foot.contact_title }}}}. {{{{ {contact} }}}}", "Caption")
    to.line("{{ document.foot.made_with }}{% if mention %} {{ mention }}{% endif %}", "Caption")


def template_bytes() -> bytes:
    """Return the whole template."""
    to = Template()
    for fill in (_head, _start, _gaps, _year, _partner, _adviser, _board, _funder, _end):
        fill(to)
    known = to.word.core_properties
    known.title, known.author, known.comments = "Rapport", "diag", ""  # the title: when poured
    known.language = "fr-FR"
    stream = BytesIO()
    to.word.save(stream)
    return packed(stream.getvalue())


if __name__ == "__main__":
    path = Path(__file__).with_name("report.docx")
    path.write_bytes(template_bytes())
