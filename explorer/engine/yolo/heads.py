"""An output of a YOLO network: its grid, its anchors, and what its numbers mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

ClassScores = Literal["softmax", "logistic"]

BOX_NUMBERS = 5
"""tx, ty, tw, th and the objectness, before the classes."""

MAX_LOG_SIZE = 30.0
"""Largest t_w and t_h that are raised: e³⁰ anchors are beyond any picture, and finite."""


@dataclass(frozen=True, slots=True)
class Head:
    """How the numbers of one output grid are read.

    Parameters
    ----------
    anchors_px
        Width and height of each anchor, in pixels of the network's input.
    classes
        C, the number of classes.
    stride
        Pixels of the input to a cell.
    class_scores
        "softmax": one class a box (the lecture, YOLOv2); "logistic": each class for itself
        (YOLOv3 and later).
    xy_scale
        How far beyond its cell a centre may lie; 1 is not at all (YOLOv4 uses more, as
        ``scale_x_y``; Bochkovskiy et al., 2020, section 4.3).
    """

    anchors_px: tuple[tuple[float, float], ...]
    classes: int
    stride: int
    class_scores: ClassScores
    xy_scale: float = 1.0

    @property
    def depth(self) -> int:
        """Channels of the output: anchors · (5 + classes)."""
        return len(self.anchors_px) * (BOX_NUMBERS + self.classes)

    def by_anchor(self, output: Tensor) -> Tensor:
        """Return an output (A·(5+C), S, S) as (A, 5+C, S, S); a view."""
        return output.view(len(self.anchors_px), BOX_NUMBERS + self.classes, *output.shape[-2:])

    def boxes_cxcywh(self, numbers: Tensor) -> Tensor:
        """Return centre and size (A, S, S, 4) in pixels of the network's input.

        b_x = (σ(t_x)·s − (s − 1)/2 + c_x)·stride and b_w = p_w·e^{t_w}, likewise y and h
        (YOLOv2, section 2, "Direct location prediction"; s is `xy_scale`).

        Parameters
        ----------
        numbers
            Raw predictions (A, 5+C, S, S).
        """
        rows, columns = numbers.shape[-2:]
        cx = torch.arange(columns, dtype=numbers.dtype, device=numbers.device)
        cy = torch.arange(rows, dtype=numbers.dtype, device=numbers.device)[:, None]
        offset = (self.xy_scale - 1) / 2
        anchors = numbers.new_tensor(self.anchors_px)[:, :, None, None]
        x = (numbers[:, 0].sigmoid() * self.xy_scale - offset + cx) * self.stride
        y = (numbers[:, 1].sigmoid() * self.xy_scale - offset + cy) * self.stride
        size = numbers[:, 2:4].clamp(max=MAX_LOG_SIZE).exp() * anchors
        return torch.stack((x, y, size[:, 0], size[:, 1]), dim=-1)

    def objectness(self, numbers: Tensor) -> Tensor:
        """Return p_c (A, S, S): how sure the anchor is that the cell holds an object's centre.

        σ(t_o) (YOLOv2, section 2, "Direct location prediction").
        """
        return numbers[:, 4].sigmoid()

    def class_probabilities(self, numbers: Tensor) -> Tensor:
        """Return (A, S, S, C): of each class, given that there is an object.

        A softmax over the classes, or a logistic function of each by itself (Redmon and Farhadi,
        "YOLOv3", 2018, section 2.2, "Class Prediction").
        """
        logits = numbers[:, BOX_NUMBERS:].movedim(1, -1)
        return logits.softmax(-1) if self.class_scores == "softmax" else logits.sigmoid()

    def best_class(self, numbers: Tensor) -> tuple[Tensor, Tensor]:
        """Return the largest of the class probabilities and its class, both (A, S, S).

        Of logistic scores the largest logit alone is turned into a probability; with 80 classes
        that is five times as fast as turning all.
        """
        logits = numbers[:, BOX_NUMBERS:]
        class_ids = torch.from_numpy(logits.numpy().argmax(1))  # torch's own takes eight times that
        best = logits.gather(1, class_ids[:, None])[:, 0]
        if self.class_scores == "softmax":
            return (best - logits.logsumexp(1)).exp(), class_ids
        return best.sigmoid(), class_ids
