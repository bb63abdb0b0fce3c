"""Load a network of the application by its name, with bundled weights or an official file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import torch

from explorer.engine.checksums import WeightsError
from explorer.engine.device import pick_device
from explorer.engine.official import check_fits, read_official
from explorer.engine.trained.info import NETWORKS, NetworkInfo
from explorer.engine.trained.layers import LayerRef, layers_of
from explorer.engine.trained.network import (
    NetworkInput,
    Prediction,
    SharedTensors,
    TrainedNetwork,
)
from explorer.engine.weights import labels, load_weights

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

__all__ = [
    "NETWORKS",
    "LayerRef",
    "NetworkInfo",
    "NetworkInput",
    "Prediction",
    "TrainedNetwork",
    "load_network",
]

# What is loaded now, by file and device. An entry goes with the last network that uses it.
_in_use: WeakValueDictionary[Hashable, SharedTensors] = WeakValueDictionary()


def load_network(
    name: str, device: torch.device | str | None = None, official_file: Path | None = None
) -> TrainedNetwork:
    """Return a network ready to run.

    Loading one that is in use already is cheap: its tensors are shared, its module is new.

    Parameters
    ----------
    name
        A key of `NETWORKS`.
    device
        Where it runs; by default the best there is.
    official_file
        A ``.pth`` or ``.safetensors`` state dict to use in place of the bundled weights. One with
        the dense layers makes AlexNet and VGG-16 classifiers.

    Raises
    ------
    KeyError
        If no network has this name.
    WeightsError
        If the file cannot be used; the message says why and what to do.
    DeviceError
        If there is no such device.
    """
    info = NETWORKS[name]
    place = device if isinstance(device, torch.device) else pick_device(device)
    shared = _shared_tensors(info, place, official_file)
    complete = info.kind == "classifier" or any(
        key.startswith(info.logits) for key in shared.tensors
    )
    with torch.device("meta"):  # no memory, and no random numbers that nobody needs
        module = (info.build_complete if complete else info.build)()
    if official_file is not None:
        check_fits(shared.tensors, module, official_file)
        info = replace(info, preprocessing=info.official_preprocessing)
    module.load_state_dict(shared.tensors, assign=True)
    module.eval().requires_grad_(False)
    return TrainedNetwork(
        info=replace(info, kind="classifier" if complete else "trunk"),
        module=module,
        device=place,
        labels=_class_names(info) if complete else (),
        layers=layers_of(module),
        shared=shared,
    )


def _shared_tensors(
    info: NetworkInfo, device: torch.device, official_file: Path | None
) -> SharedTensors:
    """Return the tensors that someone uses already, or load them."""
    source = info.weights if official_file is None else _identity(official_file)
    key = (source, str(device))
    shared = _in_use.get(key)
    if shared is None:
        loaded = (
            load_weights(info.weights) if official_file is None else read_official(official_file)
        )
        shared = SharedTensors({name: tensor.to(device) for name, tensor in loaded.items()})
        _in_use[key] = shared
    return shared


def _identity(path: Path) -> Hashable:
    try:
        about = path.stat()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror}).") from error
    return path.resolve(), about.st_size, about.st_mtime_ns


def _class_names(info: NetworkInfo) -> tuple[str, ...]:
    return tuple("0123456789") if info.labels == "digits" else labels(info.labels)
