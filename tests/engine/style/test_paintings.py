from __future__ import annotations

import re

from explorer.engine.images import load_rgb
from explorer.engine.style.paintings import NAMES, paintings


def test_each_painting_has_a_title_with_its_year_a_painter_and_a_licence() -> None:
    found = paintings()
    assert tuple(one.name for one in found) == NAMES
    for one in found:
        assert re.search(r", 1[89]\d\d(–1[89]\d\d)?$", one.title)
        assert one.painter
        assert one.licence.startswith("Public domain")
        assert one.path.stat().st_size < 200_000
        height, width = load_rgb(one.path).shape[:2]
        assert 400 < height < width <= 1024
