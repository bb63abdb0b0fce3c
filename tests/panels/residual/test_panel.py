"""The panel as a whole: pages, a training in the background, room where there is little."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import torch
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget

from explorer.panels.residual.panel import PAGES, ResidualPanel
from explorer.panels.residual.state import PageKey, ResidualState
from explorer.services.jobs import JobState
from explorer.services.media import parse_source
from explorer.widgets import theme
from tests.panels.residual.conftest import TIMEOUT_MS, settle
from tests.panels.residual.train.making import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explorer.widgets.panel import PanelContext

    Open = Callable[..., ResidualPanel]

SCALE = 1.35
ROOM = (1167, 684)
"""What a window of 1280×800 leaves to the panel when it is presented."""
TICK_MS = 5
LONGEST_SLOT_S = 0.05


@pytest.fixture
def open_panel(qtbot, context: PanelContext) -> Iterator[Open]:
    """Open the panel on a bundled picture, with torch, unless it is to be closed at once."""
    panels: list[ResidualPanel] = []

    def make(chosen: ResidualState, *, rest: bool = True) -> ResidualPanel:
        panel = ResidualPanel(context)
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(*ROOM)
        panel.store.set(chosen)
        panel.show()
        panel.activate()
        context.engine.start()
        context.source.open(parse_source("bundled:cat"))
        if rest:
            qtbot.waitUntil(lambda: context.source.current_frame() is not None, timeout=TIMEOUT_MS)
            settle(qtbot, panel)
        return panel

    yield make
    while panels:
        panels.pop().shutdown()


@pytest.fixture
def presented(qapp, context: PanelContext) -> Iterator[None]:
    """Things of the size at which a class is shown them."""
    theme.apply_theme(qapp, "dark", SCALE)
    yield
    theme.apply_theme(qapp, "dark", 1.0)


def endless(noise: Path) -> ResidualState:
    return state(noise, epochs=200)


@pytest.mark.parametrize("key", PAGES)
def test_it_closes_while_it_loads(open_panel: Open, key: PageKey) -> None:
    panel = open_panel(ResidualState(page=key), rest=False)
    panel.shutdown()
    assert panel.trainings.is_idle()


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.usefixtures("presented")
def test_nothing_is_cut_off_where_it_is_presented(open_panel: Open, key: PageKey) -> None:
    panel = open_panel(ResidualState(page=key))
    assert panel.minimumSizeHint().height() <= ROOM[1]
    squeezed = [
        (type(one).__name__, one.accessibleName(), one.size(), one.minimumSizeHint())
        for one in panel.findChildren(QWidget)
        if one.isVisible() and not isinstance(one, QAbstractButton) and is_squeezed(one)
    ]
    assert not squeezed


def is_squeezed(part: QWidget) -> bool:
    """Whether a part has less height than it says it needs."""
    return part.height() < part.minimumSizeHint().height()


@pytest.mark.usefixtures("one_thread")
def test_a_training_outlives_pages_and_themes(qtbot, qapp, open_panel: Open, noise: Path) -> None:
    panel = open_panel(endless(noise))
    start(qtbot, panel)
    for key in PAGES:
        panel.store.edit(lambda known, key=key: replace(known, page=key))
    theme.apply_theme(qapp, "light")
    theme.apply_theme(qapp, "dark")
    panel.deactivate()
    seen = iteration(panel)
    qtbot.waitUntil(lambda: iteration(panel) > seen, timeout=TIMEOUT_MS)
    panel.activate()
    panel.shutdown()
    assert panel.trainings.state() is JobState.CANCELLED


@pytest.mark.usefixtures("one_thread")
def test_no_slot_holds_the_window_while_it_trains(qtbot, open_panel: Open, noise: Path) -> None:
    """What other processes take is not counted: the thread's own time alone.

    How long the window waits, on a machine that is left alone, is measured in
    tests/benchmarks/bench_residual_window.py.
    """
    panel = open_panel(endless(noise))
    start(qtbot, panel)
    spent: list[float] = []
    last = time.thread_time()

    def note() -> None:
        nonlocal last
        now = time.thread_time()
        spent.append(now - last)
        last = now

    timer = QTimer(panel, interval=TICK_MS)
    timer.timeout.connect(note)
    seen = iteration(panel)
    timer.start()
    qtbot.waitUntil(lambda: iteration(panel) > seen + 30, timeout=TIMEOUT_MS)
    timer.stop()
    spent.sort()
    assert len(spent) > 10
    assert spent[int(0.95 * len(spent))] < LONGEST_SLOT_S


def start(qtbot, panel: Any) -> None:
    """Start what the page asks for, and wait until it learns."""
    page = panel.page
    qtbot.waitUntil(page.setup.start.isEnabled, timeout=TIMEOUT_MS)
    torch.set_num_threads(1)  # the loader has taken what the machine has
    page.setup.start.click()
    qtbot.waitUntil(lambda: iteration(panel) > 0, timeout=TIMEOUT_MS)


def iteration(panel: ResidualPanel) -> int:
    log = panel.trainings.log
    return 0 if log is None else log.iteration
