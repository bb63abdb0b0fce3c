"""Grad-CAM's answer in numbers: the heat, and what each channel has to say for the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.values import CamAnswer, ChannelWeight

if TYPE_CHECKING:
    from explorer.engine.excite import ClassEvidence


def cam_answer(found: ClassEvidence, labels: tuple[str, ...]) -> CamAnswer:
    """Sum up the evidence for a class."""
    index = found.class_index
    ordered, channels = found.weights.sort(descending=True, stable=True)
    means = found.maps.mean((1, 2))[channels]
    rows = zip(channels.tolist(), ordered.tolist(), means.tolist(), strict=True)
    heat = found.heat.float().cpu().numpy()
    return CamAnswer(
        heat=heat,
        maximum=float(heat.max()),
        class_index=index,
        label=labels[index],
        score=found.scores[index].item(),
        probability=found.scores.float().softmax(0)[index].item(),
        weights=tuple(ChannelWeight(*row) for row in rows),
    )
