"""The page of triplets, driven as a person drives it, on the bundled faces and on galleries."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt

from explorer.engine.faces.triplets import TripletError, find_collapse, train_head
from explorer.engine.faces.triplets.config import HeadConfig
from explorer.engine.projection import pca
from explorer.panels.faces.sample import bundled_sample
from explorer.panels.faces.state import FacesState, TripletsState
from explorer.panels.faces.triplets.exports import training_entries, triplet_entries
from explorer.panels.faces.triplets.page import TripletsPage
from explorer.panels.faces.triplets.training import COLLAPSING, Training, config_of, train
from explorer.panels.faces.triplets.words import OF_THE_SAME, collapse_text
from explorer.services.jobs import JobState
from explorer.widgets import theme
from tests.panels.driving import press, set_slider
from tests.panels.gated import Gated

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from explorer.panels.faces.keeper import GalleryKeeper
    from tests.panels.faces.still import StillPages

TIMEOUT_MS = 60_000
STATE = FacesState(page="triplets", triplets=TripletsState(steps=30))
at_once = partial(train, pace_s=0.0)


@pytest.fixture
def ready(qtbot, pages: StillPages) -> Any:
    """Make the page with torch loaded and without a pace."""

    def make(state: FacesState = STATE, make: Any = at_once) -> TripletsPage:
        page: TripletsPage = pages(TripletsPage, state, rest=False, make=make)
        page.context.engine.start()
        qtbot.waitUntil(lambda: page.context.engine.is_ready and page.is_idle(), timeout=TIMEOUT_MS)
        return page

    return make


def enrol(qtbot, keeper: GalleryKeeper, *people: tuple[str, int]) -> None:
    """Enrol bundled faces under names."""
    sample = bundled_sample()
    for name, place in people:
        keeper.enrol(name, np.array(sample.embeddings[place]), np.array(sample.chips[place]))
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)


# The triplet


def test_it_opens_on_a_triplet_of_the_bundled_faces(pages: StillPages) -> None:
    page = pages(TripletsPage, STATE)
    sample = bundled_sample()
    assert page.sample is sample
    assert page.triplet.places[:2] == (0, 1)
    a, p, n = (sample.embeddings[place].astype(float) for place in page.triplet.places)
    assert page.triplet.to_positive == pytest.approx(np.square(a - p).sum(), rel=1e-5)
    assert page.triplet.to_negative == pytest.approx(np.square(a - n).sum(), rel=1e-5)
    assert f"{page.triplet.loss:.3f}" in page.loss_card.formula.latex()
    assert page.triplet_card.slots.slots["A"].accessibleDescription() == sample.name(0)
    assert page.sample_card.facts() == "173 photographs of 30 people"
    np.testing.assert_allclose(page.training.points, pca(sample.embeddings).coordinates)


def test_the_margin_acts_at_once(pages: StillPages, ready: Any) -> None:
    page = ready()
    before = page.triplet
    assert before.hardness == "semi-hard"
    set_slider(page, "α, the margin", 1.0)
    assert page.store.state.triplets.margin == 1.0
    assert page.triplet.loss == pytest.approx(before.difference + 0.8)
    assert page.triplet_card.line.axis().high > page.triplet.reach
    set_slider(page, "α, the margin", 0.01)
    assert page.triplet.hardness == "easy"
    assert page.loss_card.verdict.text().startswith("Easy: N lies beyond the zone")
    pages.rest(page)
    assert "0.010 = \\alpha" in page.collapse_card.formula.latex()


def test_mined_triplets_are_what_they_are_called(qtbot, pages: StillPages, ready: Any) -> None:
    page = ready()
    press(page, "Hardest")
    pages.rest(page)
    hardest = page.triplet
    assert hardest.hardness == "hard"
    others = [page.triplet for _ in range(4) if (press(page, "Random"), pages.rest(page))]
    assert len({one.places for one in others}) > 1
    assert all(one.difference <= hardest.difference for one in others)
    press(page, "Semi-hard")
    pages.rest(page)
    assert page.triplet.hardness == "semi-hard"
    assert page.store.state.triplets.triplet == page.triplet.places


def test_where_none_is_semi_hard_it_is_said(
    qtbot, pages: StillPages, ready: Any, keeper: GalleryKeeper
) -> None:
    enrol(qtbot, keeper, ("Ann", 0), ("Ann", 1), ("Bo", 20), ("Bo", 21))
    page = ready(FacesState(page="triplets", triplets=TripletsState("gallery", margin=0.01)))
    press(page, "Semi-hard")
    pages.rest(page)
    assert page.loss_card.message.text.startswith("No triplet is semi-hard")
    press(page, "Random")
    pages.rest(page)
    assert page.loss_card.message.text == ""


def test_faces_are_chosen_from_the_strip(qtbot, pages: StillPages) -> None:
    page = pages(TripletsPage, STATE)
    card, sample = page.triplet_card, page.sample
    press_slot(qtbot, page, "P")
    offered = card.strip.places()
    assert {sample.people[place] for place in offered} == {sample.people[0]}
    middle = card.strip.room_of(2).center().toPoint()
    qtbot.mouseClick(card.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert page.triplet.places[1] == offered[2]
    press_slot(qtbot, page, "N")
    assert sample.people[0] not in {sample.people[place] for place in card.strip.places()}
    card.strip.setFocus()
    start = card.strip.places().index(page.triplet.places[2])
    qtbot.keyClick(card.strip, Qt.Key.Key_Right)
    qtbot.keyClick(card.strip, Qt.Key.Key_Return)
    assert page.triplet.places[2] == card.strip.places()[start + 1]
    press_slot(qtbot, page, "A")
    card.strip.chosen.emit(40)
    a, p, n = page.triplet.places
    assert a == 40
    assert sample.labels[p] == sample.labels[40] != sample.labels[n]
    page.grab()


def press_slot(qtbot, page: TripletsPage, slot: str) -> None:
    qtbot.mouseClick(page.triplet_card.slots.slots[slot], Qt.MouseButton.LeftButton)
    assert page.triplet_card.slot == slot


def test_a_triplet_of_other_faces_is_not_taken(pages: StillPages) -> None:
    state = FacesState(page="triplets", triplets=TripletsState(triplet=(0, 1, 5000)))
    assert pages(TripletsPage, state).triplet.places[:2] == (0, 1)


# The training


def test_a_training_is_shown_to_the_end(pages: StillPages, ready: Any) -> None:
    page = ready()
    titles: set[str] = set()
    page.context.jobs.changed.connect(
        lambda: titles.update(job.title for job in page.context.jobs.running())
    )
    before = page.training.points
    press(page, "Start")
    pages.rest(page)
    assert titles == {"Training a head"}
    assert page.run.state() is JobState.DONE
    assert [row.index for row in page.run.rows] == list(range(31))  # lossless
    assert page.training.points is page.run.newest.plane
    assert page.run.newest.index == 30
    assert not np.allclose(page.training.points, before)
    result = page.run.result
    assert f"{result.auc_before:.4f} by f alone, {result.auc_after:.4f} with the head" in (
        page.training.outcome.text
    )
    assert OF_THE_SAME in page.training.outcome.text
    assert result.auc_before == pytest.approx(0.987, abs=2e-3)
    assert page.train_card.bar.isHidden()
    job = page.run.job
    page.present()  # it is trained: nothing starts again
    assert page.run.job is job
    page.grab()


def test_a_seed_trains_the_same_way(pages: StillPages, ready: Any) -> None:
    page = ready()
    press(page, "Start")
    pages.rest(page)
    first = [row.loss for row in page.run.rows]
    config = config_of(page.store.state.triplets)
    sample = bundled_sample()
    engine = train_head(np.array(sample.embeddings), sample.labels.tolist(), config)
    assert first == [step.batch.loss for step in engine]
    press(page, "Another seed; then start again")
    pages.rest(page)
    assert page.store.state.triplets.seed == 1
    assert [row.loss for row in page.run.rows] != first


def test_it_rests_goes_on_and_is_cancelled(qtbot, pages: StillPages, ready: Any) -> None:
    page = ready(make=Gated(at_once, 12))
    press(page, "Start")
    qtbot.waitUntil(lambda: len(page.run.rows) > 12, timeout=TIMEOUT_MS)
    press(page, "Pause")
    pages.rest(page)  # a paused training rests
    assert page.run.state() is JobState.PAUSED
    assert "paused" in page.train_card.bar._text.text()
    press(page, "Go on")
    assert not page.is_idle()
    press(page, "Cancel")
    pages.rest(page)
    assert page.run.state() is JobState.CANCELLED
    assert page.run.result is None
    assert "Cancelled after 11 of 30 steps" in page.training.outcome.text
    assert page.training.points is page.run.newest.plane
    assert page.train_card.start.isEnabled()


def test_collapse_is_shown_and_named_with_its_remedy(
    monkeypatch, pages: StillPages, ready: Any
) -> None:
    monkeypatch.setitem(COLLAPSING, "steps", 60)
    page = ready(FacesState(page="triplets", triplets=TripletsState(margin=0.5)))
    press(page, "Make it collapse")
    pages.rest(page)
    last = page.run.rows[-1]
    assert last.collapse is not None
    assert last.collapse.extent == "all"
    assert last.loss == pytest.approx(0.2, rel=0.01)
    assert last.spread < 1e-3
    assert page.training.outcome.text.startswith(
        "The loss is stuck at α = 0.20: the embedding has collapsed."
    )
    assert "lower learning rate" in page.training.outcome.text
    assert "Warning" in page.training.outcome.accessibleName()
    # What has fallen together is seen to: the plane keeps its scale.
    assert np.ptp(page.training.plane.pixels(), axis=0).max() < page.training.plane.width() / 4
    triplets = page.store.state.triplets
    assert {key: getattr(triplets, key) for key in COLLAPSING} == COLLAPSING
    press(page, "Usual settings")
    assert config_of(page.store.state.triplets) == HeadConfig(steps=400)
    assert "of other settings" in page.training.outcome.text


def test_a_collapse_that_passed_is_still_said(pages: StillPages, ready: Any) -> None:
    page = ready()
    press(page, "Start")
    pages.rest(page)
    fallen = find_collapse(torch.zeros(5, 2), 0.2, 0.2)
    rows = [replace(row, collapse=fallen if 4 <= row.index <= 9 else None) for row in page.run.rows]
    assert "From step 4 to 9 the loss was stuck at α = 0.20" in collapse_text(rows, 0.2)


def test_errors_are_said_and_the_page_goes_on(pages: StillPages, ready: Any) -> None:
    def broken(_training: Training) -> Generator[Any, None, Any]:
        raise TripletError("It cannot be trained.")
        yield

    page = ready(make=broken)
    press(page, "Start")
    pages.rest(page)
    assert page.train_card.message.text == "It cannot be trained."
    assert page.train_card.start.isEnabled()


def test_before_torch_is_there_it_says_what_it_waits_for(pages: StillPages) -> None:
    page = pages(TripletsPage, STATE)
    assert not page.train_card.start.isEnabled()
    assert "PyTorch is loading" in page.train_card.message.text
    assert not page.loss_card.buttons["hardest"].isEnabled()
    press(page, "Random")  # needs no torch
    pages.rest(page)
    assert page.store.state.triplets.triplet != ()


def test_present_waits_for_torch_and_trains(qtbot, pages: StillPages) -> None:
    page = pages(TripletsPage, STATE, make=at_once)
    page.present()
    assert not page.is_idle()
    page.context.engine.start()
    pages.rest(page)
    assert page.run.result is not None


# Galleries


def test_an_empty_gallery_offers_the_bundled_faces(pages: StillPages) -> None:
    page = pages(TripletsPage, FacesState(page="triplets", triplets=TripletsState("gallery")))
    assert page.sample is None
    assert "Nobody is enrolled" in page.sample_card.message.text
    assert "Nobody is enrolled" in page.training.outcome.text
    assert not page.train_card.start.isEnabled()
    page.sample_card.offer.click()
    pages.rest(page)
    assert page.sample is bundled_sample()
    assert page.sample_card.message.text == ""
    assert page.sample_card.offer.isHidden()


def test_too_few_people_are_said_until_there_are_enough(
    qtbot, pages: StillPages, keeper: GalleryKeeper
) -> None:
    page = pages(TripletsPage, FacesState(page="triplets", triplets=TripletsState("gallery")))
    enrol(qtbot, keeper, ("Ann", 0), ("Ann", 1))
    pages.rest(page)
    assert "All photographs show one person" in page.sample_card.message.text
    assert page.triplet is None
    keeper.remove_person("Ann")
    enrol(qtbot, keeper, ("Ann", 0), ("Бо", 20))
    pages.rest(page)
    assert "one photograph only" in page.sample_card.message.text
    with qtbot.waitSignal(page.training.plane.actionRequested):
        page.training.plane._action.click()  # offered in the plane, too
    page.store.update("triplets", sample="gallery")
    enrol(qtbot, keeper, ("Бо", 21))
    pages.rest(page)
    assert page.sample_card.message.text == ""
    assert page.triplet is not None
    assert {page.sample.people[place] for place in page.triplet.places} == {"Ann", "Бо"}


def test_a_gallery_is_trained_on_and_forgotten(
    qtbot, pages: StillPages, ready: Any, keeper: GalleryKeeper
) -> None:
    enrol(qtbot, keeper, ("Ann", 0), ("Ann", 1), ("Bo", 20), ("Bo", 21), ("Cy", 60))
    page = ready(FacesState(page="triplets", triplets=TripletsState("gallery", steps=20)))
    press(page, "Start")
    pages.rest(page)
    assert page.training.points.shape == (5, 2)
    assert page.run.result is not None
    keeper.forget_everyone()
    qtbot.waitUntil(lambda: page.sample is None, timeout=TIMEOUT_MS)
    pages.rest(page)
    assert page.run.training is None  # nothing of the faces is kept
    assert page.run.rows == []
    assert page.triplet is None
    assert page.training.plane.count() == 0


# Saving, looks


def test_everything_can_be_saved(pages: StillPages, ready: Any, save_to: Path) -> None:
    page = ready()
    press(page, "Start")
    pages.rest(page)
    for _, save in (*triplet_entries(page), *training_entries(page)):
        save()
    names = {path.name for path in save_to.iterdir()}
    assert names == {
        "triplet.png", "triplet.svg", "triplet.csv", "faces-in-the-plane.png",
        "faces-in-the-plane.svg", "faces-in-the-plane.csv", "triplet-training.png",
        "triplet-training.svg", "triplet-training.csv",
    }  # fmt: skip
    curves = list(csv.reader((save_to / "triplet-training.csv").open(encoding="utf-8")))
    assert len(curves) == 1 + 31
    assert float(curves[1][1]) == page.run.rows[0].loss
    points = list(csv.reader((save_to / "faces-in-the-plane.csv").open(encoding="utf-8")))
    assert len(points) == 1 + 173
    saved = list(csv.reader((save_to / "triplet.csv").open(encoding="utf-8")))
    assert float(saved[-1][1]) == page.triplet.loss


@pytest.mark.parametrize(("choice", "scale"), [("light", 1.0), ("dark", 1.35)])
def test_it_is_painted_in_other_looks(
    qapp, pages: StillPages, ready: Any, choice: Any, scale: float
) -> None:
    page = ready()
    press(page, "Start")
    pages.rest(page)
    theme.apply_theme(qapp, choice, scale)
    page.training.faces_shown.click()
    assert not page.grab().isNull()
    theme.apply_theme(qapp, "dark")
