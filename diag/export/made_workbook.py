"""What the workbooks that are made here share: a fixed date, and how those to fill are printed."""

import datetime
from typing import Any

MADE = datetime.datetime(2026, 1, 1)
"""When a workbook says that it was made: the same content gives the same bytes."""


def set_paper(sheet: Any, guide: Any, about: str) -> None:
    """Print a sheet to fill and its guide on A4, as wide as the paper, what they are and the page at the foot."""
    for one in (sheet, guide):
        one.set_paper(9)
        one.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        one.fit_to_pages(1, 0)
        one.set_footer(f"&L{about}&Rpage &P sur &N")
    sheet.set_landscape()
    sheet.repeat_rows(0)
