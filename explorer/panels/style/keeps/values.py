"""What is asked for, and what there is of each reconstruction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.style.reconstruct import BLOCKS, LOSSES, ReconstructionConfig, Target

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.reconstruct import ReconstructionStep
    from explorer.panels.style.state import PaintState, Pooling, StyleState, Trunk
    from explorer.panels.style.values import Picture, Pictures

TARGETS = tuple(Target(loss, block) for loss in LOSSES for block in BLOCKS)
"""All cells of the grid, row by row."""
PREVIEW_SIZE, PREVIEW_STEPS = 96, 30


@dataclass(frozen=True, slots=True)
class KeepsRequest:
    """Which reconstructions are made; equal requests give the same ones."""

    content: Picture
    style: Picture
    blocks: tuple[int, ...]
    steps: int
    size: int
    seed: int
    pooling: Pooling
    trunk: Trunk
    trunk_file: str
    device: str | None

    def config(self) -> ReconstructionConfig:
        """Return what the engine takes."""
        return ReconstructionConfig(
            self.content.rgb,
            self.style.rgb,
            blocks=self.blocks,
            steps=self.steps,
            size=self.size,
            seed=self.seed,
            device=self.device,
            pooling=self.pooling,
            trunk=self.trunk,
            trunk_file=Path(self.trunk_file).expanduser() if self.trunk_file else None,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A reconstruction on its way or at its end: its newest numbers and its newest picture.

    ``alike`` is that of the picture.
    """

    step: ReconstructionStep
    picture: NDArray[np.uint8] | None
    alike: float | None

    @property
    def share(self) -> float:
        """What is left of the noise's loss."""
        return self.step.loss / self.step.first if self.step.first else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class KeepsView:
    """All that the page shows.

    Attributes
    ----------
    originals
        The photograph and the painting, or None while they are read.
    request, present
        What was made, and what the settings ask for now; None where pictures are missing.
    blocks
        Whose reconstructions are asked for, or were.
    """

    cells: dict[Target, Cell]
    originals: tuple[Picture | None, Picture | None]
    request: KeepsRequest | None
    present: KeepsRequest | None
    blocks: tuple[int, ...]
    is_running: bool
    is_preview: bool
    chosen: Target
    divide: float

    @property
    def is_stale(self) -> bool:
        """Whether the pictures that are shown are of other settings; a quick look's size is not."""
        present = self.present
        if self.is_preview and present is not None:
            present = quick_look(present)
        return self.request is not None and self.request != present

    @property
    def cell(self) -> Cell | None:
        """The reconstruction that is looked at closely."""
        return self.cells.get(self.chosen)

    def original(self, target: Target) -> Picture | None:
        """Return the picture that a reconstruction is to find again."""
        return self.originals[LOSSES.index(target.loss)]


def request_of(state: StyleState, pictures: Pictures, device: str | None) -> KeepsRequest | None:
    """Return what the settings ask for; None while a picture is missing."""
    content, style = pictures.content, heaviest(state.paint, pictures)
    if content is None or style is None:
        return None
    paint, keeps = state.paint, state.keeps
    return KeepsRequest(
        content, style, keeps.blocks, keeps.steps, keeps.size, paint.seed, paint.pooling,
        paint.trunk, paint.trunk_file, device,
    )  # fmt: skip


def heaviest(paint: PaintState, pictures: Pictures) -> Picture | None:
    """Return the style that there is most of, of those that could be read."""
    found = [
        (choice.weight, picture)
        for choice, picture in zip(paint.styles, pictures.styles, strict=False)
        if picture is not None
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def quick_look(request: KeepsRequest) -> KeepsRequest:
    """Return the same, small: a picture of the page is not worth minutes."""
    size, steps = min(request.size, PREVIEW_SIZE), min(request.steps, PREVIEW_STEPS)
    return replace(request, size=size, steps=steps)


def chosen_target(text: str) -> Target:
    """Return the reconstruction that a state names; the content's third where it names none."""
    return next((one for one in TARGETS if name_of(one) == text), Target("content", 3))


def name_of(target: Target) -> str:
    """Return how a state names a reconstruction."""
    return f"{target.loss} {target.block}"


def absorbed(cells: dict[Target, Cell], steps: Iterable[ReconstructionStep]) -> dict[Target, Cell]:
    """Return the cells after some more steps; one that is older than what is known says nothing."""
    newest = dict(cells)
    for step in steps:
        former = newest.get(step.target)
        if former is not None and step.index < former.step.index:
            continue
        picture, alike = step.picture, step.alike
        if picture is None and former is not None:
            picture, alike = former.picture, former.alike
        newest[step.target] = Cell(step, picture, alike)
    return newest


def note_of(step: ReconstructionStep) -> ReconstructionStep:
    """Return a step without its picture, unless it is the last of its reconstruction."""
    return step if step.is_last else replace(step, picture=None, alike=None)


def run(request: KeepsRequest) -> Generator[ReconstructionStep, None, None]:
    """Make the reconstructions (in the job's thread)."""
    from explorer.engine.style.reconstruct import reconstruct

    yield from reconstruct(request.config())
