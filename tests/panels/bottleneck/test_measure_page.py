"""The page that measures, driven as a person drives it; generators stand in for the clock."""

from __future__ import annotations

import csv
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from explorer.engine.bottleneck.explain import explain
from explorer.engine.bottleneck.measurement_values import MeasurementError
from explorer.panels.bottleneck.measure.page import MeasurePage
from explorer.panels.bottleneck.measure.values import request_of
from explorer.panels.bottleneck.state import BottleneckState, MeasureState, SpecState
from explorer.services.jobs import Job, JobState
from explorer.widgets import theme
from tests.panels.bottleneck.conftest import settle
from tests.panels.bottleneck.measure_fakes import Held, at_once, measurement
from tests.panels.driving import press

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from explorer.panels.bottleneck.measure.page import Make
    from explorer.widgets.panel import PanelContext

STATE = BottleneckState(page="measure")


@pytest.fixture
def measure_page(
    qtbot, make_page: Callable[..., Any], context: PanelContext
) -> Callable[..., MeasurePage]:
    """Make the page with a generator in place of the clock, and torch loaded."""

    def make(generator: Make = at_once, state: BottleneckState = STATE) -> MeasurePage:
        context.engine.start()
        qtbot.waitUntil(lambda: context.engine.is_ready, timeout=20_000)
        page: MeasurePage = make_page(partial(MeasurePage, make=generator), state)
        return page

    return make


def measured(qtbot, page: MeasurePage) -> MeasurePage:
    press(page, "Start")
    settle(qtbot, page)
    return page


def test_before_torch_there_is_theory_and_the_reason_to_wait(
    make_page: Callable[..., Any],
) -> None:
    page: MeasurePage = make_page(MeasurePage, STATE)
    assert page.clock_card.theory.text() == "9.68×"
    assert page.clock_card.clock.text() == "–"
    assert "real PyTorch modules" in page.clock_card.sentence.text()
    assert page.clock_card.samples.texts() == (
        "5×5 directly: not measured yet",
        "1×1 to 16, then 5×5: not measured yet",
    )
    assert not page.run_card.start.isEnabled()
    assert "PyTorch is loading" in page.run_card.message.text
    assert any("963,379,200" in fact.value for fact in page.facts.facts())


def test_a_processor_offers_bfloat16_and_says_why_not_float16(
    measure_page: Callable[..., MeasurePage],
) -> None:
    page = measure_page()
    assert page.run_card.start.isEnabled()
    assert page.run_card.facts()  # the device's name
    buttons = {b.text(): b for b in page.run_card.formats.findChildren(QAbstractButton)}
    assert buttons["bfloat16"].isEnabled()
    assert not buttons["float16"].isEnabled()
    assert "hundreds of times more slowly" in buttons["float16"].toolTip()
    buttons["bfloat16"].click()
    assert page.store.state.measure.dtype == "bfloat16"


def test_a_measurement_is_shown_with_its_device_and_its_time(
    qtbot, measure_page: Callable[..., MeasurePage]
) -> None:
    page = measured(qtbot, measure_page())
    expected = measurement(request_of(STATE, "cpu"))
    assert page.clock_card.clock.text() == "3.05×"
    assert "half of the turns 2.91 to 3.41" in page.clock_card.clock.words()
    assert page.clock_card.sentence.text() == explain(expected)
    assert page.clock_card.facts().startswith("Test processor · 2 threads · ")
    assert "median 30.5 ms" in page.clock_card.samples.texts()[0]
    texts = page.roof.texts()
    assert "peak: 200 GFLOP/s" in texts
    assert any(text.startswith("1×1 to 16, then 5×5: 19.9 GFLOP/s") for text in texts)
    assert not page.run_card.bar.isVisible()
    page.grab()


def test_samples_and_words_come_while_it_runs(
    qtbot, measure_page: Callable[..., MeasurePage], context: PanelContext
) -> None:
    held = Held()
    page = measure_page(held)
    press(page, "Start")
    qtbot.waitUntil(lambda: page.clock_card.clock.text() == "2.81×")
    assert not page.is_idle()
    assert page.clock_card.sentence.text() == "Sample 2 of at most 4."
    assert page.run_card.bar.isVisible()
    assert [job.title for job in context.jobs.running()] == ["Timing both variants"]
    held.gate.set()
    settle(qtbot, page)
    assert page.clock_card.clock.text() == "3.05×"


def test_cancelling_leaves_what_was_there(qtbot, measure_page: Callable[..., MeasurePage]) -> None:
    held = Held()
    held.gate.set()
    page = measured(qtbot, measure_page(held))
    held.gate.clear()
    held.closed = False
    press(page, "Start")
    qtbot.waitUntil(lambda: page.clock_card.clock.text() == "2.81×")
    press(page, "Cancel")
    settle(qtbot, page)
    assert held.closed
    assert page.runs.state() is JobState.CANCELLED
    assert page.clock_card.clock.text() == "3.05×"
    assert page.run_card.start.isEnabled()


def test_a_second_start_takes_the_place_of_the_first(
    qtbot, measure_page: Callable[..., MeasurePage]
) -> None:
    held = Held()
    page = measure_page(held)
    press(page, "Start")
    qtbot.waitUntil(lambda: page.clock_card.clock.text() == "2.81×")
    first = page.runs.job
    press(page, "Start")
    assert page.runs.job is not first
    held.gate.set()
    settle(qtbot, page)
    assert page.clock_card.clock.text() == "3.05×"


def test_numbers_of_former_settings_say_so(qtbot, measure_page: Callable[..., MeasurePage]) -> None:
    page = measured(qtbot, measure_page())
    page.store.update("spec", bottleneck=32)
    assert page.clock_card.stale.isVisible()
    assert "bottleneck 16, batch 8, float32" in page.clock_card.stale.text
    assert page.clock_card.theory.text() == "9.68×"  # beside the clock of the same variants
    assert any("1×1 to 32" in fact.name for fact in page.facts.facts())
    page.store.update("spec", bottleneck=16)
    assert not page.clock_card.stale.isVisible()
    page.store.update("measure", batch=2)
    assert page.clock_card.stale.isVisible()
    measured(qtbot, page)
    assert not page.clock_card.stale.isVisible()


def test_a_bottleneck_that_takes_more_is_said_to(
    qtbot, measure_page: Callable[..., MeasurePage]
) -> None:
    spec = SpecState(bottleneck=192)
    page = measured(qtbot, measure_page(at_once, BottleneckState(page="measure", spec=spec)))
    card = page.clock_card
    assert (card.theory.text(), card.theory.words()) == ("1.24×", "more MACs")
    assert card.clock.words().startswith("less time")


def failing(error: BaseException) -> Make:
    def make(_request: object) -> Generator[Any, None, Any]:
        raise error
        yield

    return make


def test_too_little_memory_is_said_beside_the_batch_and_the_page_goes_on(
    qtbot, measure_page: Callable[..., MeasurePage]
) -> None:
    text = 'The device "cpu" has too little memory for this. Choose a smaller batch.'
    page = measured(qtbot, measure_page(failing(MeasurementError(text, "batch"))))
    assert page.run_card.batch.problem() == text
    assert page.run_card.bar.isHidden()  # it is said once
    assert page.clock_card.theory.text() == "9.68×"
    assert page.run_card.start.isEnabled()
    page.store.update("measure", batch=1)
    assert page.run_card.batch.problem() == ""


@pytest.mark.parametrize("field", ["precision", ""])
def test_other_errors_are_said_in_the_card(
    qtbot, measure_page: Callable[..., MeasurePage], field: str
) -> None:
    page = measured(qtbot, measure_page(failing(MeasurementError("It cannot be.", field))))
    shown = page.run_card.findChildren(QWidget)
    texts = [w.text() for w in shown if hasattr(w, "text") and callable(w.text) and w.isVisible()]
    assert "It cannot be." in texts
    assert page.is_idle()


def test_a_fault_of_the_program_reaches_the_hub(
    qtbot, measure_page: Callable[..., MeasurePage], context: PanelContext
) -> None:
    notices: list[Any] = []
    context.errors.reported.connect(notices.append)
    page = measured(qtbot, measure_page(failing(KeyError("lost"))))
    qtbot.waitUntil(lambda: len(notices) == 1)
    assert page.run_card.start.isEnabled()


def test_other_work_is_said_to_disturb(
    qtbot, measure_page: Callable[..., MeasurePage], context: PanelContext
) -> None:
    page = measure_page()
    held = Held()
    job: Job[Any] = Job("Training", lambda: held(request_of(STATE, "cpu")), page)
    context.jobs.add(job)
    job.start()
    qtbot.waitUntil(lambda: "“Training” is running" in page.run_card.message.text)
    job.shutdown()
    qtbot.waitUntil(lambda: not page.run_card.message.isVisible())


def test_results_are_saved(qtbot, measure_page: Callable[..., MeasurePage], save_to: Path) -> None:
    page = measure_page()
    assert not any("CSV" in text for text, _save in page.entries())  # there are no numbers yet
    measured(qtbot, page)
    for _text, save in page.entries():
        save()
    names = {path.name for path in save_to.iterdir()}
    assert names == {"clock.png", "roofline.png", "roofline.svg", "direct.py", "bottlenecked.py",
                     "measurement.csv", "samples.csv"}  # fmt: skip
    svg = (save_to / "roofline.svg").read_text(encoding="utf-8")
    assert "ridge:" in svg
    assert "arithmetic intensity" in svg
    with (save_to / "measurement.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["MACs a pass"] for row in rows] == ["963379200", "99549184"]


def test_the_sizes_are_changed_on_their_page(measure_page: Callable[..., MeasurePage]) -> None:
    page = measure_page()
    press(page, "Change the sizes")
    assert page.store.state.page == "compare"


@pytest.mark.parametrize("scale", [1.0, 1.35])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_it_is_painted_at_every_size(
    qtbot, qapp, measure_page: Callable[..., MeasurePage], name: str, scale: float
) -> None:
    page = measured(qtbot, measure_page())
    theme.apply_theme(qapp, name, scale)
    for size in ((1196, 668), (1500, 900), (700, 500)):
        page.resize(*size)
        assert not page.grab().isNull()
    theme.apply_theme(qapp, "dark")


def test_a_real_measurement_of_a_tiny_convolution(
    qtbot, make_page: Callable[..., Any], context: PanelContext
) -> None:
    spec = SpecState(height=6, width=6, channels=16, f=3, filters=8, bottleneck=2)
    state = BottleneckState(page="measure", spec=spec, measure=MeasureState(batch=1))
    page: MeasurePage = make_page(MeasurePage, state)
    page.present()  # before torch is there
    context.engine.start()
    settle(qtbot, page)
    view = page.result
    assert view is not None
    assert view.result is not None
    assert view.result.device == "cpu"
    assert not view.is_stale
    assert page.clock_card.clock.text().endswith("×")
    assert page.clock_card.sentence.text() == explain(view.result)
    assert len(page.roof.texts()) == 5
    job = page.runs.job
    page.present()  # it is there: nothing starts again
    assert page.runs.job is job
