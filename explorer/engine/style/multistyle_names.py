"""The 26 styles of the bundled network.

The release names neither the paintings nor the painters (TensorFlow's demonstration for Android
shows numbered thumbnails), and nobody is to guess them: a style is named here by what it does to a
photograph, as seen on the bundled ones. ``painter`` is empty where nobody says who it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MultistyleInfo:
    """A style of the network: its place, a short name, and what it looks like."""

    index: int
    name: str
    look: str
    painter: str = ""


_LOOKS = (
    ("Orange dabs", "short dabs in pale blue and warm orange"),
    ("Thick lines", "flat yellow and white between thick black lines"),
    ("Ink and wash", "pale washes with black accents"),
    ("Stained", "deep red, blue and white strokes over black"),
    ("Crimson", "rough cream ground, wine-red shadows"),
    ("Warm strokes", "slanting brush strokes of orange and teal"),
    ("Indigo spots", "dark violet with rows of spots"),
    ("Dark and gold", "large dark shapes with yellow and blue light"),
    ("Pencil lines", "white paper, thin blue, yellow and pink lines"),
    ("Woodcut", "knotted dark green bands with red between them"),
    ("Terracotta", "red-brown canvas with dark drawing"),
    ("Etching", "yellowed paper, fine dark hatching"),
    ("Pastel", "soft violet and yellow haze"),
    ("Acid green", "green and yellow with dark cracks"),
    ("Blue crayon", "light blue and rose on rough paper"),
    ("Facets", "pale facets of many colours with thin black outlines"),
    ("Violet and rust", "crossing strokes of violet, rust and olive"),
    ("Woven blocks", "bands of red, orange, blue and black"),
    ("Sepia", "flowing brown lines on straw yellow"),
    ("Night strokes", "short blue and yellow strokes, as thick paint"),
    ("Red glow", "dark red with orange light"),
    ("Cut paper", "cream, coral and black patches"),
    ("Grey and red", "grey-blue plains with dark lines and red"),
    ("Misty dusk", "soft grey, dim orange light"),
    ("Blue print", "deep blue on cream paper, as a woodblock print"),
    ("Mosaic dabs", "short brown, blue and ochre dabs"),
)

STYLES: Final = tuple(MultistyleInfo(index, *look) for index, look in enumerate(_LOOKS))
