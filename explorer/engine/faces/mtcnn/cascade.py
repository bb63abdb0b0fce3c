"""MTCNN's cascade: a pyramid of the picture, three networks, and faces with their landmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.faces.mtcnn import geometry
from explorer.engine.faces.mtcnn.networks import load_networks
from explorer.engine.faces.mtcnn.summed_area import SummedArea
from explorer.engine.faces.values import Face
from explorer.engine.nms import batched_nms, nms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor, nn

MINIMUM_SCORE = 0.9
"""Below it too many are no faces."""

MINIMUM_PX = 40
FACTOR = 0.709
MARGIN = 4
THRESHOLDS = (0.6, 0.7)
BATCH = 512


class Mtcnn:
    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.networks = load_networks().to(device)

    @torch.inference_mode()
    def locate(self, rgb: NDArray[np.uint8], minimum_px: float = MINIMUM_PX) -> list[Face]:
        picture = SummedArea(rgb, self.device)
        boxes = self._refine(picture, self._propose(picture, minimum_px))
        return self._finish(picture, boxes)

    def _propose(self, picture, minimum_px):
        found = []
        for level, scale in enumerate(scales(picture.height, picture.width, minimum_px)):
            h, w = int(picture.height * scale + 1), int(picture.width * scale + 1)
            logits, offsets = self.networks.pnet(picture.scaled(h, w, MARGIN))
            score = logits[0].softmax(0)[1]
            places = (score >= THRESHOLDS[0]).nonzero()
            boxes = geometry.window_boxes(places, scale, MARGIN)
            r, c = places.T
            found.append((boxes, score[r, c], offsets[0, :, r, c].T, torch.full((len(r),), level)))
        if not found:
            return torch.empty(0, 4)
        boxes, score, offsets, levels = (torch.cat(x) for x in zip(*found))
        keep = batched_nms(boxes, score, levels, 0.5)
        keep = keep[nms(boxes[keep], score[keep], 0.7)]
        return geometry.squared(geometry.moved(boxes[keep], offsets[keep], False))

    def _refine(self, picture, boxes):
        logits, offsets = self._look(self.networks.rnet, picture, boxes, 24)
        score = logits.softmax(1)[:, 1]
        keep = (score > THRESHOLDS[1]).nonzero()[:, 0]
        keep = keep[nms(boxes[keep], score[keep], 0.7)]
        return geometry.squared(geometry.moved(boxes[keep], offsets[keep]))

    def _finish(self, picture, boxes):
        logits, offsets, parts = self._look(self.networks.onet, picture, boxes, 48)
        score = logits.softmax(1)[:, 1]
        keep = score >= MINIMUM_SCORE
        boxes, score, offsets, parts = boxes[keep], score[keep], offsets[keep], parts[keep]
        pts = geometry.landmarks_of(boxes, parts)
        boxes = geometry.moved(boxes, offsets)
        keep = geometry.without_nested(boxes, score, 0.7)
        e = geometry.edges_xyxy(boxes)
        return [Face(tuple(e[i].tolist()), float(score[i]), pts[i].numpy()) for i in keep]

    def _look(self, net, picture, boxes, side):
        w = geometry.pixel_windows(boxes)
        outs = [net(picture.windows(c, side)) for c in w.split(BATCH)] if len(w) else [net(torch.zeros(0,3,side,side))]
        return tuple(torch.cat(o) for o in zip(*outs))


def scales(h, w, minimum_px):
    s = 12 / minimum_px
    out = []
    while min(h, w) * s >= 12 - EXTRA:
        out.append(s); s *= FACTOR
    return out
EXTRA = 0
