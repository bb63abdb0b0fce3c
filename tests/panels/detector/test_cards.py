"""The cards that all pages with a picture share, and the floating note."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget

from explorer.panels.detector.classes_card import ClassesCard
from explorer.panels.detector.live.kept_list import ROWS_SHOWN, KeptList, ListRow
from explorer.panels.detector.live.rates_line import rates_line
from explorer.panels.detector.model_card import ModelCard
from explorer.panels.detector.state import ModelState, ThresholdState
from explorer.panels.detector.thresholds_card import ThresholdsCard
from explorer.panels.detector.values import ModelFacts
from explorer.services.rates import Rates
from explorer.widgets import theme
from explorer.widgets.image_view import ImageView
from explorer.widgets.picture_note import PictureNote
from tests.panels.detector.making import NAMES, view_of
from tests.panels.driving import press, set_slider

pytestmark = pytest.mark.usefixtures("themed")


@pytest.fixture
def themed(qapp) -> None:
    theme.apply_theme(qapp, "dark")


def words(card) -> str:
    from PySide6.QtWidgets import QLabel

    return " | ".join(label.text() for label in card.findChildren(QLabel) if not label.isHidden())


class TestThresholdsCard:
    def test_sliders_and_buttons_say_the_field_they_change(self, qtbot) -> None:
        card = ThresholdsCard()
        qtbot.addWidget(card)
        chosen: list[dict[str, object]] = []
        card.chosen.connect(chosen.append)
        set_slider(card, "score ≥", 0.5)
        set_slider(card, "NMS: IoU >", 0.7)
        set_slider(card, "at most", 20)
        press(card, "Which boxes suppress one another: class-agnostic")
        press(card, "What happens to overlapping boxes: soft, linear")
        assert chosen == [
            {"score": 0.5}, {"iou": 0.7}, {"max_boxes": 20},
            {"class_agnostic": True}, {"suppression": "soft-linear"},
        ]  # fmt: skip

    def test_what_the_state_says_is_shown_and_not_announced(self, qtbot) -> None:
        card = ThresholdsCard()
        qtbot.addWidget(card)
        chosen: list[dict[str, object]] = []
        card.chosen.connect(chosen.append)
        card.show_choice(ThresholdState(0.6, 0.3, 7, True, "soft-gaussian"))
        assert chosen == []
        assert "no IoU threshold is needed" in words(card)
        assert not card._iou.isEnabled()
        card.show_choice(ThresholdState())
        assert "Soft-NMS" not in words(card)
        assert card._iou.isEnabled()

    def test_it_counts_predictions_boxes_that_pass_and_those_left(self, qtbot) -> None:
        card = ThresholdsCard()
        qtbot.addWidget(card)
        card.show_view(view_of(ThresholdState(iou=0.5, max_boxes=1)))
        assert "5 pass → 3 left" in words(card)
        assert "2 suppressed · 2 more are not shown" in words(card)


class TestClassesCard:
    def test_ticks_are_a_tuple_of_names_or_none_for_all(self, qtbot) -> None:
        card = ClassesCard()
        qtbot.addWidget(card)
        card.show_classes(NAMES)
        shown: list[object] = []
        card.shownChanged.connect(shown.append)
        rows = card.findChild(QListWidget)
        rows.item(1).setCheckState(Qt.CheckState.Unchecked)
        assert shown == [("person", "horse")]
        press(card, "None")
        press(card, "All")
        assert shown[1:] == [(), None]

    def test_a_choice_is_ticked_and_counted_and_survives_other_classes(self, qtbot) -> None:
        card = ClassesCard()
        qtbot.addWidget(card)
        card.show_choice(("dog",))
        card.show_classes(NAMES)
        assert card.facts() == "1 of 3"
        card.show_choice(None)
        assert card.facts() == "all 3"

    def test_the_search_hides_what_does_not_hold_the_letters(self, qtbot) -> None:
        card = ClassesCard()
        qtbot.addWidget(card)
        card.show_classes(NAMES)
        card.findChild(QLineEdit).setText("OR")
        rows = card.findChild(QListWidget)
        assert [rows.item(row).isHidden() for row in range(3)] == [True, True, False]


class TestModelCard:
    def test_a_bundled_detector_is_chosen_with_its_usual_size(self, qtbot) -> None:
        card = ModelCard()
        qtbot.addWidget(card)
        card.show_choice(ModelState())
        chosen: list[dict[str, object]] = []
        card.chosen.connect(chosen.append)
        press(card, "Detector: Lecture's YOLO")
        press(card, "Input size in pixels: 608 px")
        assert chosen == [{"name": "lecture", "size": 608}, {"size": 608}]

    def test_ones_own_without_files_asks_for_them_and_changes_nothing(self, qtbot) -> None:
        card = ModelCard()
        qtbot.addWidget(card)
        card.show_choice(ModelState())
        chosen: list[dict[str, object]] = []
        card.chosen.connect(chosen.append)
        with qtbot.waitSignal(card.ownWanted):
            press(card, "Detector: Your own…")
        assert chosen == []
        assert card._names.current() == "yolov3-tiny"

    def test_facts_busy_and_problems_are_said(self, qtbot) -> None:
        card = ModelCard()
        qtbot.addWidget(card)
        card.show_choice(ModelState())
        card.show_facts(
            ModelFacts("Tiny", "Finds.", "Ours", NAMES, 8_900_000, 416, (13, 26), "bfloat16", "cpu")
        )
        assert card.facts() == "416 px · 13×13 and 26×26 · bfloat16"
        assert "8.9 million weights" in words(card)
        card.set_busy("Loading…")
        assert "Loading…" in words(card)
        card.set_busy("")
        card.show_problem("gone")
        assert card.problem() == "gone"
        assert "Loading…" not in words(card)


class TestPictureNote:
    def test_it_lies_at_the_foot_and_never_moves_the_picture(self, qtbot) -> None:
        picture = ImageView("Picture")
        qtbot.addWidget(picture)
        picture.resize(600, 400)
        picture.show()
        note = PictureNote(picture)
        hint = picture.minimumSizeHint()
        note.say("info", "No box has a score of 0.25 or more. " * 3, "Show digits")
        assert note.isVisible()
        assert picture.minimumSizeHint() == hint
        assert picture.rect().contains(note.geometry())
        assert note.geometry().bottom() > 350
        assert note.action() == "Show digits"
        with qtbot.waitSignal(note.helpWanted):
            press(note, "Show digits")
        picture.resize(300, 300)
        assert picture.rect().contains(note.geometry())
        note.say("info", "")
        assert not note.isVisible()
        assert note.action() == ""


class TestKeptList:
    def test_it_keeps_its_height_and_its_place_whatever_comes(self, qtbot) -> None:
        rows = KeptList("Boxes")
        qtbot.addWidget(rows)
        rows.resize(QSize(300, rows.sizeHint().height()))
        rows.show()
        height = rows.height()
        many = tuple(ListRow("#ffffff", f"class {row}", "0.50") for row in range(40))
        rows.show_rows(many)
        bar = rows.verticalScrollBar()
        assert bar.maximum() == (40 - ROWS_SHOWN) * rows._height()
        bar.setValue(bar.maximum() // 2)
        place = bar.value()
        rows.show_rows(many[::-1])
        assert bar.value() == place
        assert rows.height() == height
        rows.show_rows((), "No box is left")
        assert rows.accessibleDescription() == "No box is left"

    def test_keys_bring_the_marked_row_into_view(self, qtbot) -> None:
        rows = KeptList("Boxes")
        qtbot.addWidget(rows)
        rows.resize(QSize(300, rows.sizeHint().height()))
        rows.show()
        rows.show_rows(tuple(ListRow("#ffffff", "dog", "0.50") for _ in range(40)))
        pointed: list[int] = []
        rows.rowPointed.connect(pointed.append)
        QTest.keyClick(rows, Qt.Key.Key_End)
        QTest.keyClick(rows, Qt.Key.Key_Up)
        assert pointed == [39, 38]
        assert rows.verticalScrollBar().value() == rows.verticalScrollBar().maximum()
        QTest.keyClick(rows, Qt.Key.Key_Home)
        assert rows.verticalScrollBar().value() == 0


def test_the_line_of_rates_is_as_wide_whatever_the_numbers() -> None:
    view = view_of()
    slow, fast = Rates(0.4, None, 0), Rates(118.2, 1234.5, 345)
    lines = [rates_line(rates, view) for rates in (slow, fast)]
    assert lines[1].startswith("118.2 fps · latency 1234 ms")
    assert len({len(line) for line in lines}) == 1
    assert rates_line(None, None) == ""
