"""What the lecture's form of YOLO learns from: all digits of MNIST's training set, photographs.

The photographs are those of the application that are not held out, pictures out of its clips, and
more from two packages of Debian. They are only looked at in training; none is written into a file
of the application. Pictures that show digits, or people by name, are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import mnist
import numpy as np
from packages import debian
from repository import ASSETS

from explorer.engine.images import bgr_to_rgb, decode_rgb, fit_within, load_rgb
from explorer.engine.yolo.lecture.scenes import HELD_OUT_PHOTOGRAPHS, Ingredients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

LARGEST_SIDE_PX = 800
FRAMES_OF_A_CLIP = 6
JPEG_QUALITY = 88

OPENCV = "usr/share/doc/opencv-doc/examples"
SKIMAGE = "usr/lib/python3/dist-packages/skimage/data"
PACKAGES = {
    "opencv-doc": [
        f"{OPENCV}/{name}"
        for name in (
            "alphamat/input_images/plant.jpg", "dnn_superres/butterfly.png", "reg/home.png",
            "data/aloeL.jpg", "data/baboon.jpg", "data/Blender_Suzanne1.jpg",
            "data/chicky_512.png", "data/fruits.jpg", "data/home.jpg",
            "data/leuvenA.jpg", "data/orange.jpg", "data/rubberwhale2.png", "data/smarties.png",
            "data/squirrel_cls.jpg", "data/stuff.jpg",
        )
    ],
    "python3-skimage": [
        f"{SKIMAGE}/{name}"
        for name in (
            "brick.png", "camera.png", "coins.png", "grass.png", "gravel.png",
            "hubble_deep_field.jpg", "ihc.png", "moon.png", "retina.jpg",
        )
    ],
}  # fmt: skip


def gathered() -> Ingredients:
    """Fetch the packages and read what is needed of them."""
    digits, labels = mnist.read("train")
    photographs = tuple(fit_within(rgb, LARGEST_SIDE_PX) for rgb in _photographs())
    return Ingredients(digits, labels, photographs)


def credits_of_sources() -> dict[str, str]:
    """Return where all of it comes from, for the manifest."""
    name, version = mnist.PACKAGE
    return {
        "digits": f"MNIST, 60,000 training digits: {name} {version} (npm)",
        "photographs": "assets/images but "
        + ", ".join(HELD_OUT_PHOTOGRAPHS)
        + "; pictures of assets/clips; "
        + ", ".join(f"{len(files)} of {name} (Debian)" for name, files in PACKAGES.items()),
    }


def pack(ingredients: Ingredients, path: Path) -> None:
    """Write all of it into one file, photographs as JPEG, to be taken to another computer."""
    jpegs = [_jpeg(rgb) for rgb in ingredients.photographs]
    np.savez_compressed(
        path,
        digits=ingredients.digits,
        labels=ingredients.labels,
        photographs=np.concatenate(jpegs),
        lengths=np.array([len(jpeg) for jpeg in jpegs]),
    )


def unpack(path: Path) -> Ingredients:
    """Read what `pack` wrote."""
    with np.load(path) as packed:
        jpegs = np.split(packed["photographs"], np.cumsum(packed["lengths"])[:-1])
        photographs = tuple(decode_rgb(jpeg.tobytes(), "a packed photograph") for jpeg in jpegs)
        return Ingredients(packed["digits"], packed["labels"], photographs)


def _photographs() -> Iterator[NDArray[np.uint8]]:
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        if path.stem not in HELD_OUT_PHOTOGRAPHS and not path.stem.startswith("digits-"):
            yield load_rgb(path)
    for path in sorted((ASSETS / "clips").glob("*.mp4")):
        yield from _frames(path)
    for name, files in PACKAGES.items():
        package = debian(name)
        for file in files:
            yield load_rgb(package.file(file))


def _frames(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Yield a few pictures of a clip, equally far apart."""
    capture = cv2.VideoCapture(str(path))
    frames = []
    while (read := capture.read())[0]:
        frames.append(read[1])
    capture.release()
    for place in np.linspace(0, len(frames) - 1, FRAMES_OF_A_CLIP).astype(int):
        yield bgr_to_rgb(frames[place])


def _jpeg(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return np.asarray(jpeg.reshape(-1), np.uint8)
