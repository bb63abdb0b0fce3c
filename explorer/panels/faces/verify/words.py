"""What is said beside a picture: why there is no face, which one is taken, how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.faces.verify.values import Look
    from explorer.widgets.notice import Kind

EMPTY = "Drop a picture here, or choose one above"
NO_FACE = (
    "No face was found. It should look at the camera, be lit from the front and be at least 20 "
    "pixels wide; nothing may hide the eyes."
)
NO_LANDMARKS = "A face was found, but its eyes cannot be told: choose a picture from the front."
ENROLLED = "From the gallery: the enrolled chip, with the embedding that was stored then."
SAME_PICTURE = "The first picture again, pixel for pixel: d = 0 says nothing about people."


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence beside a picture; an empty text says nothing."""

    kind: Kind = "info"
    text: str = ""


def remark(look: Look, face: int) -> Remark:
    """Return what has to be said of a picture, the gravest only."""
    if look.problem:
        return Remark("error", look.problem)
    if look.picture is not None and look.picture.embedding is not None:
        return Remark("info", ENROLLED)
    if look.found is None:
        return Remark()
    if not len(look.found):
        return Remark("warning", NO_LANDMARKS if look.found.unaligned else NO_FACE)
    return _of_quality(look, face)


def _of_quality(look: Look, face: int) -> Remark:
    assert look.found is not None
    quality = look.found.qualities[face]
    worst = [one.text for one in quality.remarks if one.level == quality.level]
    count = len(look.found)
    chosen = f"{count} faces; the largest was taken. Click another one." if count > 1 else ""
    if quality.level == "good":
        return Remark("info", chosen if face == 0 else "")
    kind: Kind = "warning" if quality.level == "poor" else "info"
    return Remark(kind, " ".join(worst[:1] + ([chosen] if chosen and face == 0 else [])))
