"""What a person has chosen in the detector panel, as one value that can be saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from explorer.services.ranges import check_range

PageKey = Literal["live", "compare", "steps", "grid", "decode", "files"]
ModelName = Literal["yolov3-tiny", "lecture", "own"]
Suppression = Literal["greedy", "soft-linear", "soft-gaussian"]
CompareWay = Literal["sweep", "sides"]
FilesTask = Literal["pictures", "video", "evaluate"]
OWN: Final = "own"
SIZE_STEP = 32
SMALLEST_SIZE, LARGEST_SIZE = 96, 1280
MOST_BOXES = 300


def _check_paths(*paths: str) -> None:
    """Refuse what no system opens, and what Python calls no error of a file."""
    for path in paths:
        if "\0" in path:
            raise ValueError(f"{path!r} is no path: it has a NUL in it")


@dataclass(frozen=True, slots=True)
class ModelState:
    """Which detector looks, and at how many pixels.

    ``name`` is a bundled detector or "own": then ``cfg``, ``weights`` and perhaps ``names`` are
    paths of Darknet's official files.
    """

    name: ModelName = "yolov3-tiny"
    size: int = 416
    cfg: str = ""
    weights: str = ""
    names: str = ""

    def __post_init__(self) -> None:
        if self.size % SIZE_STEP or not SMALLEST_SIZE <= self.size <= LARGEST_SIZE:
            raise ValueError(
                f"size is {self.size}; it has to be a multiple of {SIZE_STEP} "
                f"from {SMALLEST_SIZE} to {LARGEST_SIZE}"
            )
        _check_paths(self.cfg, self.weights, self.names)


@dataclass(frozen=True, slots=True)
class ThresholdState:
    """Which predictions become boxes.

    ``shown``: names of the classes that are looked for, None for all. Other classes are left out
    before boxes are compared.
    """

    score: float = 0.25
    iou: float = 0.45
    max_boxes: int = 100
    class_agnostic: bool = False
    suppression: Suppression = "greedy"
    shown: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        check_range("score", self.score, 0, 1)
        check_range("iou", self.iou, 0, 1)
        check_range("max_boxes", self.max_boxes, 1, MOST_BOXES)


@dataclass(frozen=True, slots=True)
class CompareState:
    """Before and after suppression: one picture with a line at ``divider``, or side by side."""

    way: CompareWay = "sweep"
    divider: float = 0.5

    def __post_init__(self) -> None:
        check_range("divider", self.divider, 0, 1)


@dataclass(frozen=True, slots=True)
class StepsState:
    """How far suppression has been walked, and which two boxes were chosen by hand.

    ``step`` 0 shows all sorted boxes. ``pair`` holds ranks among the sorted boxes.
    """

    step: int = 0
    pair: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.step < 0 or len(self.pair) > 2 or min(self.pair, default=0) < 0:
            raise ValueError("steps and ranks are counted from 0, and a pair is two boxes")


@dataclass(frozen=True, slots=True)
class GridState:
    """Which grid, which cell and which anchor are looked at.

    ``cell`` is (row, column), None for that of the best box; ``anchor`` is None for the cell's
    best.
    """

    head: int = 0
    cell: tuple[int, int] | None = None
    anchor: int | None = None
    heat: bool = True
    anchors: bool = True

    def __post_init__(self) -> None:
        if min(self.head, self.anchor or 0, *(self.cell or (0,))) < 0:
            raise ValueError("grids, cells and anchors are counted from 0")


@dataclass(frozen=True, slots=True)
class DecodeState:
    """How far decoding has gone: 0 picture and grid, 1 confidence, 2 threshold, 3 boxes, 4 NMS."""

    stage: float = 0.0

    def __post_init__(self) -> None:
        check_range("stage", self.stage, 0, 4)


@dataclass(frozen=True, slots=True)
class FilesState:
    """What is to be done with files: boxes of pictures, a video annotated, a folder evaluated.

    ``path`` is a file, a folder, or "bundled:" and perhaps a name; "" before anything was chosen.
    ``others`` are further pictures, where several were chosen.
    """

    task: FilesTask = "pictures"
    path: str = ""
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_paths(self.path, *self.others)


@dataclass(frozen=True, slots=True)
class DetectorState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "live"
    model: ModelState = field(default_factory=ModelState)
    thresholds: ThresholdState = field(default_factory=ThresholdState)
    compare: CompareState = field(default_factory=CompareState)
    steps: StepsState = field(default_factory=StepsState)
    grid: GridState = field(default_factory=GridState)
    decode: DecodeState = field(default_factory=DecodeState)
    files: FilesState = field(default_factory=FilesState)
