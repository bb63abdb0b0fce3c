"""The command line as a value: what was asked for, checked, before anything heavy is imported."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from explorer.app.registry import PANELS, PanelKey

if TYPE_CHECKING:
    from collections.abc import Sequence

ThemeChoice = Literal["system", "light", "dark"]
DEFAULT_SIZE = (1440, 900)
SMALLEST_SIZE = (640, 480)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for; sizes are ``(width, height)`` in logical pixels."""

    panel: PanelKey | None = None
    source: str | None = None
    scene: Path | None = None
    theme: ThemeChoice | None = None
    device: str | None = None
    size: tuple[int, int] | None = None
    scale: float = 1.0
    screenshot: Path | None = None
    tour: Path | None = None
    selfcheck: bool = False
    version: bool = False


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """Parse ``sys.argv`` or ``arguments``; a mistake prints the usage and exits with 2."""
    return Options(**vars(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="ConvNet Explorer: see how convolutional networks work, live, on real models.",
        epilog="Without a display it renders every panel into tour/ and says so.",
    )
    add = parser.add_argument
    add("--panel", type=PanelKey, choices=list(PANELS), metavar="KEY", help=_panel_help())
    add("--source", metavar="SOURCE", help="camera:0, bundled:NAME, or a picture or video file")
    add("--scene", type=Path, metavar="FILE", help="open a saved scene")
    add("--theme", choices=("system", "light", "dark"), help="colours (default: as last time)")
    add("--device", metavar="DEVICE", help="cpu, cuda, cuda:1 or mps (default: the fastest)")
    add("--size", type=_size, metavar="WxH", help="window or picture size, for example 1600x1000")
    add("--scale", type=_scale, default=1.0, help="pixels a point of pictures, for example 2")
    add("--screenshot", type=Path, metavar="FILE.png", help="save a picture of a panel and leave")
    add("--tour", type=Path, metavar="FOLDER", help="save pictures of every panel and leave")
    add("--selfcheck", action="store_true", help="check devices, cameras and every weights file")
    add("--version", action="store_true", help="print the version and leave")
    return parser


def _panel_help() -> str:
    return "open one panel: " + ", ".join(PANELS)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1600x1000")
    width, height = (int(part) for part in match.groups())
    if width < SMALLEST_SIZE[0] or height < SMALLEST_SIZE[1] or max(width, height) > 8192:
        raise argparse.ArgumentTypeError(
            f"{text} is outside what fits: from {SMALLEST_SIZE[0]}x{SMALLEST_SIZE[1]} to 8192x8192"
        )
    return width, height


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.5 <= scale <= 4.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a scale from 0.5 to 4")
    return scale
