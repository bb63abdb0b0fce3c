"""The cascade's three stages, each a network and what becomes of the boxes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.faces.mtcnn import geometry
from explorer.engine.faces.values import Face
from explorer.engine.nms import batched_nms, nms

if TYPE_CHECKING:
    from torch import Tensor, nn

    from explorer.engine.faces.mtcnn.networks import OutputNet, ProposalNet, RefineNet
    from explorer.engine.faces.mtcnn.pyramid import Level
    from explorer.engine.faces.mtcnn.summed_area import SummedArea

PROPOSAL_SCORE = 0.6
REFINED_SCORE = 0.7
LEVEL_IOU = 0.5
IOU = 0.7
NESTED = 0.7
REFINE_PX = 24
OUTPUT_PX = 48
BATCH = 256
"""Windows that a network sees at once: more take memory, and no less time each."""


def propose(pnet: ProposalNet, picture: SummedArea, levels: tuple[Level, ...]) -> Tensor:
    """Return squares (N, 4) that P-Net takes for faces on any of the levels."""
    found = [_proposals(pnet, picture, level) for level in levels]
    if not found:
        return torch.empty(0, 4)
    scores, boxes, offsets = (torch.cat(parts) for parts in zip(*found, strict=True))
    counts = torch.tensor([len(of_level) for of_level, _, _ in found])
    of = torch.arange(len(levels)).repeat_interleave(counts)
    kept = batched_nms(boxes, scores, of, LEVEL_IOU)
    kept = kept[nms(boxes[kept], scores[kept], IOU)]
    return geometry.squared(geometry.moved(boxes[kept], offsets[kept], inclusive=False))


def _proposals(pnet: ProposalNet, picture: SummedArea, level: Level) -> tuple[Tensor, ...]:
    """Return scores (N,), boxes (N, 4) and offsets (N, 4) of a level, on the CPU."""
    logits, offsets = pnet(picture.scaled(level.height, level.width, level.margin))
    scores = logits.softmax(1)[0, 1].cpu()
    places = (scores >= PROPOSAL_SCORE).nonzero()
    rows, columns = places.unbind(1)
    boxes = geometry.window_boxes(places, level.scale, level.margin)
    return scores[rows, columns], boxes, offsets[0].cpu()[:, rows, columns].T


def refine(rnet: RefineNet, picture: SummedArea, boxes: Tensor) -> Tensor:
    """Return squares (M, 4) that R-Net too takes for faces, and puts in place."""
    if not len(boxes):
        return boxes
    logits, offsets = _look(rnet, picture, boxes, REFINE_PX)
    scores = logits.softmax(1)[:, 1]
    kept = (scores > REFINED_SCORE).nonzero()[:, 0]
    kept = kept[nms(boxes[kept], scores[kept], IOU)]
    return geometry.squared(geometry.moved(boxes[kept], offsets[kept]))


def approach(onet: OutputNet, picture: SummedArea, boxes: Tensor, minimum_score: float) -> Tensor:
    """Return the squares (M, 4) that O-Net gives at least this score, put in place, best first."""
    placed, _, _ = _seen(onet, picture, boxes, minimum_score)
    return geometry.squared(placed)


def finish(onet: OutputNet, picture: SummedArea, boxes: Tensor, minimum_score: float) -> list[Face]:
    """Return the squares (N, 4) that O-Net gives at least this score as faces, best first."""
    placed, scores, landmarks = _seen(onet, picture, boxes, minimum_score)
    edges, points = geometry.edges_xyxy(placed).tolist(), landmarks.numpy()
    return [
        Face(tuple(box), score, points[index])
        for index, (box, score) in enumerate(zip(edges, scores.tolist(), strict=True))
    ]


def _seen(
    onet: OutputNet, picture: SummedArea, boxes: Tensor, minimum_score: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Return boxes (M, 4), scores (M,) and landmarks (M, 5, 2) of the faces that O-Net sees."""
    if not len(boxes):
        return torch.empty(0, 4), torch.empty(0), torch.empty(0, 5, 2)
    logits, offsets, parts = _look(onet, picture, boxes, OUTPUT_PX)
    scores = logits.softmax(1)[:, 1]
    passing = (scores >= minimum_score).nonzero()[:, 0]
    placed = geometry.moved(boxes, offsets)
    kept = passing[geometry.without_nested(placed[passing], scores[passing], NESTED)]
    return placed[kept], scores[kept], geometry.landmarks_of(boxes[kept], parts[kept])


def _look(net: nn.Module, picture: SummedArea, boxes: Tensor, side: int) -> tuple[Tensor, ...]:
    """Return a network's outputs for squares (N, 4), on the CPU."""
    windows = torch.split(geometry.pixel_windows(boxes), BATCH)
    said = [net(picture.windows(some, side)) for some in windows]
    return tuple(torch.cat(outputs).cpu() for outputs in zip(*said, strict=True))
