"""A listing: rows that bear a number, letters that act on the pointed one, words to look for; pure."""

from diag.interview.drawn_list import Chosen, DrawnList, Head, Line, in_field
from diag.interview.prompts import Listing, Row

SEARCH = "/"


class SearchedList(DrawnList):
    """The rows of a `Listing`; `words` are those that are being typed after `/`, None before it."""

    def __init__(self, listing: Listing) -> None:
        lines = [Line("option", row.id, row.key, _written(row), row.more) for row in listing.rows]
        start = next((i for i, row in enumerate(listing.rows) if row.id == listing.pointed), 0)
        head = Head(listing.title, to_open="... (Entrée pour ouvrir la ligne)")
        letters = {key: (words, f"{words} : Entrée") for key, words in listing.commands.items()}
        super().__init__(head, lines, letters, start, of_rows=True, empty=listing.empty)
        self.words: str | None = None

    def press(self, key: str, text: str = "", following: bool = False) -> Chosen | None:
        """Do what the key does; words that are being typed take the letters."""
        if self.words is None:
            return super().press(key, text, following)
        if key in ("text", "paste"):
            self.words += " ".join(text.split()) if key == "paste" else text
        elif key == "erase" and self.words:
            self.words = self.words[:-1]
        elif key == "enter" and self.words.strip():
            return Chosen("letter", SEARCH, self.line.id if self.line else "", self.words.strip())
        else:  # Enter on nothing, an arrow, Escape: back to the rows
            self.words = None
            return None if key in ("enter", "erase", "escape") else super().press(key)
        return None

    def _sign(self, sign: str) -> None:
        if sign == SEARCH and SEARCH in self.letters:
            self._forget()
            self.words = ""
        elif self.words is not None:
            self.words += sign
        else:
            super()._sign(sign)

    def _hint(self) -> str:
        if self.words is not None:
            return "tapez les mots à chercher, puis Entrée"
        return f"flèches, numéro{' ou lettre' if self.letters else ''}, puis Entrée"

    def _field(self, room: int, encoding: str) -> str | None:
        return None if self.words is None else in_field("> Chercher : ", self.words, room, encoding)


def _written(row: Row) -> str:
    text = f"[{', '.join(row.marks)}] {row.text}" if row.marks else row.text
    return f"{row.heading}\n{text}" if row.heading else text
