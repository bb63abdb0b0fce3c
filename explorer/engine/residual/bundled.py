"""The lab's own trained networks that the application ships with, small ones for clothes."""

from __future__ import annotations

from typing import Final, Literal, get_args

from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.weights import load_weights, manifest

LabName = Literal["plain-20", "residual-20", "residual-20-B", "plain-56", "residual-56"]

LAB_NAMES: Final[tuple[LabName, ...]] = get_args(LabName)
SIDE: Final = 28
MEAN: Final = 73.0088
DEVIATION: Final = 90.2746
"""Of the grey values 0 to 255 that they learnt from."""
_FILES: Final = {20: "residual-lab", 56: "residual-lab-56"}
_WIDTH, _CLASSES = 8, 10


def lab_file(name: LabName) -> str:
    """Return what the manifest calls the file that a network is in."""
    return _FILES[_depth(name)]


def lab_error(name: LabName) -> float:
    """Return the share of 2,000 test images that a network names wrong, in per cent, as recorded.

    Raises
    ------
    WeightsError
        The manifest is missing or damaged.
    """
    return float(manifest()[lab_file(name)].measured["test_error"][name])


def load_lab_network(name: LabName = "residual-20") -> CifarNetwork:
    """Return a trained network in evaluation mode, on the CPU.

    It names clothes on grey pictures of 28 × 28 pixels, light on dark; its convolutions take
    pictures of any size.

    Raises
    ------
    WeightsError
        The file is missing, truncated or altered.
    """
    start = f"{name}/"
    network = CifarNetwork(
        _depth(name),
        alpha=0.0 if name.startswith("plain") else 1.0,
        shortcut="B" if name.endswith("B") else "A",
        width=_WIDTH,
        channels=1,
        classes=_CLASSES,
    )
    weights = load_weights(lab_file(name))
    network.load_state_dict(
        {key.removeprefix(start): one for key, one in weights.items() if key.startswith(start)}
    )
    return network.eval().requires_grad_(False)


def _depth(name: LabName) -> int:
    return int(name.split("-")[1])
