"""What is said about a photograph and about a name, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.faces.distance import plain
from explorer.widgets.labels import shortened

if TYPE_CHECKING:
    from explorer.engine.faces.quality import FaceQuality, Level
    from explorer.engine.gallery import Hit, Person
    from explorer.panels.faces.values import Faces

LONGEST = 40
"""Characters of a name in a sentence."""
NO_FACE = (
    "No face is found here. It has to be seen from the front, in good light, and be 40 pixels "
    "wide or more: come closer, or take another photograph."
)
NO_LANDMARKS = (
    "Something like a face is found, but its eyes and nose are not: take a photograph from the "
    "front, with the whole face in the picture."
)
ALL_WELL = "Large, sharp and bright enough, and looking at the camera."
_VERDICTS: dict[Level, str] = {"good": "Good", "fair": "Usable", "poor": "Poor"}
_TONES: dict[Level, str] = {"good": "good", "fair": "warm", "poor": "bad"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One line on a photograph: what was measured, and how good that is."""

    name: str
    measured: str
    level: Level

    @property
    def tone(self) -> str:
        """Token of its colour."""
        return _TONES[self.level]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How good a photograph is: in a word, and why it is no better."""

    word: str
    because: str
    tone: str


def verdict(quality: FaceQuality) -> Verdict:
    """Return "Good", "Usable" or "Poor" with the reasons, the worst first."""
    level = quality.level
    reasons = [remark.text for remark in quality.remarks if remark.level == level]
    because = ALL_WELL if level == "good" else " ".join(reasons)
    return Verdict(_VERDICTS[level], because, _TONES[level])


def aspects(quality: FaceQuality) -> tuple[Aspect, ...]:
    """Return what was measured, a line an aspect."""
    measured = {
        "size": f"{quality.eyes_apart_px:.0f} px between the eyes",
        "blur": f"sharpness {quality.sharpness:.0f}",
        "pose": f"turned {abs(quality.yaw_deg):.0f}°, tilted {abs(quality.roll_deg):.0f}°",
        "light": f"brightness {quality.brightness:.0f} of 255",
        "edge": f"{100 * (1 - quality.outside_share):.0f} % in the picture",
    }
    return tuple(
        Aspect(remark.aspect, measured[remark.aspect], remark.level) for remark in quality.remarks
    )


def why_refused(quality: FaceQuality) -> str:
    """Return why a face cannot be enrolled; "" where it can."""
    size = next(remark for remark in quality.remarks if remark.aspect == "size")
    return f"This face is too small. {size.text}" if size.level == "poor" else ""


def none_found(found: Faces) -> str:
    """Return why there is nobody to enrol; "" where there is somebody."""
    if len(found):
        return ""
    return NO_LANDMARKS if found.unaligned else NO_FACE


def name_problem(text: str) -> str:
    """Return why a text cannot be a name; "" where it can."""
    from explorer.engine.gallery import NameRefusedError
    from explorer.engine.gallery.checks import clean_name

    try:
        clean_name(text)
    except NameRefusedError as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Who is enrolled and like a face: what is said, and the name that is offered ("" for none)."""

    kind: Literal["info", "warning"]
    text: str
    name: str


def likeness(hit: Hit | None, tau: float, typed: str) -> Likeness | None:
    """Say that a face looks like somebody enrolled; None where it does not.

    Parameters
    ----------
    typed
        The name that stands in the field.
    """
    from explorer.engine.gallery.gallery import DUPLICATE

    if hit is None or hit.distance >= tau:
        return None
    numbers = f"d = {hit.distance:.2f}, plain L2 {plain(hit.distance):.2f}"
    is_other = bool(typed) and typed != hit.name
    whose = shortened(hit.name, LONGEST)
    if hit.distance < DUPLICATE:
        text = f"This photograph is enrolled already, for {whose} ({numbers})."
        return Likeness("warning", text, hit.name if is_other else "")
    if is_other:
        text = f"This looks like {whose}, not {shortened(typed, LONGEST)}: {numbers}."
        return Likeness("warning", text, hit.name)
    again = " Another photograph is welcome." if typed else ""
    return Likeness("info", f"This looks like {whose}, {numbers}.{again}", hit.name)


def person_words(person: Person | None) -> str:
    """Say that a name is known, so that nobody gets two people into one by mistake."""
    if person is None:
        return ""
    name, count = shortened(person.name, LONGEST), counted_photographs(person)
    return f"{name} has {count} already: this one is added."


def counted_photographs(person: Person) -> str:
    """Return "1 photograph" or "3 photographs"."""
    count = person.photographs
    return "1 photograph" if count == 1 else f"{count:,} photographs"
