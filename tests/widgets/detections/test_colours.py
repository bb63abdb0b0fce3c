from __future__ import annotations

import numpy as np
import pytest

from explorer.widgets.detections.colours import (
    COUNT,
    as_seen,
    class_colour,
    class_colours,
    contrast,
    ink_on,
)


def _rgb(colours):
    return np.array([[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in colours])


def test_every_class_has_a_colour_of_its_own_that_stays():
    colours = class_colours(range(COUNT))
    assert len(set(colours)) == COUNT >= 80
    assert class_colour(17) == colours[17]
    assert class_colour(COUNT) == colours[0] == "#ffb454"


@pytest.mark.parametrize("vision", range(4))
@pytest.mark.parametrize("apart", [1, 2, 3])
def test_neighbouring_classes_differ_for_every_kind_of_eyes(vision, apart):
    seen = as_seen(_rgb(class_colours(range(COUNT))), vision)
    # A difference of about 0.02 in Oklab is just noticed.
    assert np.linalg.norm(seen[apart:] - seen[:-apart], axis=1).min() > 0.055


def test_no_two_classes_look_alike_to_eyes_that_see_all_colours():
    seen = as_seen(_rgb(class_colours(range(COUNT))), 0)
    distances = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
    assert distances[np.triu_indices(COUNT, 1)].min() > 0.025


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#1d6fe0", *class_colours(range(COUNT))])
def test_words_can_be_read_on_a_tab(colour):
    assert contrast(ink_on(colour), colour) >= 4.5


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
