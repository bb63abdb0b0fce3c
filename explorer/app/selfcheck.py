"""``--selfcheck``: what a teacher runs before class. Devices, cameras, weights and pictures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.app.version import version_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOOD, BAD, NOTE = "ok  ", "BAD ", "    "


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    mark: str
    text: str


def selfcheck(device: str | None, write: Callable[[str], object]) -> int:
    """Write the report line by line; 1 when anything is wrong that the application needs."""
    write(version_text() + "\n\n")
    wrong = 0
    for finding in _findings(device):
        write(f"{finding.mark}{finding.text}\n")
        wrong += finding.mark == BAD
    write(f"\n{'All is well.' if wrong == 0 else f'{wrong} thing(s) to put right.'}\n")
    return 1 if wrong else 0


def _findings(device: str | None) -> Iterator[Finding]:
    yield from _display()
    yield from _device(device)
    yield from _cameras()
    yield from _weights()
    yield from _media()
    yield from _clothes()
    yield from _faces()


def _display() -> Iterator[Finding]:
    from explorer.app.display import find_display

    display = find_display()
    # A machine without a screen is still good for pictures and tours: a note, no fault.
    yield Finding(GOOD, "display") if display.usable else Finding(NOTE, display.reason)


def _device(choice: str | None) -> Iterator[Finding]:
    from explorer.engine.device import DeviceError, describe_device, pick_device

    try:
        info = describe_device(pick_device(choice))
    except DeviceError as error:
        yield Finding(BAD, f"device: {error}")
        return
    yield Finding(GOOD, f"device: {info.kind.upper()}, {info.name}")


def _cameras() -> Iterator[Finding]:
    from explorer.services.cameras import list_cameras

    cameras = list_cameras()
    if not cameras:
        yield Finding(NOTE, "no camera: the bundled clip plays instead")
    for camera in cameras:
        yield Finding(GOOD, f"camera {camera.index}: {camera.name}")


def _weights() -> Iterator[Finding]:
    from explorer.engine.weights import WeightsError, verify_all

    try:
        verifications = verify_all()
    except WeightsError as error:
        yield Finding(BAD, str(error))
        return
    for checked in verifications:
        good = Finding(GOOD, f"weights: {checked.name}")
        yield Finding(BAD, checked.error) if checked.error else good


def _media() -> Iterator[Finding]:
    from explorer.services.media import bundled_records

    for record in bundled_records():
        path = record.path
        if not path.is_file():
            yield Finding(BAD, f"{record.file} is missing: git checkout -- assets/{record.file}")
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != record.sha256:
            yield Finding(BAD, f"{record.file} is altered: git checkout -- assets/{record.file}")
        else:
            yield Finding(GOOD, f"{record.kind}: {record.title}")


def _clothes() -> Iterator[Finding]:
    from explorer.engine.clothes import DatasetError, load_clothes

    try:
        clothes = load_clothes()
    except DatasetError as error:
        yield Finding(BAD, str(error))
        return
    count = len(clothes.train.labels) + len(clothes.test.labels)
    yield Finding(GOOD, f"data: Fashion-MNIST, {count:,} pictures")


def _faces() -> Iterator[Finding]:
    from explorer.engine.bundled_data import DatasetError
    from explorer.engine.face_photographs import load_face_photographs
    from explorer.engine.faces.bundled import load_bundled_faces

    try:
        photographs = load_face_photographs()
        yield Finding(GOOD, f"data: csuScrapShots, {len(photographs)} photographs of faces")
        yield Finding(GOOD, f"data: their embeddings, {len(load_bundled_faces())} faces")
    except DatasetError as error:
        yield Finding(BAD, str(error))
