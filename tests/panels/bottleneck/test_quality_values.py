"""What the page says of a sweep, without a page: points, sentence, table, axes."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from explorer.engine.bottleneck.quality_values import (
    FULL,
    QUICK,
    QualityConfig,
    QualityPoint,
    QualityStep,
    Width,
)
from explorer.panels.bottleneck.quality.accuracy_chart import accuracy_axis, spots_of
from explorer.panels.bottleneck.quality.rows import cells_of, csv_of
from explorer.panels.bottleneck.quality.summary import difference_error, is_worse, summary
from explorer.panels.bottleneck.quality.values import (
    QualityView,
    config_of,
    costs_of,
    learning_of,
    points_of,
)
from explorer.panels.bottleneck.state import BottleneckState, QualityState

CONFIG = QualityConfig(widths=(None, 16, 4), train_images=256, test_images=2000, epochs=2, batch=64)
MACS: dict[Width, int] = {cost.width: cost.macs for cost in costs_of(FULL.widths)}


def point(width: Width, accuracy: float, images: int = 2000) -> QualityPoint:
    return QualityPoint(width, MACS[width], 1000, accuracy, images, 2.5)


def said(*points: QualityPoint) -> str:
    return summary(points).replace("\N{NO-BREAK SPACE}", " ")


def test_the_state_says_what_is_trained() -> None:
    state = BottleneckState(quality=QualityState("full", seed=7))
    assert config_of(state, "cpu") == replace(FULL, seed=7, device="cpu")
    assert config_of(BottleneckState(), None) == QUICK


def test_the_sentence_names_the_narrowest_that_is_as_good_and_the_loss_after_it() -> None:
    text = said(point(None, 0.90), point(16, 0.895), point(8, 0.89), point(4, 0.85))
    fewer = MACS[None] / MACS[8]
    assert text.startswith(f"Behind a bottleneck of 8 the network takes {fewer:.2f} times fewer")
    assert "89.0 ± 1.4 %, cannot be told from 90.0 ± 1.3 %" in text
    error = 200 * sqrt(0.9 * 0.1 / 2000 + 0.85 * 0.15 / 2000)
    assert f"With 4 it loses 5.0 ± {error:.1f} points" in text
    assert text.endswith("One seed alone.")


def test_the_sentence_when_all_or_none_are_as_good() -> None:
    text = said(point(None, 0.90), point(32, 0.91))
    assert "takes 1.04 times as many MACs as the direct one" in text
    assert "None of those trained is worse by more than its error" in text
    text = said(point(None, 0.90), point(16, 0.80), point(8, 0.7))
    assert text.startswith("A bottleneck of 16, the widest here, already loses 10.0 ±")


def test_a_bottleneck_that_is_above_the_direct_one_is_said_to_be() -> None:
    text = said(point(None, 0.85), point(16, 0.90))
    assert "90.0 ± 1.3 %, is above 85.0 ± 1.6 %" in text


def test_the_sentence_of_a_sweep_that_has_only_begun() -> None:
    assert said().startswith("Start trains")
    assert said(point(None, 0.9)).startswith("The direct convolution names 90.0 ± 1.3 %")
    assert "not trained yet" in said(point(8, 0.9))


def test_few_test_images_tell_less() -> None:
    for images, worse in ((2000, True), (100, False)):
        direct, narrow = point(None, 0.9, images), point(4, 0.86, images)
        assert is_worse(narrow, direct) is worse
    one, other = point(None, 0.9), point(4, 0.86)
    assert difference_error(one, other) == pytest.approx(
        2 * sqrt(0.9 * 0.1 / 2000 + 0.86 * 0.14 / 2000)
    )


def steps() -> list[QualityStep]:
    """The direct network whole, and the next one up to its first test."""
    made = []
    for width, epochs in ((None, 2), (16, 1)):
        for epoch in range(1, epochs + 1):
            for batch in range(1, 5):
                tested = 0.6 + 0.1 * epoch if batch == 4 else None
                done = point(width, 0.8) if (width, epoch, batch) == (None, 2, 4) else None
                made.append(
                    QualityStep(width, MACS[width], epoch, batch, 0.5, 1.0, 0.2 * batch,
                                tested, done)
                )  # fmt: skip
    return made


def view(of: list[QualityStep]) -> QualityView:
    return QualityView(
        costs_of(CONFIG.widths), CONFIG, CONFIG, points_of(of), learning_of(of), bool(of)
    )


def test_steps_become_curves_and_points() -> None:
    learning = learning_of(steps())
    assert [one.width for one in learning] == [None, 16]
    assert learning[0].shares == (0.2, 0.4, 0.6000000000000001, 0.8) * 2
    assert [count for count, _ in learning[0].tests] == [4, 8]
    assert learning[1].tested == pytest.approx(0.7)
    shown = view(steps())
    assert shown.current == learning[1]
    assert not shown.is_whole
    assert not view(steps()[:8]).current


def test_spots_are_filled_when_done_and_hollow_in_training() -> None:
    done, current = spots_of(view(steps()))
    assert (done.label, done.accuracy, done.is_done) == ("direct", 0.8, True)
    assert done.error == pytest.approx(2 * sqrt(0.8 * 0.2 / 2000))
    assert (current.label, current.is_done) == ("16", False)
    axis = accuracy_axis(view(steps()))
    assert (axis.low, axis.high) == (pytest.approx(0.65), pytest.approx(0.85))
    axis = accuracy_axis(view([]))
    assert (axis.low, axis.high) == (0.0, 1.0)


def test_the_table_has_all_widths_from_the_start() -> None:
    rows = [[cell.text for cell in row] for row in cells_of(view([]))]
    assert [row[0] for row in rows] == ["direct", "16", "4"]
    assert rows[0][1] == f"{MACS[None]:,}"
    assert {row[3] for row in rows} == {"–"}
    rows = [[cell.text for cell in row] for row in cells_of(view(steps()))]
    assert rows[0][3] == "80.0 ± 1.8 %".replace(" ", "\N{NO-BREAK SPACE}")
    assert rows[1][3] == "70.0 % so far"
    assert rows[2][3] == "–"
    header, *saved = csv_of(view(steps()))
    assert len(saved) == 1
    assert dict(zip(header, saved[0], strict=True))["accuracy"] == 0.8
