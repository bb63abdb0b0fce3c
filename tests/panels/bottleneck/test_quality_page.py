"""The page that trains, driven as a person drives it, on a tiny sweep."""

from __future__ import annotations

import csv
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from explorer.engine.bottleneck.quality_values import QualityConfig, QualityError
from explorer.engine.clothes import CLASS_NAMES, DatasetError
from explorer.panels.bottleneck.quality import clothes_card
from explorer.panels.bottleneck.quality.accuracy_chart import ACROSS
from explorer.panels.bottleneck.quality.page import QualityPage
from explorer.panels.bottleneck.quality.values import EFFORTS, run
from explorer.panels.bottleneck.state import BottleneckState
from explorer.services.jobs import JobState
from explorer.widgets import theme
from tests.panels.bottleneck.conftest import settle
from tests.panels.driving import press
from tests.panels.gated import Gated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from explorer.panels.bottleneck.quality.page import Make
    from explorer.widgets.panel import PanelContext

STATE = BottleneckState(page="quality")
TINY = QualityConfig(widths=(None, 2), train_images=128, test_images=100, epochs=2, batch=64)
STEPS = 2 * 2 * 2


@pytest.fixture
def quality_page(
    qtbot, monkeypatch, make_page: Callable[..., Any], context: PanelContext
) -> Callable[..., QualityPage]:
    """Make the page with a tiny sweep as the quick one, and torch loaded."""
    monkeypatch.setitem(EFFORTS, "quick", TINY)

    def make(generator: Make = run) -> QualityPage:
        context.engine.start()
        qtbot.waitUntil(lambda: context.engine.is_ready, timeout=20_000)
        page: QualityPage = make_page(partial(QualityPage, make=generator), STATE)
        return page

    return make


def trained(qtbot, page: QualityPage) -> QualityPage:
    press(page, "Start")
    settle(qtbot, page)
    return page


def accuracies(page: QualityPage) -> list[str]:
    return [row[3].replace("\N{NO-BREAK SPACE}", " ") for row in page.table.texts()]


def test_before_the_first_run_it_says_what_will_be(make_page: Callable[..., Any]) -> None:
    page: QualityPage = make_page(QualityPage, STATE)
    assert "how far can the MACs fall" in page.summary.text()
    assert [row[0] for row in page.table.texts()] == ["direct", "32", "16", "8", "4", "2", "1"]
    assert page.table.texts()[0][1] == "5,259,072"
    assert set(accuracies(page)) == {"–"}
    assert page.clothes_card.pictures.has_samples()
    assert page.clothes_card.pictures.accessibleDescription() == ", ".join(CLASS_NAMES)
    assert not page.train_card.start.isEnabled()
    assert "PyTorch is loading" in page.train_card.message.text
    page.grab()


def test_a_tiny_sweep_gives_its_points(
    qtbot, quality_page: Callable[..., QualityPage], context: PanelContext
) -> None:
    page = quality_page()
    titles: set[str] = set()
    context.jobs.changed.connect(lambda: titles.update(j.title for j in context.jobs.running()))
    trained(qtbot, page)
    assert titles == {"Training 2 widths"}
    assert page.runs.state() is JobState.DONE
    assert [spot.label for spot in page.chart.spots()] == ["direct", "2"]
    assert all(spot.is_done for spot in page.chart.spots())
    result = page.runs.result
    assert result is not None
    assert page.result is not None
    assert page.result.points == result.points
    assert all("±" in text for text in accuracies(page))
    newest = page.learning.newest()
    assert newest is not None
    assert newest.width == 2
    assert len(newest.shares) == STEPS // 2
    assert "One seed alone." in page.summary.text()
    assert not page.train_card.bar.isVisible()
    job = page.runs.job
    page.present()  # it is trained: nothing starts again
    assert page.runs.job is job


def test_points_appear_while_it_trains_and_stay_when_it_is_cancelled(
    qtbot, quality_page: Callable[..., QualityPage]
) -> None:
    page = quality_page(Gated(run, STEPS // 2 + 2))  # the second width after its first test
    press(page, "Start")
    qtbot.waitUntil(lambda: [spot.is_done for spot in page.chart.spots()] == [True, False])
    assert "so far" in accuracies(page)[1]
    assert page.chart.accessibleDescription().startswith("direct: ")
    page.grab()
    press(page, "Pause")
    settle(qtbot, page)  # a paused sweep rests
    press(page, "Go on")
    assert not page.is_idle()
    press(page, "Cancel")
    settle(qtbot, page)
    assert page.runs.state() is JobState.CANCELLED
    assert "±" in accuracies(page)[0]
    assert page.summary.text().startswith("The direct convolution names")
    assert page.train_card.start.isEnabled()


def test_points_of_other_settings_say_so(qtbot, quality_page: Callable[..., QualityPage]) -> None:
    page = trained(qtbot, quality_page())
    page.store.update("quality", effort="full")
    assert "128 pictures, 2 epochs, seed 0, on cpu" in page.stale.text
    page.store.update("quality", effort="quick")
    assert not page.stale.isVisible()


def test_the_dice_starts_with_another_seed(qtbot, quality_page: Callable[..., QualityPage]) -> None:
    page = quality_page()
    press(page, "Another seed; then start again")
    assert page.store.state.quality.seed == 1
    settle(qtbot, page)
    assert page.runs.answered is not None
    assert page.runs.answered.seed == 1
    assert not page.stale.isVisible()


@pytest.mark.parametrize(
    "error",
    [DatasetError("The file is altered."), QualityError("It diverges.", "peak_rate")],
)
def test_errors_are_said_and_the_page_goes_on(
    qtbot, quality_page: Callable[..., QualityPage], error: Exception
) -> None:
    def make(_config: QualityConfig) -> Generator[Any, None, Any]:
        raise error
        yield

    page = trained(qtbot, quality_page(make))
    assert page.train_card.message.text == str(error)
    assert page.train_card.bar.isHidden()  # it is said once
    assert page.train_card.start.isEnabled()


def test_each_epoch_has_its_number_however_narrow_the_chart_is(
    qtbot, quality_page: Callable[..., QualityPage]
) -> None:
    page = quality_page()
    across, _ = page.learning.axes()
    assert [tick.text for tick in across.ticks(most=2)] == ["0", "1", "2"]


def test_pictures_that_cannot_be_read_are_said(
    qtbot, monkeypatch, quality_page: Callable[..., QualityPage]
) -> None:
    def missing() -> None:
        raise DatasetError("clothes are missing")

    with monkeypatch.context() as lost:
        lost.setattr(clothes_card, "load_clothes", missing)
        page = quality_page()
        assert page.clothes_card.message.text == "clothes are missing"
        assert not page.clothes_card.pictures.has_samples()
    page.activate()  # the file is back, and the page was left and opened again
    qtbot.waitUntil(page.clothes_card.pictures.has_samples, timeout=20_000)
    assert page.clothes_card.message.text == ""


def test_other_pictures_of_each_class(qtbot, quality_page: Callable[..., QualityPage]) -> None:
    page = quality_page()
    before = page.clothes_card.pictures.grab().toImage()
    press(page, "Other pictures of each class")
    assert page.clothes_card.pictures.index() == 1
    assert page.clothes_card.pictures.grab().toImage() != before


def test_samples_are_of_their_class() -> None:
    from explorer.engine.clothes import load_clothes

    samples = clothes_card.samples_by_class(3)
    test = load_clothes().test
    assert samples.shape == (10, 3, 28, 28)
    for label in (0, 9):
        first = test.images[list(test.labels).index(label)]
        assert (samples[label, 0] == first).all()


def test_points_are_saved(qtbot, quality_page: Callable[..., QualityPage], save_to: Path) -> None:
    page = quality_page()
    assert not any("CSV" in text for text, _save in page.entries())  # there are no points yet
    trained(qtbot, page)
    for _text, save in page.entries():
        save()
    names = {path.name for path in save_to.iterdir()}
    pictures = {"accuracy.png", "accuracy.svg"}
    assert names == {*pictures, "accuracy.csv", "direct.py", "bottleneck-of-8.py"}
    assert ACROSS in (save_to / "accuracy.svg").read_text(encoding="utf-8")
    with (save_to / "accuracy.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["width"] for row in rows] == ["direct", "2"]
    assert [row["device"] for row in rows] == ["cpu", "cpu"]


@pytest.mark.parametrize("scale", [1.0, 1.35])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_it_is_painted_at_every_size(
    qtbot, qapp, quality_page: Callable[..., QualityPage], name: str, scale: float
) -> None:
    page = trained(qtbot, quality_page())
    theme.apply_theme(qapp, name, scale)
    for size in ((1196, 668), (1500, 900), (700, 500)):
        page.resize(*size)
        assert not page.grab().isNull()
    theme.apply_theme(qapp, "dark")
