"""The network of 26 styles in the operators of the package's ONNX file, for ONNX Runtime."""

from __future__ import annotations

import io
import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from explorer.engine.style.multistyle import ConditionalConv, Multistyle
from explorer.engine.weights import load_weights

if TYPE_CHECKING:
    import onnxruntime
    from numpy.typing import NDArray


class PlainMultistyle(Multistyle):
    """Paddings, convolutions and normalisations one by one, as the file has them."""

    def forward(self, x: Tensor, shares: Tensor) -> Tensor:
        """Paint with shares (26,) of the styles."""
        for layer in self.contract:
            x = _plainly(layer, x, shares).relu()
        for first, second in self.residual:
            x = x + _plainly(second, _plainly(first, x, shares).relu(), shares)
        for number, layer in enumerate(self.expand):
            if number < 2:
                x = nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = _plainly(layer, x, shares)
            x = x.relu() if number < 2 else x.sigmoid()
        return x


def _plainly(layer: ConditionalConv, x: Tensor, shares: Tensor) -> Tensor:
    border = layer.weight.shape[-1] // 2
    x = nn.functional.pad(x, (border,) * 4, mode="reflect")
    x = nn.functional.conv2d(x, layer.weight, stride=layer._stride)
    gamma = (shares[:, None] * layer.gamma).sum(0).view(1, -1, 1, 1)
    beta = (shares[:, None] * layer.beta).sum(0).view(1, -1, 1, 1)
    centred = x - x.mean((2, 3), keepdim=True)
    variance = centred.pow(2).mean((2, 3), keepdim=True)
    return centred * (1 / (variance + 1e-5).sqrt()) * gamma + beta


@cache
def session() -> onnxruntime.InferenceSession:
    """Return the network in ONNX Runtime: ``image`` and ``shares`` in, ``painted`` out."""
    import onnxruntime

    network, file = PlainMultistyle(), io.BytesIO()
    network.load_state_dict(load_weights("multistyle26"))
    examples = torch.zeros(1, 3, 64, 64), torch.full((26,), 1 / 26)
    with warnings.catch_warnings():
        # This exporter is on its way out; it needs no other package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            examples,
            file,
            input_names=["image", "shares"],
            output_names=["painted"],
            dynamic_axes={"image": {2: "height", 3: "width"}},
            dynamo=False,
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    # As torch's threads here: one that spins after its work takes a core from who runs next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        file.getvalue(), options, providers=["CPUExecutionProvider"]
    )


def as_floats(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a picture as ONNX Runtime takes it, (1, 3, H, W) in 0..1."""
    return np.ascontiguousarray(rgb.transpose(2, 0, 1)[None], np.float32) / np.float32(255)


def painted_by_onnx(rgb: NDArray[np.uint8], shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what ONNX Runtime paints, float32 (H, W, 3) of 0 to 255; 4 divides the sides."""
    (painted,) = session().run(None, {"image": as_floats(rgb), "shares": shares})
    return np.asarray(painted[0].transpose(1, 2, 0) * 255, np.float32)
