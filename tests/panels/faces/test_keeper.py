"""The keeper in the GUI thread: all is done in a worker, in order, and said by signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.faces.keeper import GalleryKeeper, stored_at
from tests.panels.faces.conftest import TIMEOUT_MS
from tests.panels.faces.making import chip, embedding

if TYPE_CHECKING:
    from pathlib import Path


def rest(qtbot, keeper: GalleryKeeper) -> None:
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)


def test_everything_asked_is_done_in_order(qtbot, keeper: GalleryKeeper) -> None:
    enrolled = []
    keeper.enrolled.connect(enrolled.append)
    for place, name in enumerate(("Anna", "Bo", "安娜")):
        keeper.enrol(name, embedding(place), chip(place))
    keeper.rename("Bo", "Bob")
    rest(qtbot, keeper)
    assert [one.name for one in enrolled] == ["Anna", "Bo", "安娜"]
    assert {person.name for person in keeper.facts.people} == {"Anna", "Bob", "安娜"}
    assert keeper.facts.photographs == 3
    assert len(set(keeper.facts.numbers.values())) == 3


def test_thumbnails_come_when_they_are_asked_for(qtbot, keeper: GalleryKeeper) -> None:
    keeper.enrol("Anna", embedding(0), chip(40))
    keeper.enrol("Anna", embedding(0, 0.1), chip(200))
    rest(qtbot, keeper)
    assert keeper.thumbnail("nobody") is None
    assert keeper.is_idle()
    assert keeper.thumbnail("Anna") is None
    with qtbot.waitSignal(keeper.thumbnailsChanged, timeout=TIMEOUT_MS):
        pass
    first, second = keeper.photographs("Anna")
    assert abs(first[1].pixelColor(70, 70).red() - 40) < 4
    image = keeper.thumbnail("Anna", second[0])
    assert image is not None
    assert abs(image.pixelColor(70, 70).red() - 200) < 4


def test_only_the_pictures_of_those_who_changed_are_asked_for_again(
    qtbot, keeper: GalleryKeeper
) -> None:
    for place, name in enumerate(("Anna", "Bo")):
        keeper.enrol(name, embedding(place), chip(place))
    rest(qtbot, keeper)
    keeper.photographs("Anna")
    keeper.photographs("Bo")
    rest(qtbot, keeper)
    keeper.enrol("Bo", embedding(1, 0.1), chip())
    rest(qtbot, keeper)
    assert len(keeper.photographs("Anna")) == 1
    assert keeper.photographs("Bo") == ()
    rest(qtbot, keeper)
    assert len(keeper.photographs("Bo")) == 2


def test_what_fails_is_said_and_nothing_is_lost(qtbot, keeper: GalleryKeeper) -> None:
    failures = []
    keeper.failed.connect(lambda what, text: failures.append((what, text)))
    keeper.enrol("Anna", embedding(), chip())
    keeper.enrol("x" * 500, embedding(), chip())
    keeper.enrol("Bo", embedding(1), chip())
    keeper.rename("Anna", "Bo")
    rest(qtbot, keeper)
    assert [what for what, _ in failures] == ["enrol", "rename"]
    assert "500 characters" in failures[0][1]
    assert "Somebody is enrolled as Bo already" in failures[1][1]
    assert len(keeper.facts.people) == 2


def test_what_was_asked_at_the_end_is_still_written(qtbot, context, keeper: GalleryKeeper) -> None:
    keeper.set_stored(True)
    keeper.enrol("Anna", embedding(), chip())
    keeper.shutdown()
    again = GalleryKeeper(context.errors)
    qtbot.waitUntil(lambda: again.is_open, timeout=TIMEOUT_MS)
    assert [person.name for person in again.facts.people] == ["Anna"]
    assert again.facts.place == stored_at()
    again.shutdown()


def test_storing_and_forgetting_in_quick_succession(qtbot, keeper: GalleryKeeper) -> None:
    failures = []
    keeper.failed.connect(lambda what, text: failures.append((what, text)))
    for _ in range(3):
        keeper.enrol("Anna", embedding(), chip())
        keeper.set_stored(True)
        keeper.set_stored(False)
        keeper.set_stored(True)
        keeper.set_stored(True)
        keeper.enrol("Bo", embedding(1), chip())
        keeper.forget_everyone()
        keeper.forget_everyone()
    keeper.enrol("Cy", embedding(2), chip())
    rest(qtbot, keeper)
    assert failures == []
    assert [person.name for person in keeper.facts.people] == ["Cy"]
    assert keeper.facts.place is None
    assert list(stored_at().parent.iterdir()) == []


def test_a_damaged_file_is_a_notice_of_the_window(qtbot, context, tmp_path: Path) -> None:
    path = tmp_path / "gallery.sqlite"
    path.write_bytes(b"damaged " * 999)
    keeper = GalleryKeeper(context.errors, path=path)
    notices = []
    keeper.noticed.connect(lambda kind, text: notices.append((kind, text)))
    qtbot.waitUntil(lambda: keeper.is_open, timeout=TIMEOUT_MS)
    assert len(notices) == 1
    assert notices[0][0] == "warning"
    assert "an empty gallery takes its place" in notices[0][1]
    keeper.shutdown()


def test_a_place_that_cannot_be_used_is_said_and_memory_serves(
    qtbot, context, tmp_path: Path
) -> None:
    keeper = GalleryKeeper(context.errors, path=tmp_path)  # a folder
    notices = []
    keeper.noticed.connect(lambda kind, text: notices.append((kind, text)))
    qtbot.waitUntil(lambda: keeper.is_open, timeout=TIMEOUT_MS)
    assert notices[0][0] == "error"
    assert "kept in memory only" in notices[0][1]
    keeper.enrol("Anna", embedding(), chip())
    rest(qtbot, keeper)
    assert keeper.facts.photographs == 1
    keeper.shutdown()
