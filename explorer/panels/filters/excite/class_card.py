"""For which class Grad-CAM looks for evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.filters.excite.class_button import ClassButton
from explorer.panels.filters.excite.values import CamAnswer
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, Range, SliderRow, Toggle, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ExciteView
    from explorer.panels.filters.state import ExciteState, FiltersState
    from explorer.services.store import Store

OFFERED = 5
DIGITS = 10
CLASSIFIERS = (("squeezenet", "SqueezeNet"), ("efficientnet-lite0", "EfficientNet"))


class ClassCard(Card):
    """The best classes as buttons, a search among all, and how much the heat covers.

    A network without classes gives the reason and other networks in their place.
    """

    networkWanted = Signal(str)

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Class  c")
        self._store = store
        self._labels: tuple[str, ...] = ()
        self.best = Toggle("best class of this picture", "Follow what the network names first")
        self.buttons = tuple(ClassButton() for _ in range(OFFERED))
        self.all = Choice("All classes", (), as_list=True)
        self.opacity = SliderRow(
            "heat over the picture",
            Range(0, 1, decimals=2),
            0.55,
            "0: the picture alone, 1: the heat alone",
        )
        self.message = InlineMessage("info")
        self._remedy = push_button("Best class", "Take the class that the network names first")
        self.message.add_button(self._remedy)
        self._classes, self._offers = QWidget(), QWidget()
        self._lay_out()
        self.best.clicked.connect(self._on_best_clicked)
        self._remedy.clicked.connect(lambda: self._choose(None))
        for button in self.buttons:
            button.chosen.connect(self._choose)
        self.all.currentChanged.connect(lambda key: self._choose(int(key)))
        self.opacity.valueChanged.connect(lambda share: store.update("excite", opacity=share))
        theme.watch_theme(self._apply_class_metrics)

    def show_state(self, excite: ExciteState) -> None:
        """Press the button of the best class, or not."""
        self.best.setChecked(excite.class_index is None)
        self.opacity.set_value(excite.opacity)

    def show_view(self, view: ExciteView) -> None:
        """Show the classes of a picture, or why there are none."""
        problem = view.problem if view.problem and view.problem.place == "class" else None
        self.message.show_message("info", "" if problem is None else problem.text)
        has_classes = bool(view.labels)
        self._remedy.setVisible(problem is not None and has_classes)
        self._classes.setVisible(has_classes)
        self._offers.setVisible(view.network is not None and not has_classes)
        self._show_labels(view.labels)
        if isinstance(view.answer, CamAnswer):
            self._show_classes(view, view.answer)
        elif not has_classes:
            self.set_facts("")

    def _show_labels(self, labels: tuple[str, ...]) -> None:
        if labels == self._labels:
            return
        self._labels = labels
        # A name may stand for two classes: the crane that flies and the one that lifts.
        numbered = len(labels) > DIGITS
        options = [
            (str(index), f"{name}   {index}" if numbered else name)
            for index, name in enumerate(labels)
        ]
        self.all.set_options(options)
        self.all.setVisible(len(labels) > OFFERED)

    def _show_classes(self, view: ExciteView, answer: CamAnswer) -> None:
        self.set_facts(f"{answer.label}, {answer.probability:.1%}")
        offered = [*view.predictions[:OFFERED], *[None] * OFFERED][:OFFERED]
        for button, prediction in zip(self.buttons, offered, strict=True):
            button.show_prediction(prediction, answer.class_index)
        if self.all.current() != str(answer.class_index):
            self.all.set_current(str(answer.class_index))

    def _choose(self, index: int | None) -> None:
        self._store.update("excite", class_index=index)

    def _on_best_clicked(self, checked: bool) -> None:
        shown = int(self.all.current() or 0)
        self._choose(None if checked else shown)

    def _lay_out(self) -> None:
        self._list = QVBoxLayout(self._classes)
        self._list.setContentsMargins(0, 0, 0, 0)
        for item in (self.best, *self.buttons, self.all, self.opacity):
            self._list.addWidget(item)
        offers = QHBoxLayout(self._offers)
        offers.setContentsMargins(0, 0, 0, 0)
        for key, title in CLASSIFIERS:
            button = push_button(title, f"Ask {title}, which names 1000 classes")
            button.clicked.connect(lambda _=False, key=key: self.networkWanted.emit(key))
            offers.addWidget(button)
        for button_row in self.buttons:
            button_row.hide()
        self._offers.hide()
        for part in (self.message, self._classes, self._offers):
            self.add(part)

    def _apply_class_metrics(self) -> None:
        self._list.setSpacing(theme.current_theme().px(theme.TIGHT))
