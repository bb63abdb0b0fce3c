"""How much storing weights in half precision changes what a network says of real pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from repository import ASSETS

from explorer.engine.images import load_rgb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from torch import Tensor, nn

    from explorer.engine.preprocessing import Preprocessing


def compare_classes(
    module: nn.Module,
    full: Mapping[str, Tensor],
    half: Mapping[str, Tensor],
    preprocessing: Preprocessing,
) -> dict[str, Any]:
    """Return how often the best class is the same, and the largest change of a probability."""
    same, largest, count = 0, 0.0, 0
    for x in _views(preprocessing):
        a, b = (_run(module, state, x).softmax(1) for state in (full, half))
        same += int(a.argmax() == b.argmax())
        largest = max(largest, float((a - b).abs().max()))
        count += 1
    return {
        "stored_as": "float16, compared with float32",
        "views": count,
        "of": "parts of assets/images, and their mirror images",
        "top1_agreement": round(same / count, 4),
        "max_probability_change": _rounded(largest),
    }


def compare_maps(
    module: nn.Module,
    full: Mapping[str, Tensor],
    half: Mapping[str, Tensor],
    preprocessing: Preprocessing,
) -> dict[str, Any]:
    """Return the largest change of the last maps, as a share of their largest value."""
    largest, count = 0.0, 0
    for x in _views(preprocessing, parts=1):
        a, b = (_run(module, state, x) for state in (full, half))
        largest = max(largest, float((a - b).abs().max() / a.abs().max()))
        count += 1
    return {
        "stored_as": "float16, compared with float32",
        "views": count,
        "of": "assets/images, and their mirror images",
        "max_change_of_last_maps": _rounded(largest),
    }


@torch.inference_mode()
def _run(module: nn.Module, state: Mapping[str, Tensor], x: Tensor) -> Tensor:
    module.load_state_dict(
        {key: value.to(torch.get_default_dtype()) for key, value in state.items()}
    )
    out: Tensor = module.eval()(x)
    return out


def _views(preprocessing: Preprocessing, parts: int = 5) -> Iterator[Tensor]:
    """Yield each bundled picture, whole and its four corners of 70 %, as is and mirrored."""
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        rgb = load_rgb(path)
        height, width = rgb.shape[:2]
        tall, wide = round(0.7 * height), round(0.7 * width)
        corners = [rgb[:tall, :wide], rgb[:tall, -wide:], rgb[-tall:, :wide], rgb[-tall:, -wide:]]
        for view in [rgb, *corners][:parts]:
            yield preprocessing.tensor(view)
            yield preprocessing.tensor(view[:, ::-1])


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
