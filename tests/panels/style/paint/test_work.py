from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from explorer.panels.style.paint.work import NOT_PAINTED, PaintWork
from explorer.panels.style.state import StyleState
from explorer.services.jobs import JobState
from explorer.services.store import Store
from explorer.widgets.qimages import rgb_from_qimage
from tests.panels.style.making import TIMEOUT_MS, make_plan


@pytest.fixture
def work(qtbot, context, shared):
    store = Store(StyleState())
    shared.pictures.follow(store)
    made = PaintWork(context, store, shared)
    qtbot.addWidget(made)
    made.resize(820, 548)
    made.show()
    qtbot.waitUntil(shared.pictures.is_idle, timeout=TIMEOUT_MS)
    yield made
    made.shutdown()


@pytest.fixture
def painted(qtbot, work, studio):
    """A branch of 12 steps with 7 moments, at its end."""
    studio.start(make_plan())
    settle(qtbot, studio)
    return studio.branches[0]


@pytest.fixture
def forked(qtbot, painted, studio):
    """The same, and a fork of its third moment, at its end."""
    studio.fork(painted.moments[2], make_plan(style_weight=2000.0))
    settle(qtbot, studio)
    return studio.branches


def settle(qtbot, studio):
    qtbot.waitUntil(studio.is_idle, timeout=TIMEOUT_MS)


def picture(view):
    return rgb_from_qimage(view.image)


def place_of(timeline, moment):
    """Where a moment is in the timeline."""
    height = timeline.lane_height()
    x = timeline.axis().x(moment.index)
    return QPoint(round(x), round((moment.branch + 0.5) * height))


def facts(work):
    return work.facts()


# Before anything is painted


def test_the_content_is_shown_before_anything_is_painted(work, shared):
    np.testing.assert_array_equal(picture(work.room.one), shared.pictures.pictures.content.rgb)
    assert facts(work) == NOT_PAINTED
    assert not work.fork.isEnabled()
    assert not work.timeline.isVisible()
    assert work.entries() == []


def test_content_and_style_are_shown_large(qtbot, work, painted):
    content, style = work.sources.thumbs()
    qtbot.mouseClick(style, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(picture(work.room.one), painted.plan.styles[0].rgb)
    assert "starry-night" in facts(work)
    qtbot.mouseClick(content, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(picture(work.room.one), painted.plan.content.rgb)
    assert not style.isChecked()
    qtbot.mouseClick(content, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(picture(work.room.one), painted.newest().rgb)


# The picture as it forms, and looking back


def test_the_newest_is_followed_while_it_is_painted(qtbot, work, studio):
    branch = studio.start(make_plan(steps=30))
    qtbot.waitUntil(lambda: branch.index >= 6, timeout=TIMEOUT_MS)
    assert work.follow.isChecked()
    settle(qtbot, studio)
    np.testing.assert_array_equal(picture(work.room.one), branch.newest().rgb)
    assert facts(work).startswith("A · step 30/30 · 64 × 42 px")


def test_a_click_rewinds_and_follow_comes_back(qtbot, work, studio, painted):
    early = painted.moments[1]
    qtbot.mouseClick(work.timeline, Qt.MouseButton.LeftButton, pos=place_of(work.timeline, early))
    assert studio.selected is early
    np.testing.assert_array_equal(picture(work.room.one), early.rgb)
    assert facts(work).startswith("A · step 2/12")
    assert not work.follow.isChecked()
    qtbot.mouseClick(work.follow, Qt.MouseButton.LeftButton)
    assert studio.selected is None
    assert work.follow.isChecked()
    np.testing.assert_array_equal(picture(work.room.one), painted.newest().rgb)


def test_a_selected_moment_stays_while_painting_goes_on(qtbot, work, studio):
    branch = studio.start(make_plan(steps=40))
    qtbot.waitUntil(lambda: branch.index >= 4, timeout=TIMEOUT_MS)
    early = branch.moments[1]
    studio.select(early)
    qtbot.waitUntil(lambda: branch.index >= 12, timeout=TIMEOUT_MS)
    np.testing.assert_array_equal(picture(work.room.one), early.rgb)
    studio.cancel_all()
    settle(qtbot, studio)


def test_dragging_scrubs_in_its_lane(qtbot, work, studio, painted):
    timeline = work.timeline
    seen = []
    studio.changed.connect(lambda: seen.append(studio.selected.index))
    qtbot.mousePress(
        timeline, Qt.MouseButton.LeftButton, pos=place_of(timeline, painted.moments[0])
    )
    for moment in painted.moments[1:4]:
        qtbot.mouseMove(timeline, place_of(timeline, moment) + QPoint(0, 400))  # far below the lane
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton)
    assert seen == [0, 2, 4, 6]


def test_the_keyboard_goes_through_the_moments(qtbot, work, studio, forked):
    timeline = work.timeline
    studio.select(forked[0].moments[3])
    for key, where in (
        (Qt.Key.Key_Left, (0, 4)),
        (Qt.Key.Key_Home, (0, 0)),
        (Qt.Key.Key_Left, (0, 0)),
        (Qt.Key.Key_Right, (0, 2)),
        (Qt.Key.Key_Down, (1, 4)),  # B begins at 4
        (Qt.Key.Key_End, (1, 12)),
        (Qt.Key.Key_Up, (0, 12)),
        (Qt.Key.Key_PageUp, (0, 0)),
    ):
        qtbot.keyClick(timeline, key)
        assert (studio.selected.branch, studio.selected.index) == where
    assert "step 0 of 12" in timeline.accessibleDescription()
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert studio.selected is None
    assert "followed" in timeline.accessibleDescription()


def test_after_a_cancel_the_best_is_on_the_screen(qtbot, work, studio):
    branch = studio.start(make_plan(steps=300, optimizer="adam", learning_rate=0.5))
    qtbot.waitUntil(lambda: branch.index >= 10, timeout=TIMEOUT_MS)
    studio.cancel_all()
    settle(qtbot, studio)
    assert branch.state() is JobState.CANCELLED
    np.testing.assert_array_equal(picture(work.room.one), branch.best().rgb)
    assert facts(work).endswith("lowest")


# Forking


def test_a_fork_is_asked_for(qtbot, work, studio, painted):
    studio.select(painted.moments[2])
    with qtbot.waitSignal(work.forkRequested) as by_button:
        qtbot.mouseClick(work.fork, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(work.forkRequested) as by_key:
        qtbot.keyClick(work.timeline, Qt.Key.Key_F)
    assert by_button.args == by_key.args == [painted.moments[2]]


def test_both_branches_stand_beside_each_other_and_say_what_differs(work, studio, forked):
    a, b = forked
    assert work.modes.current() == "both"
    assert work.room.currentWidget() is work.room.beside
    first, second = work.room.beside.names()
    assert first == ("A · step 12", "done")
    assert second == ("B · step 12", "β 200 → 2,000 · done")
    for view, branch in zip(work.room.beside.views(), (a, b), strict=True):
        np.testing.assert_array_equal(picture(view), branch.newest().rgb)
    studio.select(a.moments[3])  # both at its step
    assert [name for name, _ in work.room.beside.names()] == ["A · step 6", "B · step 6"]


def test_the_lane_of_a_fork_begins_where_it_was_forked(work, forked):
    a, b = work.timeline._lanes
    assert (a.parent, b.parent) == (None, 0)
    assert b.first == b.moments[0].index == 4
    assert a.best == forked[0].best().index


def test_lanes_become_lower_in_a_low_window_and_none_is_cut_off(work, forked):
    wanted = work.timeline.lane_height()
    assert work.timeline.height() == work.timeline.sizeHint().height() == 2 * wanted
    work.resize(820, work.minimumSizeHint().height())
    work.layout().activate()
    QApplication.sendPostedEvents()
    low = work.timeline.lane_height()
    assert low < wanted
    assert 2 * low <= work.timeline.height()


def test_another_start_shows_one_picture_again(qtbot, work, studio, forked):
    studio.start(make_plan(steps=2))
    settle(qtbot, studio)
    assert work.modes.current() == "one"
    assert len(work.timeline._lanes) == 1


# Comparing


def test_any_two_are_compared_with_a_divider(qtbot, work, studio, forked):
    a, b = forked
    studio.select(b.moments[3])
    qtbot.mouseClick(
        work.timeline,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        place_of(work.timeline, a.moments[1]),
    )
    divided = work.room.divided
    assert work.room.currentWidget() is divided
    assert studio.compared is a.moments[1]
    assert "A · step 2 and B · step 10" in divided.accessibleDescription()
    divided.set_share(1.0)
    np.testing.assert_array_equal(picture(divided), a.moments[1].rgb)
    qtbot.keyClick(divided, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert divided.share() == pytest.approx(0.9)
    qtbot.keyClick(work.timeline, Qt.Key.Key_Left)  # the other side moves on
    assert "A · step 2 and B · step 8" in divided.accessibleDescription()


def test_what_is_worth_a_comparison_is_offered(work, studio, forked):
    studio.select(forked[0].moments[3])
    menu = work.compare_menu()
    actions = {action.text(): action for action in menu.actions()}
    assert {
        "The same time: B · step 6",
        "The start: A · step 0",
        "The lowest loss: B · step 12",
    } <= set(actions)
    actions["The same time: B · step 6"].trigger()
    assert studio.compared is forked[1].moments[1]
    assert work.modes.current() == "divided"
    menu.deleteLater()
    last = work.compare_menu()
    assert isinstance(last, QMenu)
    nothing = next(one for one in last.actions() if one.text().startswith("Nothing"))
    nothing.trigger()
    assert studio.compared is None
    assert work.modes.current() == "one"
    last.deleteLater()


def test_the_photograph_is_what_is_compared_with_at_first(qtbot, work, studio, painted):
    work.modes._buttons["divided"].click()
    assert work.room.currentWidget() is work.room.divided
    np.testing.assert_array_equal(picture(work.room.divided), painted.plan.content.rgb)


# Losses


def test_the_losses_of_both_branches_are_plotted_and_read(work, studio, forked):
    studio.select(forked[0].moments[3])
    reading = dict(work.losses.reading(6))
    assert set(reading) == {"A", "B"}
    for branch in forked:
        losses = next(one for one in branch.losses if one.index == 6)
        weight = branch.plan.config.style_weight
        assert reading[branch.name]["J"] == losses.loss
        assert reading[branch.name]["β style"] == pytest.approx(weight * losses.style)
    assert [name for name, _ in work.losses.reading(2)] == ["A"]  # B was not there yet
    legend = {name: value for name, _, value in work.losses.legend()}
    assert legend == reading["A"]


def test_layers_are_shown_by_the_switch(work, forked):
    work.curves._buttons["style"].click()
    assert work.losses.names() == ("relu1_1", "relu2_1")
    losses = forked[0].losses[4]
    assert dict(work.losses.reading(4))["A"] == dict(losses.style_by_layer)
    work.curves._buttons["content"].click()
    assert work.losses.names() == ("relu2_2",)


def test_a_step_of_the_plot_is_read_and_chosen(qtbot, work, studio, painted):
    plot = work.losses
    where = QPoint(round(plot.plane().across(8)), plot.height() // 3)
    qtbot.mouseMove(plot, QPoint(where.x() - 30, where.y()))
    qtbot.mouseMove(plot, where)
    assert plot._hovered == 8
    assert not plot.grab().isNull()
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=where)
    assert studio.selected is painted.moments[4]


def test_losses_are_saved_as_a_table(qtbot, work, save_to, forked):
    entries = dict(work.entries())
    entries["Losses as CSV…"]()
    qtbot.waitUntil(work.is_idle, timeout=TIMEOUT_MS)
    with (save_to / "losses.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["branch"] for row in rows] == ["A"] * 13 + ["B"] * 9
    last, truth = rows[-1], forked[1].losses[-1]
    assert float(last["J"]) == truth.loss
    assert float(last["beta"]) == 2000.0
    assert float(last["style relu2_1"]) == dict(truth.style_by_layer)["relu2_1"]


def test_plot_and_picture_are_saved(qtbot, work, save_to, forked):
    entries = dict(work.entries())
    entries["Plot of the losses as PNG…"]()
    entries["What is shown as PNG…"]()
    assert {path.name for path in save_to.iterdir()} == {"losses.png", "style-transfer.png"}
