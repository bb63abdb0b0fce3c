"""Rebuild ``assets/fonts`` from Debian's ``fonts-inter`` and ``fonts-jetbrains-mono``.

The fonts are subset to the signs that the application can show, because every byte is read before
the first window is painted. Needs ``pip install fonttools==4.68.0`` and
``apt-get install fonts-inter=4.0~beta7+ds-1 fonts-jetbrains-mono=2.242+ds-3``.

    python assets/build/fonts.py
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

FONTS = Path(__file__).parents[1] / "fonts"
SYSTEM = Path("/usr/share/fonts")
SOURCES = (
    SYSTEM / "opentype/inter/Inter-Regular.otf",
    SYSTEM / "opentype/inter/Inter-Medium.otf",
    SYSTEM / "opentype/inter/Inter-SemiBold.otf",
    SYSTEM / "truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
    SYSTEM / "truetype/jetbrains-mono/JetBrainsMono-Medium.ttf",
)
# Latin for names of files and cameras, Greek for mathematics, then the signs that formulae and
# buttons use: punctuation, sub- and superscripts, arrows, operators, floors, shapes, ticks.
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2C6, 0x2DD), (0x370, 0x3FF), (0x2010, 0x203A),
    (0x2070, 0x209C), (0x20AC, 0x20AC), (0x2100, 0x2122), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2308, 0x230B), (0x25A0, 0x25FF), (0x2713, 0x2717),
)  # fmt: skip
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "calt", "case", "tnum", "zero", "sups", "subs")


def subset(source: Path, target: Path) -> None:
    """Write the part of ``source`` that the application needs to ``target``."""
    options = Options(
        layout_features=list(FEATURES),
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
        hinting=False,
        desubroutinize=False,
    )
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for low, high in RANGES for c in range(low, high + 1)])
    subsetter.subset(font)
    save_font(font, str(target), options)
    font.close()


def licence_text() -> str:
    """Return the Open Font License, under which both families stand, with their owners."""
    debian = Path("/usr/share/doc/fonts-inter/copyright").read_text(encoding="utf-8")
    found = re.search(r"^License: OFL-1\.1\n((?: .*\n)+)", debian, re.MULTILINE)
    if found is None:
        raise SystemExit("the copyright file of fonts-inter holds no OFL-1.1 text")
    lines = (line[1:] for line in found.group(1).splitlines())
    body = "\n".join("" if line == "." else line for line in lines)
    return (
        "Inter: Copyright 2016-2022 The Inter Project Authors (https://github.com/rsms/inter)\n"
        "JetBrains Mono: Copyright 2020 The JetBrains Mono Project Authors"
        " (https://github.com/JetBrains/JetBrainsMono)\n\n"
        "Both are subsets of the original fonts, made by assets/build/fonts.py.\n\n"
        "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007 (https://openfontlicense.org)\n\n"
        f"{body}\n"
    )


def main() -> None:
    """Write every font and the licence."""
    FONTS.mkdir(exist_ok=True)
    for source in SOURCES:
        target = FONTS / source.name
        subset(source, target)
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        print(f"{target.name}  {target.stat().st_size:,} bytes  sha256 {digest}")
    (FONTS / "OFL.txt").write_text(licence_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
