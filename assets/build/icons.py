"""Rebuild ``assets/icons`` from the npm package ``lucide-static``.

    npm pack lucide-static@1.62.0
    python assets/build/icons.py lucide-static-1.62.0.tgz

Each icon is kept as Lucide draws it, on one line; its colour is ``currentColor``, which the
application replaces when it paints.
"""

from __future__ import annotations

import re
import sys
import tarfile
from pathlib import Path

ICONS = Path(__file__).parents[1] / "icons"
NAMES = """
activity arrow-left arrow-right book-open box camera chart-column check chevron-down chevron-left
chevron-right chevron-up chevrons-left chevrons-right circle circle-alert circle-check circle-help
circle-x clapperboard clipboard-paste contrast copy cpu crosshair dices diff download ellipsis equal
eraser expand external-link eye file-image file-text film flip-horizontal-2 folder-open git-branch
git-merge grid-2x2 grid-3x3 hand image image-off info keyboard layers layout-grid list loader
maximize maximize-2 minus moon move network palette panel-right-close panel-right-open pause pencil
play plug plus presentation refresh-cw rotate-ccw rotate-cw save scale scan scan-face scan-search
search settings shrink sigma skip-back skip-forward snowflake sparkles spline square square-function
square-stack step-back step-forward sun sun-moon table trash-2 triangle-alert undo-2 redo-2
upload user-round video video-off waypoints x zap zoom-in zoom-out
""".split()


def compact(svg: str) -> str:
    """Return an icon's SVG on one line, without its comment and class."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s+class="[^"]*"', "", svg)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", svg)).strip() + "\n"


def main(package: Path) -> None:
    """Unpack the named icons and the licence from ``package``."""
    ICONS.mkdir(exist_ok=True)
    with tarfile.open(package) as tar:
        for name in NAMES:
            member = tar.extractfile(f"package/icons/{name}.svg")
            if member is None:
                raise SystemExit(f"{package} holds no icon named {name}")
            (ICONS / f"{name}.svg").write_text(compact(member.read().decode()), encoding="utf-8")
        licence = tar.extractfile("package/LICENSE")
        if licence is None:
            raise SystemExit(f"{package} holds no LICENSE")
        (ICONS / "LICENSE").write_bytes(licence.read())
    print(f"{len(NAMES)} icons written to {ICONS}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
