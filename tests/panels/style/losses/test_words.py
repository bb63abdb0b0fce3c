"""What is said of an entry, and how it is set."""

from __future__ import annotations

import pytest

from explorer.engine.style.gram_view import GramEntry
from explorer.panels.style.losses.formula import grouped, powered
from explorer.panels.style.losses.words import meaning, share_of


def entry(style: float, picture: float, k: int = 12, other: int = 40) -> GramEntry:
    return GramEntry(k, other, style, picture, 1.0, 0.1)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (entry(1.0, 1.5),
         "Channels 12 and 40 come together 50% more strongly in the picture than in the style."),
        (entry(9.8, 2.0),
         "Channels 12 and 40 come together 4.9 times as strongly in the style as in the picture."),
        (entry(900.0, 0.0),
         "Channels 12 and 40 come together over 100 times as strongly in the style as in the "
         "picture."),
        (entry(1.0, 3.0, 7, 7),
         "Channel 7 fires 3 times as strongly in the picture as in the style."),
        (entry(0.0, 0.0), "Channels 12 and 40 never come together."),
        (entry(0.0, 0.0, 7, 7), "Channel 7 is silent."),
        (entry(-3.5, 2.0), "−3.5 in the style, 2 in the picture."),
    ],
)  # fmt: skip
def test_an_entry_is_said_in_words(made, words):
    assert meaning(made) == words


def test_an_entry_beside_the_diagonal_counts_twice():
    assert share_of(entry(1, 2)) == pytest.approx(0.2)
    assert share_of(entry(1, 2, 7, 7)) == pytest.approx(0.1)


def test_numbers_are_set_as_mathematics():
    assert grouped(14639.04) == "14{,}639"
    assert grouped(18.871) == "18.87"
    assert grouped(0.0) == "0"
    assert powered(1.25e-7) == r"1.25 \cdot 10^{-7}"
    assert grouped(1.25e-7) == powered(1.25e-7)
    assert powered(0.0257) == "0.0257"
