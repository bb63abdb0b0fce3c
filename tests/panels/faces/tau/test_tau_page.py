"""The page of the honest τ on the bundled faces and on galleries, driven as a person would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.engine.faces.distance import TAU
from explorer.engine.verification import percent, rates_at, tau_for_false_accepts
from explorer.panels.faces import sample as samples
from explorer.panels.faces.sample import SampleError, bundled_sample
from explorer.panels.faces.state import FacesState, RecognitionState, TauState, VerifyState
from explorer.panels.faces.tau.page import TauPage
from explorer.panels.faces.tau.words import EMPTY_GALLERY, ONE_PHOTOGRAPH
from tests.panels.driving import press, set_slider
from tests.panels.faces.conftest import TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.faces.keeper import GalleryKeeper

    Make = Callable[..., TauPage]


def state(sample: str = "bundled", tau: float = TAU, accepts: str = "log") -> FacesState:
    return FacesState(
        page="tau",
        recognition=RecognitionState(tau=tau),
        tau=TauState(sample=sample, accepts=accepts),  # type: ignore[arg-type]
    )


def rested(qtbot, page: TauPage) -> TauPage:
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
    return page


@pytest.fixture
def open_page(make_page: Callable[..., Any], qtbot) -> Make:
    def make(made: FacesState | None = None) -> TauPage:
        return rested(qtbot, make_page(TauPage, made or state(), rest=False, source=""))

    return make


def enrol(keeper: GalleryKeeper, qtbot, *rows: int) -> None:
    """Enrol bundled faces under the names that they have there."""
    sample = bundled_sample()
    for row in rows:
        keeper.enrol(sample.people[row], sample.embeddings[row], sample.chips[row])
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)


def click(widget: Any, point: QPointF) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point.toPoint())


def move(widget: Any, point: QPointF) -> None:
    """Move the pointer onto a point of a widget."""
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    place = widget.mapToGlobal(point)
    event = QMouseEvent(kind, point, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def test_figures_shown_are_the_engines(open_page: Make) -> None:
    page = open_page()
    assert page.analysis is not None
    pairs = page.analysis.pairs
    rates = rates_at(pairs.genuine, pairs.impostor, TAU)
    accepts, rejects = page.rates_card.accepts.texts(), page.rates_card.rejects.texts()
    assert accepts[:2] == (percent(rates.false_accept_rate),
                           f"{rates.false_accepts.count:,} of 14,429 impostor pairs")  # fmt: skip
    assert rejects[:2] == (percent(rates.false_reject_rate),
                           f"{rates.false_rejects.count:,} of 449 genuine pairs")  # fmt: skip
    interval = rates.false_accepts.interval()
    assert accepts[2] == f"{percent(interval.low)} to {percent(interval.high)}"
    assert page.at is not None
    assert page.at.people.false_accepts is not None
    drawn = page.at.people.false_accepts
    assert accepts[3] == f"{percent(drawn.low)} to {percent(drawn.high)}"
    assert page.histogram_card.facts() == "173 photographs of 30 people"
    assert page.curve_words().startswith("AUC 0.98")
    assert any("not independent" in text for text in page.evidence_card.texts())


def test_tau_is_dragged_on_the_histograms(open_page: Make, qtbot) -> None:
    page = open_page()
    plane = page.histogram.plane()
    click(page.histogram, QPointF(plane.across(0.25), plane.room.center().y()))
    tau = page.store.state.recognition.tau
    assert tau == pytest.approx(0.25, abs=0.0051)
    assert page.analysis is not None
    assert page.rates_card.accepts.texts()[0] == percent(page.analysis.rates(tau).false_accept_rate)
    rested(qtbot, page)
    assert page.at is not None
    assert page.at.rates.tau == tau
    page.histogram.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.histogram, Qt.Key.Key_PageUp)
    assert page.store.state.recognition.tau == pytest.approx(tau + 0.05)


def test_counts_follow_at_once_and_intervals_when_they_are_known(open_page: Make, qtbot) -> None:
    page = open_page()
    set_slider(page, "τ, squared distance", 0.2)
    view = page.rates_card.accepts
    assert page.analysis is not None
    assert view.texts()[0] == percent(page.analysis.rates(0.2).false_accept_rate)
    assert not view._drawn.isEnabled()  # of another τ: faint until the worker has counted
    rested(qtbot, page)
    assert view._drawn.isEnabled()


def test_goals_choose_tau(open_page: Make) -> None:
    page = open_page(state(tau=0.5))
    assert page.analysis is not None
    assert page.analysis.roc is not None
    press(page, "Equal errors")
    assert page.store.state.recognition.tau == page.analysis.roc.equal_error.tau
    rates = page.analysis.rates(page.store.state.recognition.tau)
    assert rates.false_accept_rate == pytest.approx(rates.false_reject_rate, abs=0.003)
    press(page, "1 in 100 accepted")
    tau = page.store.state.recognition.tau
    assert tau == tau_for_false_accepts(page.analysis.pairs.impostor, 0.01)
    assert page.analysis.rates(tau).false_accept_rate <= 0.01
    press(page, "dlib’s 0.6")
    assert page.store.state.recognition.tau == TAU


@pytest.mark.parametrize("accepts", ["log", "linear"])
def test_a_point_of_the_curve_is_a_tau(open_page: Make, accepts: str) -> None:
    page = open_page(state(accepts=accepts))
    assert page.analysis is not None
    assert page.analysis.roc is not None
    curve = page.analysis.roc
    at = int((curve.false_accept_rate < 0.1).sum()) - 1
    plane = page.roc.plane()
    x = plane.across(float(curve.false_accept_rate[at]))
    y = plane.down(float(curve.true_accept_rate[at]))
    click(page.roc, QPointF(x, y))
    rates = page.analysis.rates(page.store.state.recognition.tau)
    assert rates.false_accept_rate == pytest.approx(0.1, abs=0.02)


def test_the_axis_is_a_choice_of_the_state(open_page: Make) -> None:
    page = open_page()
    assert page.roc.axes()[0].is_log
    press(page, "Axis of false accepts: linear")
    assert page.store.state.tau.accepts == "linear"
    assert not page.roc.axes()[0].is_log


def test_a_bin_says_what_it_holds(open_page: Make) -> None:
    page = open_page()
    plane = page.histogram.plane()
    point = QPointF(plane.across(0.405), plane.room.center().y())
    move(page.histogram, point)
    assert page.analysis is not None
    found = page.analysis.histograms
    assert found is not None
    place = int((found.edges <= 0.405).sum()) - 1
    assert page.histogram_card.facts().endswith(
        f"{found.genuine[place]:,} genuine, {found.impostor[place]:,} impostor"
    )
    QApplication.sendEvent(page.histogram, QEvent(QEvent.Type.Leave))
    assert page.histogram_card.facts() == "173 photographs of 30 people"


def test_the_worst_pairs_open_on_verify(open_page: Make) -> None:
    page = open_page()
    assert page.analysis is not None
    view = page.pairs_card.strangers
    shown = view.pairs()
    assert len(shown) >= 2
    assert all(pair.first is not None and pair.second is not None for pair in shown)
    assert shown[0].is_error
    click(view, view.pair_room(1).center())
    names = page.analysis.sample.photographs
    pair = page.analysis.nearest_impostors[1]
    assert page.store.state.page == "verify"
    assert page.store.state.verify == VerifyState(
        f"bundled:{names[pair.first]}", f"bundled:{names[pair.second]}"
    )


def test_pairs_are_walked_with_the_keyboard_and_named(open_page: Make) -> None:
    page = open_page(state(tau=0.05))
    view = page.pairs_card.own
    assert view.pairs()[0].is_error
    assert not page.pairs_card.strangers.pairs()[0].is_error
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.analysis is not None
    pair = page.analysis.farthest_genuine[1]
    assert f"d = {pair.d:.3f}" in view.accessibleDescription()
    move(view, view.pair_room(0).center())
    assert view.toolTip().startswith("twice Person")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert page.store.state.page == "verify"


def test_an_empty_gallery_says_what_is_missing(open_page: Make, qtbot) -> None:
    page = open_page(state("gallery"))
    assert page.empty.isVisible()
    assert page.empty._empty_text.text() == EMPTY_GALLERY
    assert page.rates_card.accepts.texts()[0] == "–"
    press(page.empty, "Use the bundled faces")
    assert page.store.state.tau.sample == "bundled"
    rested(qtbot, page)
    assert page.histogram.isVisible()


def test_one_photograph_makes_no_pair(open_page: Make, keeper: GalleryKeeper, qtbot) -> None:
    enrol(keeper, qtbot, 0)
    page = open_page(state("gallery"))
    assert page.empty._empty_text.text() == ONE_PHOTOGRAPH


def test_one_photograph_each_shows_strangers_only(
    open_page: Make, keeper: GalleryKeeper, qtbot
) -> None:
    enrol(keeper, qtbot, 0, 10, 20)
    page = open_page(state("gallery"))
    assert "nobody has two photographs" in page.missing.text
    assert page.rates_card.accepts.texts()[1].endswith("of 3 impostor pairs")
    assert page.rates_card.rejects.texts() == ("–", "0 of 0 genuine pairs", "–", "–")
    assert page.evidence_card.texts()[0].startswith("3 impostor pairs cannot show a rate of 0.1")
    assert not page.rates_card.buttons()[0].isEnabled()
    page.grab()  # paints what there is
    enrol(keeper, qtbot, 1)
    rested(qtbot, page)
    assert page.missing.text == ""
    assert page.rates_card.rejects.texts()[1] == "0 of 1 genuine pair"


def test_pairs_of_the_gallery_stay_in_memory(open_page: Make, keeper, qtbot) -> None:
    enrol(keeper, qtbot, 0, 1, 10, 11)
    page = open_page(state("gallery"))
    assert page.analysis is not None
    pair = page.analysis.nearest_impostors[0]
    qtbot.waitUntil(lambda: page.pairs_card.strangers.pairs()[0].first is not None)
    page.open_pair(pair)
    assert page.store.state.verify == VerifyState("", "")
    assert page.store.state.page == "verify"
    held = page.held.get("first")
    assert held is not None
    assert held.title == page.analysis.sample.people[pair.first]
    assert held.embedding is not None
    assert held.embedding.tolist() == page.analysis.sample.embeddings[pair.first].tolist()
    assert held.title not in repr(page.store.state)


def test_samples_are_compared_once(open_page: Make, qtbot) -> None:
    page = open_page()
    first = page.analysis
    press(page, "Whose faces: My gallery")
    rested(qtbot, page)
    press(page, "Whose faces: Bundled faces")
    assert page.analysis is first  # at once, without another comparison
    rested(qtbot, page)
    assert page.rates_card.accepts.texts()[0] != "–"


def test_bundled_faces_that_cannot_be_used_are_explained(
    open_page: Make, monkeypatch, qtbot
) -> None:
    def fail() -> None:
        raise SampleError("The bundled faces are missing. Restore them.")

    monkeypatch.setattr(samples, "bundled_sample", fail)
    page = open_page()
    assert page.empty._empty_text.text() == "The bundled faces are missing. Restore them."
    monkeypatch.undo()
    page.deactivate()
    page.activate()
    rested(qtbot, page)
    assert page.analysis is not None


def test_everything_can_be_saved(open_page: Make, save_to: Path, qtbot) -> None:
    page = open_page()
    for _, action in page.exports.entries():
        action()
        rested(qtbot, page)
    names = sorted(path.name for path in save_to.iterdir())
    assert names == [
        "distances-of-pairs.csv", "distances.csv", "distances.png", "distances.svg",
        "errors-at-τ.csv", "honest-τ.png", "roc.csv", "roc.png", "roc.svg",
    ]  # fmt: skip
    assert "<svg" in (save_to / "distances.svg").read_text(encoding="utf-8")


def test_a_tau_beyond_the_histograms_is_said(open_page: Make) -> None:
    page = open_page(state(tau=1.5))
    assert page.rates_card.accepts.texts()[0] == "100 %"
    page.grab()


@pytest.mark.parametrize("is_active", [True, False])
def test_nothing_of_a_gallery_is_kept_after_forgetting(
    open_page: Make, keeper: GalleryKeeper, qtbot, is_active: bool
) -> None:
    enrol(keeper, qtbot, 0, 1, 10, 11)
    page = open_page(state("gallery"))
    qtbot.waitUntil(lambda: page.pairs_card.strangers.pairs()[0].first is not None)
    if not is_active:
        page.deactivate()
    keeper.forget_everyone()
    rested(qtbot, page)
    assert page.analysis is None or len(page.analysis.sample) == 0
    assert not page._faces._images
    assert page.pairs_card.strangers.pairs() == ()
    assert page.empty.isVisible()
    page.activate()
    rested(qtbot, page)
    assert page.empty._empty_text.text() == EMPTY_GALLERY


def test_a_gallery_that_is_not_shown_is_not_kept_either(open_page: Make, keeper, qtbot) -> None:
    enrol(keeper, qtbot, 0, 1, 10, 11)
    page = open_page(state("gallery"))
    press(page, "Whose faces: Bundled faces")
    rested(qtbot, page)
    keeper.forget_everyone()
    rested(qtbot, page)
    assert set(page._analyses._kept) == {"bundled"}
