"""What a file is that the user brings, and whether it runs, before anything is changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.panels.filters.state import OwnInput, UnitState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from explorer.engine.preprocessing import Preprocessing

OWN = "own"
_STATE_DICTS = (".pth", ".safetensors")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that can be read.

    ``network`` is the catalogue's key of a state dict, empty for ONNX. ``height`` and ``width``
    are those that an ONNX file insists on, None where any will do; ``channels`` is 1 or 3.
    ``suggestion`` is a preprocessing to start from.
    """

    path: str
    network: str
    about: str
    height: int | None = None
    width: int | None = None
    channels: int = 3
    suggestion: OwnInput = field(default_factory=OwnInput)

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name

    @property
    def is_onnx(self) -> bool:
        """Whether size and preprocessing are to be asked for."""
        return not self.network

    def unit(self, own_input: OwnInput | None = None) -> UnitState:
        """Return the state that shows this file's first layer."""
        return UnitState(
            network=OWN,
            own_file=self.path,
            own_network=self.network,
            own_input=own_input or self.suggestion,
        )


def look_into(path: Path) -> OpenedFile:
    """Find out what a file is.

    Raises
    ------
    ExplorerError
        If it cannot be used: what it is instead, or what is wrong with it, and what to do.
    """
    if path.suffix.lower() == ".onnx":
        return _look_into_onnx(path)
    from explorer.engine.official import read_official

    return _known_state_dict(path, read_official(path))


def try_out(unit: UnitState, device: str) -> UnitState:
    """Load a network and run it once on a black picture; return ``unit`` if all went well.

    Raises
    ------
    ExplorerError
        If it cannot be loaded, or does not run at this size.
    """
    import numpy as np

    from explorer.panels.filters.maps.loading import load_walk

    walk = load_walk(unit, device)
    black = np.zeros((64, 64, 3), np.uint8)
    walk.run(walk.prepare(black), [walk.facts.layers[-1].name])
    return unit


def _look_into_onnx(path: Path) -> OpenedFile:
    from explorer.engine.onnx_network import OnnxNetwork

    network = OnnxNetwork.open(path)
    form, given = network.form, network.inputs[0]
    sides = " × ".join(str(side or "?") for side in given.shape)
    about = f"ONNX · input {given.dtype} {sides} · {len(network.layers)} layers"
    return OpenedFile(
        path=str(path),
        network="",
        about=" · ".join((about, *network.notes)),
        height=form.height,
        width=form.width,
        channels=form.channels,
        suggestion=_own_input(form.suggestion),
    )


def _known_state_dict(path: Path, state: Mapping[str, Tensor]) -> OpenedFile:
    """Find the network of the catalogue whose tensors have these names; the file's name helps."""
    import torch

    from explorer.engine.checksums import WeightsError
    from explorer.engine.official import check_fits
    from explorer.engine.trained.catalogue import NETWORKS

    def alike(key: str) -> tuple[int, bool]:
        info = NETWORKS[key]
        with torch.device("meta"):
            names = info.build_complete().state_dict().keys()
        stem = re.split(r"[-_.]", info.official)[0]
        return len(names & state.keys()), bool(stem) and path.name.startswith(stem)

    best = max(NETWORKS, key=alike)
    if alike(best) == (0, False):
        known = ", ".join(info.title for info in NETWORKS.values())
        raise WeightsError(
            f"{path.name} is the state dict of no network that is known here ({known}). "
            "Export the network to ONNX, and open that file."
        )
    info = NETWORKS[best]
    complete = any(key.startswith(info.logits) for key in state)
    with torch.device("meta"):
        module = (info.build_complete if complete else info.build)()
    check_fits(dict(state), module, path)
    about = f"State dict of {info.title} · {len(state)} tensors"
    return OpenedFile(str(path), best, about)


def _own_input(preprocessing: Preprocessing) -> OwnInput:
    height, width = preprocessing.size
    return OwnInput(
        height=height,
        width=width,
        channels=preprocessing.channels,
        scale=preprocessing.scale,
        mean=preprocessing.mean,
        std=preprocessing.std,
    )
