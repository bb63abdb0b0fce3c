from __future__ import annotations

import pytest
from PySide6.QtWidgets import QProgressBar, QToolButton

from explorer.services.job_registry import RunningJob
from explorer.services.jobs import Job, JobState
from explorer.services.rates import Rates
from explorer.widgets import job_bar
from explorer.widgets.job_bar import JobBar
from explorer.widgets.status_bar import GIGABYTE, StatusBar


@pytest.fixture
def bar(qtbot):
    made = JobBar()
    qtbot.addWidget(made)
    made.show()
    return made


def _steps(count: int):
    def steps():
        yield from range(1, count + 1)

    return steps


def _button(bar: JobBar, name: str) -> QToolButton:
    return next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == name)


def test_without_a_job_there_is_no_bar(bar):
    bar.set_job(None)
    assert bar.isHidden()


def test_a_job_is_followed_to_its_end(qtbot, bar):
    job = Job("Count", _steps(5), fraction=lambda step: step / 5)
    bar.set_job(job)
    assert bar.isVisible()
    with qtbot.waitSignal(job.done):
        job.start()
    assert bar._text.text() == "Count · done"
    assert bar.findChild(QProgressBar).value() == 1000
    assert not any(button.isVisible() for button in bar.findChildren(QToolButton))
    job.shutdown()


def test_a_narrow_bar_names_the_job_and_leaves_the_time_to_the_tooltip(qtbot, bar, monkeypatch):
    job = Job("Painting A", _steps(5), fraction=lambda step: step / 5)
    monkeypatch.setattr(job_bar, "_left_text", lambda _job: "40% · 2 min 11 s left")
    bar.resize(500, 31)
    bar.set_job(job)
    assert (bar._left.text(), bar.toolTip()) == ("40% · 2 min 11 s left", "")
    bar.resize(200, 31)
    assert bar._text.text().startswith("Painting A")
    assert (bar._left.text(), bar.toolTip()) == ("40%", "Painting A · 40% · 2 min 11 s left")
    with qtbot.waitSignal(job.done):
        job.start()
    job.shutdown()


def test_a_job_is_paused_resumed_and_cancelled(qtbot, bar):
    def endless():
        n = 0
        while True:
            n += 1
            yield n

    job = Job("Dream", endless)
    bar.set_job(job)
    job.start()
    _button(bar, "Pause").click()
    assert job.state is JobState.PAUSED
    assert bar._text.text() == "Dream · paused"
    _button(bar, "Go on").click()
    assert job.state is JobState.RUNNING
    with qtbot.waitSignal(job.cancelled):
        _button(bar, "Cancel").click()
    assert bar._text.text() == "Dream · cancelled"
    job.shutdown()


def test_a_job_that_fails_says_why(qtbot, bar):
    def broken():
        yield 1
        raise ValueError("the picture is too small")

    job = Job("Dream", broken)
    bar.set_job(job)
    with qtbot.waitSignal(job.failed):
        job.start()
    assert bar._text.text() == "Dream · the picture is too small"
    assert bar._text.property("tone") == "bad"
    job.shutdown()


def test_another_job_takes_the_place(qtbot, bar):
    first, second = Job("First", _steps(3)), Job("Second", _steps(3))
    bar.set_job(first)
    bar.set_job(second)
    with qtbot.waitSignal(first.done):
        first.start()
    assert bar._text.text() == "Second · starts"
    first.shutdown()
    second.shutdown()


# StatusBar


@pytest.fixture
def status(qtbot):
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(1200, 30)
    made.show()
    return made


def test_rates_are_said_and_go(status):
    status.show_rates(Rates(46.24, 38.4, 1200))
    assert status._rates.text() == "46.2 fps   latency 38 ms   dropped 1,200"
    status.show_rates(Rates(0, None, 0))
    assert "latency –" in status._rates.text()
    status.show_rates(None)
    assert status._rates.text() == ""


def test_the_device_is_said_with_its_memory(status):
    from explorer.engine.device import DeviceInfo

    status.show_device(DeviceInfo("cuda", "NVIDIA RTX 4070", GIGABYTE, 12 * GIGABYTE))
    assert status._device.text().endswith("CUDA · NVIDIA RTX 4070 · 1.0 / 12.0 GB")
    status.show_device(DeviceInfo("cpu", "A processor", None, None))
    assert status._device.text().endswith("CPU · A processor")
    status.show_device_text("no device", "bad")
    assert status._device.property("tone") == "bad"


def test_progress_is_a_line_and_words(status):
    status.show_progress("Loading PyTorch", 0.5)
    assert status._message.text() == "Loading PyTorch"
    image = status.grab().toImage()
    assert image.pixelColor(100, 0) != image.pixelColor(1100, 0)
    status.show_progress("", None)
    image = status.grab().toImage()
    assert image.pixelColor(100, 0) == image.pixelColor(1100, 0)


def test_jobs_are_summed_up(status):
    one = RunningJob("Dream", 0.5, 73, False)
    other = RunningJob("Train", 0.25, None, True)
    status.show_jobs([one])
    assert status._jobs.text() == "Dream · 50% · 1 min 13 s left"
    status.show_jobs([one, other])
    assert status._jobs.text() == "2 jobs · 38%"
    assert "Train · 25% · paused" in status._jobs.toolTip()
    status.show_jobs([])
    assert not status._jobs.isVisible()
