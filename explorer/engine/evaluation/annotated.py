"""Pictures with their true boxes, as they were read from a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.engine.evaluation.truth import GroundTruth


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out or put right.

    Parameters
    ----------
    file
        Name of the file it is about.
    text
        What is wrong with it and what was done; a sentence without its subject and full stop.
    """

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}."


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedPicture:
    """A picture file and what is in it.

    Parameters
    ----------
    truth
        True boxes in pixels; their class ids count along the folder's ``class_names``.
    size
        Width and height in pixels by the annotation's account, None if it does not say.
    """

    path: Path
    truth: GroundTruth
    size: tuple[int, int] | None


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedFolder:
    """Pictures with their true boxes.

    Parameters
    ----------
    source
        The folder of the XML files, or the JSON file.
    form
        "voc" or "coco".
    problems
        What could not be used as it is; the rest is here.
    """

    source: Path
    form: Literal["voc", "coco"]
    pictures: tuple[AnnotatedPicture, ...]
    class_names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def boxes(self) -> int:
        """True boxes in all pictures, those that do not count with them."""
        return sum(len(picture.truth) for picture in self.pictures)
