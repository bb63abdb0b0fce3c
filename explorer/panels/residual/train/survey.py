"""A look at the images before anything starts, in a thread: what there is, or what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.engine.residual.config import DataSource
    from explorer.engine.residual.dataset import Survey


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of a source, or what is wrong with it: one of the two is missing."""

    source: DataSource
    survey: Survey | None = None
    problem: str = ""


def look(source: DataSource) -> Looked:
    """Look at a source; what is expected to go wrong is a value, too."""
    from explorer.engine.residual.data import survey

    try:
        return Looked(source, survey(source))
    except ExplorerError as error:
        return Looked(source, problem=str(error))
