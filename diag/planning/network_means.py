"""What a network can give in a year to the workshops of PRINT."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Means:
    """What the network can give in a year: places and PRINT days of a session, PRINT days in all."""

    places: int | None = None
    days: int | None = None
    per_session: int | None = None

    @property
    def sessions(self) -> int | None:
        """Sessions that the days allow; None where something was not given."""
        if self.places is None or self.days is None or self.per_session is None:
            return None
        return self.days // self.per_session

    @property
    def lacking(self) -> tuple[str, ...]:
        """The options that were not given."""
        given = {"--places": self.places, "--jours-print": self.days, "--jours-par-atelier": self.per_session}
        return tuple([name for name, value in given.items() if value is None])
