"""What the pages of the panel share: the pictures that were chosen, and what is being painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.style.pictures import PictureKeeper
    from explorer.panels.style.studio import Studio


@dataclass(frozen=True, slots=True)
class Shared:
    """One of each for the whole panel; both live in the GUI thread and work in others."""

    pictures: PictureKeeper
    studio: Studio
