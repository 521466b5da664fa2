"""A list of boxes: Enter or Space ticks one, and « valider » records them all; pure.

Space and Enter never undo each other: Enter on the line just ticked goes to « valider »
(interview, line 4).
"""

from collections.abc import Mapping, Sequence

from diag.french import count
from diag.interview.drawn_list import Chosen, DrawnList, Head, Line
from diag.interview.prompts import Prompt
from diag.interview.typed_line import tick

CONFIRM = "o"
"""What is typed to reach « valider »: no command bears this letter."""


class TickedList(DrawnList):
    """Boxes as they stand; a line chosen is « valider », and `ticked` holds the boxes."""

    hint = "Entrée coche ou décoche une ligne ; o, puis Entrée : valider"

    def __init__(
        self, head: Head, lines: Sequence[Line], letters: Mapping[str, tuple[str, str]], prompt: Prompt
    ) -> None:
        super().__init__(head, lines, letters)
        self.boxes, self.ticked, self.kept = prompt.options, prompt.ticked, prompt.kept
        self.just = ""
        """The key that changed the pointed box last, while the pointer has not moved since."""

    @property
    def held(self) -> tuple[str, ...]:
        """The boxes, when they are not those that are recorded."""
        return self.ticked if set(self.ticked) != set(self.kept) else ()

    def _forget(self) -> None:
        super()._forget()
        self.just = ""

    def _sign(self, sign: str) -> None:
        line = self.line
        if sign != " " or line is None or line.kind != "option" or not self._settled(line):
            super()._sign(sign)
        elif self.just == "enter":
            self.just = ""
            self._tell("C'est fait. Espace encore une fois pour revenir en arrière.")
        else:
            self._toggle(line, "space")

    def _choose(self, line: Line) -> Chosen | None:
        if line.kind == "option" and self.just:
            self.just = ""
            self.pointed = next(i for i, one in enumerate(self.lines) if one.kind == "confirm")
            return None
        if line.kind == "option":
            self._toggle(line, "enter")
            return None
        if line.kind == "confirm" and not self.ticked:
            self._tell("Cochez d'abord une ligne.")
            return None
        return super()._choose(line)

    def _toggle(self, line: Line, key: str) -> None:
        before = self.ticked
        self.ticked = tick(before, line.id, self.boxes)
        self._forget()
        self.just = key
        lost = [o.label for o in self.boxes if o.key in set(before) - set(self.ticked) - {line.id}]
        if lost:
            self._tell(f"« {line.text} » ne va avec aucune autre. Décoché : {' ; '.join(lost)}")

    def _box(self, line: Line) -> str:
        if line.kind != "option":
            return ""
        return "[x] " if line.id in self.ticked else "[ ] "

    def _words(self, line: Line) -> str:
        if line.kind == "confirm":
            ticked = len(self.ticked)
            return f"valider ({count(ticked, 'cochée')})" if ticked else "valider"
        if line.kind == "neutral" and self.held:
            return f"{line.text}, sans ces coches" if self.kept else "passer sans valider ces coches"
        return line.text
