"""A pair that is worth a look, from one page to the other, in the panel itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.panels.faces.panel import FacesPanel
from explorer.panels.faces.sample import bundled_sample
from explorer.panels.faces.tau.page import TauPage
from explorer.panels.faces.verify.page import VerifyPage
from tests.panels.faces.conftest import TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def panel(qtbot, context) -> Iterator[FacesPanel]:
    made = FacesPanel(context)
    qtbot.addWidget(made)
    made.resize(1196, 700)
    made.show()
    context.engine.start()
    made.restore({"page": "tau"})
    made.activate()
    yield made
    made.shutdown()


def rest(qtbot, panel: FacesPanel) -> None:
    engine = panel.context.engine
    qtbot.waitUntil(lambda: engine.is_ready and panel.is_idle(), timeout=TIMEOUT_MS)


def opened(qtbot, panel: FacesPanel) -> tuple[float, VerifyPage]:
    """Open the nearest strangers; return the distance said of them, and the page."""
    page = panel.page
    assert isinstance(page, TauPage)
    assert page.analysis is not None
    pair = page.analysis.nearest_impostors[0]
    qtbot.waitUntil(lambda: page.pairs_card.strangers.pairs()[0].first is not None)
    page.open_pair(pair)
    rest(qtbot, panel)
    verify = panel.page
    assert isinstance(verify, VerifyPage)
    assert verify.difference is not None
    return pair.d, verify


def test_bundled_faces(qtbot, panel: FacesPanel) -> None:
    rest(qtbot, panel)
    d, verify = opened(qtbot, panel)
    assert verify.difference is not None
    assert verify.difference.d == pytest.approx(d, abs=2e-3)  # found and embedded anew
    assert verify.verdict_card.verdict() == "Same person"  # which is the error to look at


def test_faces_of_the_gallery_then_bundled_ones(qtbot, panel: FacesPanel) -> None:
    sample = bundled_sample()
    for row in (0, 1, 10, 11):
        panel.keeper.enrol(sample.people[row], sample.embeddings[row], sample.chips[row])
    panel.store.update("tau", sample="gallery")
    rest(qtbot, panel)
    d, verify = opened(qtbot, panel)
    assert verify.difference is not None
    assert verify.difference.d == pytest.approx(d, abs=1e-6)  # as they are stored
    assert "Person" not in str(panel.state())
    panel.restore({"page": "tau", "tau": {"sample": "bundled"}})
    rest(qtbot, panel)
    d, verify = opened(qtbot, panel)
    assert verify.difference is not None
    assert verify.difference.d == pytest.approx(d, abs=2e-3)
    assert verify.held.get("first") is None
