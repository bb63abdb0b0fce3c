"""Pages of trainings, each with a training of its own that is shut down with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from explorer.panels.residual.train.page import TrainPage
from explorer.panels.residual.training_job import run
from explorer.panels.residual.trainings import Trainings
from tests.panels.residual.conftest import TIMEOUT_MS
from tests.panels.residual.train.making import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explorer.panels.residual.state import ResidualState
    from explorer.panels.residual.trainings import Make
    from explorer.widgets.panel import PanelContext


@pytest.fixture
def train_page(
    qtbot, make_page: Callable[..., Any], context: PanelContext, noise: Path, one_thread: None
) -> Iterator[Callable[..., TrainPage]]:
    """Make the page with torch loaded, on noise in MNIST's form unless told otherwise."""
    made: list[Trainings] = []

    def make(
        chosen: ResidualState | None = None, generator: Make = run, *, loaded: bool = True
    ) -> TrainPage:
        if loaded:
            context.engine.start()
            qtbot.waitUntil(lambda: context.engine.is_ready, timeout=TIMEOUT_MS)
            torch.set_num_threads(1)  # the loader has taken what the machine has
        made.append(Trainings(context.jobs, context.errors, make=generator))
        page: TrainPage = make_page(TrainPage, chosen or state(noise), made[-1])
        return page

    yield make
    while made:
        trainings = made.pop()
        trainings.shutdown()
        trainings.deleteLater()
