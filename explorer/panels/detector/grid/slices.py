"""The chosen cell's numbers in the network's output, to be drawn and to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.detections.output_slice import BOX_NUMBERS, OBJECTNESS, OutputSlice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.engine.yolo.heads import Head
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.values import DetectView

COLUMNS = ("row", "column", "anchor", "anchor px", "channel", "number", "raw", "means", "value")


def output_slice(view: DetectView, chosen: Chosen) -> OutputSlice:
    """Return a cell's column of the output; in the lecture's form p_c stands first."""
    raw = view.raw
    head = raw.heads[chosen.head]
    row, column = chosen.cell
    return OutputSlice(
        size=chosen.size,
        values=raw.maps[chosen.head][:, :, row, column].numpy(),
        cell=chosen.cell,
        anchor=chosen.anchor,
        class_names=raw.class_names,
        anchor_names=tuple(anchor_text(head, anchor) for anchor in range(len(head.anchors_px))),
        pc_first=head.class_scores == "softmax",
    )


def anchor_text(head: Head, anchor: int) -> str:
    """Return an anchor's size in pixels of the network's input: "81×82"."""
    width, height = head.anchors_px[anchor]
    return f"{width:.0f}×{height:.0f}"


def slice_rows(view: DetectView, chosen: Chosen) -> Iterator[Sequence[object]]:
    """Yield every number of the cell: where it stands in the output, and what it becomes."""
    yield COLUMNS
    shown = output_slice(view, chosen)
    for anchor in range(shown.anchors):
        meanings = _meanings(view, chosen, anchor)
        for number, value in enumerate(shown.values[anchor].tolist()):
            means, result = meanings[number]
            size, channel = shown.anchor_names[anchor], shown.channel(anchor, number)
            place = (*chosen.cell, anchor + 1, size, channel)
            yield *place, shown.name(number), f"{value:.6g}", means, f"{result:.6g}"


def _meanings(view: DetectView, chosen: Chosen, anchor: int) -> list[tuple[str, float]]:
    """Return what each number of an anchor's group becomes; boxes in the square's pixels."""
    head = view.raw.heads[chosen.head]
    row, column = chosen.cell
    numbers = view.raw.maps[chosen.head]
    box = head.boxes_cxcywh(numbers)[anchor, row, column].tolist()
    of_classes = head.class_probabilities(numbers[:, :, row : row + 1, column : column + 1])
    means = [
        (f"b_{name[1]}", side) for name, side in zip(BOX_NUMBERS[:OBJECTNESS], box, strict=True)
    ]
    p_c = float(head.objectness(numbers)[anchor, row, column])
    return [
        *means,
        ("p_c", p_c),
        *(("P(class)", value) for value in of_classes[anchor, 0, 0].tolist()),
    ]
