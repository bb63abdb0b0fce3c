"""A cell's raw numbers turned into a box and a score, as formulae with today's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from explorer.engine.yolo.heads import BOX_NUMBERS, MAX_LOG_SIZE

if TYPE_CHECKING:
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.values import DetectView
    from explorer.widgets.cells import Cell

COMMANDS = frozenset(r"\{}$^_&#%~")
LARGEST_SHOWN = 99_999.5
"""Pixels, from which on a power of ten is written."""


@dataclass(frozen=True, slots=True)
class BoxMath:
    """What the formulae take, in float64.

    Parameters
    ----------
    raw
        t_x, t_y, t_w, t_h and t_o, as the network gave them.
    cell
        Row and column: c_y and c_x.
    anchor_px
        p_w and p_h.
    stride
        Pixels of the square to a cell.
    probability
        P(class) of the best class.
    corner, scale
        Of the letterbox, along x and y.
    """

    raw: tuple[float, float, float, float, float]
    cell: Cell
    anchor_px: tuple[float, float]
    stride: int
    xy_scale: float
    class_name: str
    probability: float
    corner: tuple[int, int]
    scale: tuple[float, float]

    @property
    def centre(self) -> tuple[float, float]:
        """b_x and b_y, in pixels of the square."""
        x, y = (
            (sigmoid(t) * self.xy_scale - (self.xy_scale - 1) / 2 + at) * self.stride
            for t, at in zip(self.raw[:2], reversed(self.cell), strict=True)
        )
        return x, y

    @property
    def size(self) -> tuple[float, float]:
        """b_w and b_h, in pixels of the square."""
        width, height = (
            side * exp(min(t, MAX_LOG_SIZE))
            for t, side in zip(self.raw[2:4], self.anchor_px, strict=True)
        )
        return width, height

    @property
    def p_c(self) -> float:
        """How sure the anchor is of an object."""
        return sigmoid(self.raw[4])

    @property
    def score(self) -> float:
        """p_c · P(class)."""
        return self.p_c * self.probability

    @property
    def picture_cxcywh(self) -> tuple[float, float, float, float]:
        """Centre and size in pixels of the picture."""
        (x, y), (width, height) = self.centre, self.size
        (left, top), (across, down) = self.corner, self.scale
        return (x - left) / across, (y - top) / down, width / across, height / down


def box_math(view: DetectView, chosen: Chosen) -> BoxMath:
    """Take what belongs to a prediction out of the detector's answer."""
    raw, predictions = view.raw, view.predictions
    head = raw.heads[chosen.head]
    t = raw.maps[chosen.head][chosen.anchor, :BOX_NUMBERS, chosen.cell[0], chosen.cell[1]].tolist()
    class_id = int(predictions.class_ids[chosen.number])
    return BoxMath(
        raw=tuple(t),
        cell=chosen.cell,
        anchor_px=head.anchors_px[chosen.anchor],
        stride=head.stride,
        xy_scale=head.xy_scale,
        class_name=raw.class_names[class_id],
        probability=float(view.raw.class_probabilities(chosen.number)[class_id]),
        corner=raw.letterbox.corner,
        scale=raw.letterbox.scale,
    )


def square_latex(box: BoxMath) -> str:
    """Return centre and size in the network's square, a line each."""
    (row, column), (width, height) = box.cell, box.anchor_px
    return "\n".join(
        (
            _centre_latex(box, "x", box.raw[0], column, box.centre[0]),
            _centre_latex(box, "y", box.raw[1], row, box.centre[1]),
            _side_latex("w", width, box.raw[2], box.size[0]),
            _side_latex("h", height, box.raw[3], box.size[1]),
        )
    )


def score_latex(box: BoxMath) -> str:
    """Return p_c and the score."""
    name = latex_text(box.class_name)
    return (
        rf"p_c = \sigma(t_o) = \sigma({_t(box.raw[4])}) = {box.p_c:.3f}" + "\n"
        rf"\text{{score}} = p_c \cdot P({name}) = "
        rf"{box.p_c:.3f} \cdot {box.probability:.3f} = {box.score:.3f}"
    )


def picture_latex(box: BoxMath) -> str:
    """Return the step from the square's pixels to the picture's, by the letterbox."""
    x, y, width, height = box.picture_cxcywh
    (left, top), (across, down) = box.corner, box.scale
    return "\n".join(
        (
            rf"x = (b_x - {left}) / {across:.4f} = {_px(x)}",
            rf"y = (b_y - {top}) / {down:.4f} = {_px(y)}",
            rf"w = b_w / {across:.4f} = {_px(width)}, \quad h = b_h / {down:.4f} = {_px(height)}",
        )
    )


def spoken(box: BoxMath) -> str:
    """Return the result in words."""
    x, y, width, height = box.picture_cxcywh
    return (
        f"{box.class_name}, score {box.score:.2f}: centre at {x:.0f}, {y:.0f}, "
        f"{width:.0f} by {height:.0f} pixels of the picture"
    )


def sigmoid(t: float) -> float:
    """Return the logistic function, without overflow."""
    return 1 / (1 + exp(-t)) if t >= 0 else exp(t) / (1 + exp(t))


def latex_text(words: str) -> str:
    r"""Return words as text of a formula: what TeX takes for a command is left out."""
    plain = "".join(sign for sign in words if sign not in COMMANDS)
    return rf"\text{{{plain}}}"


def _centre_latex(box: BoxMath, axis: str, t: float, cell: int, value: float) -> str:
    beyond = box.xy_scale - 1
    factor = "" if not beyond else rf"{box.xy_scale:g}\,"
    offset = "" if not beyond else f" - {beyond / 2:.3g}"
    return (
        rf"b_{axis} = ({factor}\sigma(t_{axis}){offset} + c_{axis}) \cdot s = "
        rf"({factor}\sigma({_t(t)}){offset} + {cell}) \cdot {box.stride} = {_px(value)}"
    )


def _side_latex(side: str, anchor: float, t: float, value: float) -> str:
    power = _t(t) if t <= MAX_LOG_SIZE else rf"\min({_t(t)}, {MAX_LOG_SIZE:g})"
    return (
        rf"b_{side} = p_{side}\, e^{{t_{side}}} = {_anchor(anchor)}\, e^{{{power}}} = {_px(value)}"
    )


def _t(value: float) -> str:
    return f"{{{value:.3f}}}"  # in braces, or a minus sign would be set as that of a difference


def _anchor(side: float) -> str:
    return f"{side:.0f}" if side == round(side) else f"{side:.1f}"


def _px(value: float) -> str:
    if abs(value) < LARGEST_SHOWN:
        return f"{value:.1f}"
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
