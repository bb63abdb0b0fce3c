"""What the page asks its worker for, and what it gets: frozen values, free of Qt and torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.trained.network import Prediction
    from explorer.panels.filters.maps.values import LayerFacts, NetworkFacts
    from explorer.panels.filters.state import FiltersState, UnitState

Method = Literal["gradient", "grad-cam", "maximise"]
Place = Literal["network", "layer", "channel", "class", "picture"]
Position = tuple[int, int]

SHARE = 0.995
"""The part of the pixels, of those not 0, that the colours hold: stray ones do not dim the rest."""


@dataclass(frozen=True, slots=True)
class ExciteRequest:
    """What is to be computed of a picture; the fields mean what they mean in the state.

    ``device`` is what the engine runs on. ``rests``: a maximisation runs and wants the device, so
    that what was measured before is good enough.
    """

    unit: UnitState
    device: str
    method: Method
    gradient_of: Literal["mean", "strongest"] = "mean"
    signed: bool = False
    class_index: int | None = None
    rests: bool = False


def request_of(state: FiltersState, device: str, *, rests: bool = False) -> ExciteRequest:
    """Leave out what only the screen or the maximisation needs."""
    excite = state.excite
    gradient, cam = excite.method == "gradient", excite.method == "grad-cam"
    return ExciteRequest(
        unit=state.unit,
        device=device,
        method=excite.method,
        gradient_of=excite.gradient_of if gradient else "mean",
        signed=gradient and excite.gradient_shown == "signed",
        class_index=excite.class_index if cam else None,
        rests=rests,
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer, and beside which control that is to be said."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class ChannelMap:
    """A channel's map, float32 (h, w), and as palette levels whose colours end at low and high."""

    values: NDArray[np.float32]
    levels: NDArray[np.uint8]
    low: float
    high: float
    signed: bool


@dataclass(frozen=True, slots=True, eq=False)
class UnitFacts:
    """A channel among the others of its layer on this picture.

    ``means`` holds the mean of each channel's map, ``map`` is that of the channel.
    """

    channel: int
    means: tuple[float, ...]
    map: ChannelMap

    @property
    def mean(self) -> float:
        """The mean of this channel's map."""
        return self.means[self.channel]

    @property
    def rank(self) -> int:
        """1 for the channel with the largest mean; equal ones share a rank."""
        return 1 + sum(mean > self.mean for mean in self.means)


@dataclass(frozen=True, slots=True, eq=False)
class GradientAnswer:
    """How each pixel of the input would change the unit's answer.

    Parameters
    ----------
    values, levels
        One number a pixel, float32 (H, W), and its palette level.
    signed, limit
        Whether the numbers have signs, and where the colours end (see `SHARE`).
    position, activation
        Of the map's value that was differentiated (None: its mean), and that value.
    peak, peak_at
        The number of largest magnitude, and its (row, column).
    extent
        (top, left, bottom, right) of the pixels that are not 0; None where all are.
    """

    values: NDArray[np.float32]
    levels: NDArray[np.uint8]
    signed: bool
    limit: float
    position: Position | None
    activation: float
    peak: float
    peak_at: Position
    extent: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class ChannelWeight:
    """What a channel has to say for a class: its weight α, the mean of its map Ā, and α·Ā."""

    channel: int
    weight: float
    mean: float

    @property
    def contribution(self) -> float:
        """The mean over the map of what this channel adds before the ReLU."""
        return self.weight * self.mean


@dataclass(frozen=True, slots=True, eq=False)
class CamAnswer:
    """Where the network sees evidence for a class.

    Parameters
    ----------
    heat
        L, float32 (h, w), the size of the layer's maps.
    maximum
        Of the heat; 0 means that nothing at this layer speaks for the class.
    class_index, label, score, probability
        The class, its score before the softmax, and its probability.
    weights
        All channels, that of the largest weight first.
    """

    heat: NDArray[np.float32]
    maximum: float
    class_index: int
    label: str
    score: float
    probability: float
    weights: tuple[ChannelWeight, ...]

    def weight_of(self, channel: int) -> float:
        """Return a channel's weight α."""
        return next(one.weight for one in self.weights if one.channel == channel)


@dataclass(frozen=True, slots=True, eq=False)
class ExciteView:
    """All that the page shows of one picture and one request.

    Parameters
    ----------
    network, layer, unit
        As far as they are known.
    labels
        Names of the network's classes; none for a trunk.
    crop_xyxy, seen_rgb
        The part of the picture that the network sees, and that part as uint8 (H, W, 3).
    fixed_side
        The one size of pictures that the network takes, in pixels; None where many will do.
    predictions
        The best classes, best first; empty where the network was not run to its end.
    answer
        None while maximising, and where there is a problem.
    """

    network: NetworkFacts | None = None
    layer: LayerFacts | None = None
    unit: UnitFacts | None = None
    labels: tuple[str, ...] = ()
    crop_xyxy: tuple[float, float, float, float] | None = None
    seen_rgb: NDArray[np.uint8] | None = None
    fixed_side: int | None = None
    predictions: tuple[Prediction, ...] = ()
    answer: GradientAnswer | CamAnswer | None = None
    problem: Problem | None = None
    elapsed_ms: float = 0.0
