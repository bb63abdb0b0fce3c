"""What can be wrong with triplets and with a head that learns from them."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class TripletError(ExplorerError, ValueError):
    """Triplets that cannot be made or learned from.

    Attributes
    ----------
    field
        The field of `HeadConfig` that is at fault, or "" if the data are.
    """

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class TooFewPeopleError(TripletError):
    """There is nobody else to be the negative."""

    def __init__(self, people: int) -> None:
        known = "Nobody is known" if people == 0 else "All photographs show one person"
        super().__init__(
            f"{known}: a triplet needs a negative, somebody else. Enrol two people or more."
        )


class NoPositiveError(TripletError):
    """Nobody has a second photograph to be the positive."""

    def __init__(self, people: int) -> None:
        super().__init__(
            f"Each of the {people:,} people has one photograph only: a triplet needs a positive, "
            "another photograph of the same person. Enrol a second one of somebody."
        )
