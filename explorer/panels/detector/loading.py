"""Load the detector that the state names: a bundled one, or Darknet's own files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.yolo import load_detector
from explorer.engine.yolo.catalogue import detector_info
from explorer.engine.yolo.official import open_darknet
from explorer.panels.detector.state import OWN
from explorer.panels.detector.values import ModelFacts

if TYPE_CHECKING:
    from explorer.engine.yolo import Detector
    from explorer.panels.detector.state import ModelState


class OwnModelError(ExplorerError, ValueError):
    """Files of one's own are wanted and not named."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedDetector:
    """A detector and what is said of it."""

    detector: Detector
    facts: ModelFacts


def load(model: ModelState, device: str) -> LoadedDetector:
    """Load what ``model`` names, and run it once: the first picture's time is one as any other's.

    Raises
    ------
    ExplorerError
        If there is no such detector, or its files cannot be used; the message says why.
    """
    if model.name == OWN:
        return _load_own(model, device)
    info = detector_info(model.name)
    detector = load_detector(model.name, model.size, device)
    detector.network.warm_up(detector.size)
    return LoadedDetector(detector, _facts(detector, info.title, info.description, info.credit))


def _load_own(model: ModelState, device: str) -> LoadedDetector:
    if not (model.cfg and model.weights):
        raise OwnModelError(
            "A detector of your own is two files of Darknet: its .cfg and its .weights. Open both."
        )
    weights = Path(model.weights)
    names = Path(model.names) if model.names else None
    detector = open_darknet(Path(model.cfg), weights, names, model.size, device)
    detector.network.warm_up(detector.size)
    description = f"{len(detector.class_names)} classes, from {weights.name}"
    return LoadedDetector(detector, _facts(detector, Path(model.cfg).stem, description, "your own"))


def _facts(detector: Detector, title: str, description: str, origin: str) -> ModelFacts:
    network = detector.network
    return ModelFacts(
        title=title,
        description=description,
        origin=origin,
        class_names=detector.class_names,
        parameters=network.parameters,
        size=detector.size,
        grids=tuple(detector.size // head.stride for head in detector.heads),
        precision=network.precision,
        device=str(detector.device),
    )
