"""Detectors that a user has as official files of Darknet: a ``.cfg`` and its ``.weights``.

YOLOv2, YOLOv2-tiny, YOLOv3 and YOLOv3-tiny from pjreddie.com/darknet/yolo, YOLOv4 and YOLOv4-tiny
from Darknet's later home, and whatever was trained with these layers. The official
``yolov3-tiny.cfg`` says ``mask = 0,1,2`` in its last section, though its weights were trained with
1,2,3: read as it stands, small objects get boxes of about half their size. The bundled detector has
that put right.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.darknet import network_with, read_plan
from explorer.engine.darknet.weights import read_weights
from explorer.engine.device import pick_device
from explorer.engine.weights import labels
from explorer.engine.yolo.catalogue import DetectorError
from explorer.engine.yolo.detector import Detector
from explorer.engine.yolo.fast import FastNetwork

if TYPE_CHECKING:
    from explorer.engine.darknet.plan import Plan

VOC_CLASSES = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa"),
    *("train", "tvmonitor"),
)
COCO_COUNT = 80
MAX_NAMES_BYTES = 1_000_000
MAX_NAME = 100
"""Letters of a class's name. It stands in labels and formulas: one of thousands would fill them."""


def open_darknet(
    cfg_path: Path | str,
    weights_path: Path | str,
    names_path: Path | str | None = None,
    size: int | None = None,
    device: str | None = None,
) -> Detector:
    """Return the detector of a user's files.

    Parameters
    ----------
    names_path
        A text with the name of a class on each line. Without it, 80 classes are taken for COCO's,
        20 for VOC's, and others are numbered.
    size
        Side of the network's input in pixels, a multiple of its stride; None takes the cfg's.
    device
        As `explorer.engine.device.pick_device` takes it.

    Raises
    ------
    DarknetError
        If the cfg or the weights cannot be used, or do not belong together.
    DetectorError
        If the names do not fit, or the size is not one that the network takes.
    DeviceError
        If the device is not there.
    """
    place = pick_device(device)
    plan = _plan(Path(cfg_path), size)
    classes = plan.heads[0].classes
    names = default_names(classes) if names_path is None else read_names(Path(names_path), classes)
    network = network_with(plan, read_weights(Path(weights_path), plan))
    return Detector(FastNetwork(network, place), plan.heads, names, plan.size)


def default_names(classes: int) -> tuple[str, ...]:
    """Return names for so many classes when none are given."""
    if classes == COCO_COUNT:
        return labels("coco-classes")
    if classes == len(VOC_CLASSES):
        return VOC_CLASSES
    return tuple(f"class {number}" for number in range(classes))


def read_names(path: Path, classes: int) -> tuple[str, ...]:
    """Read a text with a name on each line; empty lines at its end do not count.

    Raises
    ------
    DetectorError
        If it cannot be read, or has not one name for each class.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_NAMES_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DetectorError(f"{path.name} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise DetectorError(f"{path.name} is not a text in UTF-8.") from error
    if len(content) > MAX_NAMES_BYTES or "\0" in text:
        raise DetectorError(f"{path.name} is not a list of names.")
    names = tuple(line.strip() for line in text.rstrip().splitlines())
    _check_names(names, classes, path.name)
    return names


def _check_names(names: tuple[str, ...], classes: int, file: str) -> None:
    if len(names) != classes:
        raise DetectorError(f"{file} has {len(names)} names, and the network {classes} classes.")
    for number, name in enumerate(names, start=1):
        if not name:
            raise DetectorError(f"{file}, line {number}, is empty: a name is due.")
        if len(name) > MAX_NAME:
            raise DetectorError(
                f"{file}, line {number}, is a name of {len(name):,} letters; {MAX_NAME} are the "
                "most."
            )


def _plan(cfg_path: Path, size: int | None) -> Plan:
    """Return the plan at a size, having seen that the network takes it."""
    own = read_plan(cfg_path)
    if size is None or size == own.size:
        return own
    if size < own.stride or size % own.stride:
        raise DetectorError(
            f"{cfg_path.name} takes multiples of {own.stride} pixels, its own size is "
            f"{own.size}, and {size} is neither."
        )
    return read_plan(cfg_path, size)
