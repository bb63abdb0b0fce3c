"""What is said of a stage: its count, its formula, and a sentence with today's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.grid.box_math import latex_text

if TYPE_CHECKING:
    from explorer.panels.detector.decode.values import DecodeView

SOFT = ("soft-linear", "soft-gaussian")


def count_text(view: DecodeView, stage: int) -> str:
    """Return what a stage leaves, in a few characters."""
    return (
        f"{view.predictions:,}",
        f"{view.sure:,} {'is' if view.sure == 1 else 'are'} ≥ 0.5",
        f"{view.predictions:,} → {len(view):,}",
        f"{len(view):,} {'box' if len(view) == 1 else 'boxes'}",
        f"{len(view):,} → {view.left:,}",
    )[stage]


def latex(view: DecodeView, stage: int) -> str:
    """Return the formula of a stage; with the best prediction's numbers where it has some."""
    best = view.example
    if stage == 0:
        parts = [rf"{one.rows} \cdot {one.columns} \cdot {one.anchors}" for one in view.grids]
        return f"{' + '.join(parts)} = {view.predictions}"
    if stage == 1:
        numbers = "" if best is None else rf" = \sigma({{{best.t_o:.2f}}}) = {best.p_c:.2f}"
        return rf"p_c = \sigma(t_o){numbers}"
    if stage == 2:
        return _threshold_latex(view)
    if stage == 3:
        return (
            r"b_x = (\sigma(t_x) + c_x) \cdot s, \quad b_w = p_w\, e^{t_w}"
            "\n"
            r"b_y = (\sigma(t_y) + c_y) \cdot s, \quad b_h = p_h\, e^{t_h}"
        )
    return _nms_latex(view)


def sentence(view: DecodeView, stage: int) -> str:
    """Return what happens at a stage."""
    return (_grid, _confidence, _threshold, _boxes, _nms)[stage](view)


def _threshold_latex(view: DecodeView) -> str:
    best, limit = view.example, f"{view.thresholds.score:.2f}"
    rule = r"p_c \cdot P(\text{class}) \geq " + limit
    if best is None:
        return rule
    sign = r"\geq" if best.score >= view.thresholds.score else "<"
    name = latex_text(best.class_name)
    return (
        rf"{rule}" + "\n" + rf"P({name}): \quad {best.p_c:.2f} \cdot {best.probability:.2f} = "
        rf"{best.score:.2f} {sign} {limit}"
    )


def _nms_latex(view: DecodeView) -> str:
    if view.thresholds.suppression == "soft-linear":
        return r"s \leftarrow s \cdot (1 - \mathrm{IoU})"
    if view.thresholds.suppression == "soft-gaussian":
        return r"s \leftarrow s \cdot e^{-\mathrm{IoU}^2 / 0.5}"
    return (
        r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|} > "
        rf"{view.thresholds.iou:.2f}: \quad \text{{B goes}}"
    )


def _grid(view: DecodeView) -> str:
    parts = [
        f"{one.rows}×{one.columns} cells with {one.anchors} "
        f"{'anchor' if one.anchors == 1 else 'anchors'} each"
        for one in view.grids
    ]
    return f"{' and '.join(parts)}: {view.predictions:,} predictions, whatever the picture shows."


def _confidence(view: DecodeView) -> str:
    sure = f"{view.sure:,} {'is' if view.sure == 1 else 'are'} 0.5 or more"
    return (
        "The colour of a cell is its largest p_c: how sure an anchor is that an object’s centre is "
        f"in it. Of {view.predictions:,}, {sure}; the largest is {view.most_p_c:.2f}."
    )


def _threshold(view: DecodeView) -> str:
    passing, limit = len(view), view.thresholds.score
    of = f"Of {view.predictions:,} predictions, "
    if view.thresholds.shown is not None:
        of = f"Of {view.predictions:,} predictions, and of the classes that are looked for, "
    if not passing:
        best = "" if view.example is None else f" The largest score is {view.example.score:.2f}."
        return f"{of}none has a score of {limit:.2f} or more: no box will be left.{best}"
    if passing == 1:
        return f"{of}one passes: its score, p_c times its class’s, is {limit:.2f} or more."
    return f"{of}{passing:,} pass: their scores, p_c times the class’s, are {limit:.2f} or more."


def _boxes(view: DecodeView) -> str:
    if not len(view):
        return "Nothing passed the threshold: there is no anchor to turn into a box."
    anchors = "The anchor that is left becomes a box" if len(view) == 1 else (
        f"The {len(view):,} anchors that are left become boxes"
    )  # fmt: skip
    return f"{anchors}: t_x and t_y move the centre within its cell, t_w and t_h stretch the sides."


def _nms(view: DecodeView) -> str:
    passing, left, threshold = len(view), view.left, view.thresholds
    if not passing:
        return "There is no box to suppress."
    gone = passing - left
    shown = f" Only the best {len(view.kept)} are shown." if view.more else ""
    better = "a better one"
    if not threshold.class_agnostic:
        better += f" of {'its' if gone <= 1 else 'their'} class"
    if threshold.suppression in SOFT:
        return (
            f"{passing:,} → {left:,}: soft-NMS lowers the scores of boxes that overlap {better}; "
            f"{gone:,} {'falls' if gone == 1 else 'fall'} below {threshold.score:.2f}.{shown}"
        )
    if not gone:
        what = (
            "the one box stays" if passing == 1 else f"no box overlaps {better} so much: all stay"
        )
        return f"{passing:,} → {left:,}: {what}.{shown}"
    boxes = "one box overlaps" if gone == 1 else f"{gone:,} boxes overlap"
    goes = "goes" if gone == 1 else "go"
    return (
        f"{passing:,} → {left:,}: {boxes} {better} by an IoU above {threshold.iou:.2f} and {goes}."
        f"{shown}"
    )
