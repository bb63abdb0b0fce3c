"""Convert face-api's Tiny Face Detector from the npm package ``@vladmandic/face-api``.

    python assets/build/convert_face_api.py

The package holds weights as bytes q with a scale and a least value, w = q·scale + least. Two things
are computed beforehand here. The mean colour that is taken from the pixels goes into the biases of
the first convolution: it does not pad, so nothing else sees it. And each anchor is given a sixth
number for its class, which is always 0. What the manifest keeps as reference is computed from the
package's own numbers, without the network that is to be tested with it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import packages
import reference
import torch
import torch.nn.functional as F
import weight_files
from repository import ASSETS

from explorer.engine.faces.tiny import TinyFaceNet
from explorer.engine.images import load_rgb, to_tensor
from explorer.engine.yolo.letterbox import letterbox_of
from explorer.engine.yolo.predictions import Predictions, RawPredictions, decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor

PACKAGE = ("@vladmandic/face-api", "1.7.15")
STEM = "model/tiny_face_detector_model"
SHA256 = "b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871"
BUILD = "assets/build/convert_face_api.py"
MEAN_RGB = (117.001, 114.697, 97.404)
ANCHORS, NUMBERS = 5, 5
SIZES = (416, 608)
KEPT_FULL = ("layers.0.",)
# Where each convolution stands in `TinyFaceNet.layers`.
DEPTHWISE = {1: 3, 2: 7, 3: 11, 4: 15, 5: 19}
FIRST, LAST = 0, 24


def originals(package: packages.Package) -> dict[str, Tensor]:
    """Return the package's tensors by their names there, convolutions as (out, in, f, f)."""
    manifest = package.file(f"{STEM}-weights_manifest.json")
    content = package.file(f"{STEM}.bin", SHA256).read_bytes()
    found, at = {}, 0
    for entry in json.loads(manifest.read_text(encoding="utf-8"))[0]["weights"]:
        coded = np.frombuffer(content, np.uint8, int(np.prod(entry["shape"])), at)
        at += coded.size
        how = entry["quantization"]
        values = coded.astype(np.float32) * np.float32(how["scale"]) + np.float32(how["min"])
        found[entry["name"]] = _ordered(entry["name"], values.reshape(entry["shape"]))
    assert at == len(content)
    return found


def _ordered(name: str, values: np.ndarray) -> Tensor:
    """Turn (f, f, in, out) into (out, in, f, f), depthwise (f, f, C, 1) into (C, 1, f, f)."""
    if values.ndim == 1:
        return torch.from_numpy(values)
    order = (2, 3, 0, 1) if "depthwise" in name else (3, 2, 0, 1)
    return torch.from_numpy(values.transpose(order).copy())


def converted(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of `TinyFaceNet`."""
    mean = torch.tensor(MEAN_RGB)[:, None, None] / 255
    first = state["conv0/filters"]
    found = {
        f"layers.{FIRST}.weight": first,
        f"layers.{FIRST}.bias": state["conv0/bias"] - (first * mean).sum((1, 2, 3)),
    }
    for number, place in DEPTHWISE.items():
        found[f"layers.{place}.weight"] = state[f"conv{number}/depthwise_filter"]
        found[f"layers.{place + 1}.weight"] = state[f"conv{number}/pointwise_filter"]
        found[f"layers.{place + 1}.bias"] = state[f"conv{number}/bias"]
    found[f"layers.{LAST}.weight"] = _with_class(state["conv8/filters"])
    found[f"layers.{LAST}.bias"] = _with_class(state["conv8/bias"])
    return found


def _with_class(values: Tensor) -> Tensor:
    """Put a zero behind the five numbers of each anchor."""
    by_anchor = values.view(ANCHORS, NUMBERS, *values.shape[1:])
    return torch.cat((by_anchor, torch.zeros_like(by_anchor[:, :1])), 1).flatten(0, 1)


def original_output(state: Mapping[str, Tensor], rgb: np.ndarray) -> Tensor:
    """Return what the package's weights say of a picture: (25, S, S)."""
    x = torch.from_numpy(rgb).permute(2, 0, 1)[None].float()
    x = (x - torch.tensor(MEAN_RGB)[:, None, None]) / 255
    x = F.leaky_relu(F.conv2d(x, state["conv0/filters"], state["conv0/bias"]), 0.1)
    for number in DEPTHWISE:
        x = F.max_pool2d(x, 2, 2, ceil_mode=True)
        x = F.conv2d(x, state[f"conv{number}/depthwise_filter"], padding=1, groups=x.shape[1])
        x = F.conv2d(x, state[f"conv{number}/pointwise_filter"], state[f"conv{number}/bias"])
        x = F.leaky_relu(x, 0.1)
    x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=-torch.inf), 2, 1)
    return F.conv2d(x, state["conv8/filters"], state["conv8/bias"])


@torch.inference_mode()
def predictions_of(state: Mapping[str, Tensor], path: Path, size: int) -> Predictions:
    """Return what the network says of a picture."""
    network = TinyFaceNet().eval()
    network.load_state_dict({key: value.float() for key, value in state.items()})
    rgb = load_rgb(path)
    letterbox = letterbox_of(rgb, size)
    outputs = network(to_tensor(letterbox.apply(rgb)))
    maps = tuple(h.by_anchor(out[0]) for h, out in zip(network.heads, outputs, strict=True))
    return decode(RawPredictions(network.heads, maps, letterbox, ("face",)))


def compare(full: Mapping[str, Tensor], half: Mapping[str, Tensor]) -> dict[str, Any]:
    """Return how much half precision changes scores, and boxes that score at least 0.1."""
    score, edge, count = 0.0, 0.0, 0
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        for size in SIZES:
            a, b = (predictions_of(state, path, size) for state in (full, half))
            score = max(score, float((a.scores - b.scores).abs().max()))
            moved = (a.boxes_xyxy - b.boxes_xyxy)[a.scores >= 0.1].abs()
            edge = max(edge, float(moved.max()) if len(moved) else 0.0)
            count += 1
    return {
        "stored_as": "float16, compared with float32",
        "views": count,
        "of": f"assets/images at {' and '.join(str(size) for size in SIZES)} pixels",
        "max_score_change": float(f"{score:.3g}"),
        "max_edge_change_px": float(f"{edge:.3g}"),
    }


def main() -> None:
    """Write the file."""
    torch.set_num_threads(1)
    package = packages.npm(*PACKAGE)
    state = originals(package)
    full = converted(state)
    half = weight_files.halved(full, KEPT_FULL)
    path = package.file(f"{STEM}.bin")
    weight_files.write(
        "tiny-face",
        half,
        {
            "network": "Tiny Face Detector of face-api: YOLOv2's form, 5 anchors, one class",
            "preprocessing": {
                "size": [224, 320, 416, 512, 608],
                "resize": "in proportion, centred in a square of grey 128 (letterbox)",
                "channels": "rgb",
                "scale": 1 / 255,
                "mean": f"{list(MEAN_RGB)} of 255, in the first biases",
            },
            "source": weight_files.source(package, f"{STEM}.bin", packages.sha256(path)),
            "licence": {
                "code": "MIT (@vladmandic/face-api, Vladimir Mandic)",
                "weights": "MIT (face-api.js, Vincent Mühler)",
            },
            "measured": compare(full, half),
            "reference": reference.record({"map": original_output(state, reference.picture())}),
            "build": BUILD,
        },
    )


if __name__ == "__main__":
    main()
