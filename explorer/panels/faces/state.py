"""What a person has chosen in the faces panel, as one value that can be saved and restored.

No face is in it: neither pictures nor embeddings nor names enter a scene.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.engine.faces.distance import TAU
from explorer.services.ranges import check_range

PageKey = Literal["recognise", "enrol", "verify", "tau", "triplets", "space"]
Locator = Literal["mtcnn", "tiny"]
Sample = Literal["gallery", "bundled"]
AcceptsAxis = Literal["log", "linear"]
Mining = Literal["all", "hard", "semi-hard"]
Layout = Literal["pca", "neighbours"]
LARGEST_TAU = 1.5
LARGEST_MARGIN = 2.0
SMALLEST_RATE = 1e-4
MOST_STEPS = 2000


@dataclass(frozen=True, slots=True)
class RecognitionState:
    """How faces are found and told apart.

    ``tau``: squared distance below which two faces are one person's. ``smooth``: whether names are
    decided over several frames.
    """

    locator: Locator = "mtcnn"
    tau: float = TAU
    smooth: bool = True

    def __post_init__(self) -> None:
        check_range("tau", self.tau, 0, LARGEST_TAU)


@dataclass(frozen=True, slots=True)
class VerifyState:
    """Two pictures: a bundled one's name, or a path; empty where none was chosen.

    ``first_face``, ``second_face``: which face is taken where a picture shows several.
    """

    first: str = "bundled:obama-portrait"
    second: str = "bundled:obama-congress"
    first_face: int = 0
    second_face: int = 0

    def __post_init__(self) -> None:
        if min(self.first_face, self.second_face) < 0:
            raise ValueError("faces are counted from 0, the largest")


@dataclass(frozen=True, slots=True)
class TauState:
    """Whose distances are counted, and how false accepts lie on the axis of the ROC."""

    sample: Sample = "bundled"
    accepts: AcceptsAxis = "log"


@dataclass(frozen=True, slots=True)
class TripletsState:
    """Which triplet is looked at, and how the projection head is trained.

    ``triplet``: places of A, P and N in the sample; empty until they are chosen or mined.
    ``everyone``: whether a batch shows everybody, or a few. ``outputs``: numbers of an embedding.
    """

    sample: Sample = "bundled"
    triplet: tuple[int, ...] = ()
    margin: float = 0.2
    mining: Mining = "semi-hard"
    seed: int = 0
    learning_rate: float = 1e-3
    everyone: bool = False
    outputs: Literal[2, 16] = 16
    steps: int = 400

    def __post_init__(self) -> None:
        if not 0 < self.margin <= LARGEST_MARGIN:
            raise ValueError(f"margin is {self.margin}; it lies above 0, up to {LARGEST_MARGIN}")
        if len(self.triplet) not in (0, 3) or min(self.triplet, default=0) < 0:
            raise ValueError("a triplet is three places, counted from 0, or none")
        check_range("seed", self.seed, 0, 9999)
        check_range("learning_rate", self.learning_rate, SMALLEST_RATE, 1)
        check_range("steps", self.steps, 10, MOST_STEPS)


@dataclass(frozen=True, slots=True)
class SpaceState:
    """How embeddings are laid out in the plane.

    ``with_gallery``: whether those enrolled are drawn over the bundled faces.
    """

    sample: Sample = "bundled"
    layout: Layout = "pca"
    with_gallery: bool = False


@dataclass(frozen=True, slots=True)
class FacesState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "recognise"
    recognition: RecognitionState = field(default_factory=RecognitionState)
    verify: VerifyState = field(default_factory=VerifyState)
    tau: TauState = field(default_factory=TauState)
    triplets: TripletsState = field(default_factory=TripletsState)
    space: SpaceState = field(default_factory=SpaceState)
