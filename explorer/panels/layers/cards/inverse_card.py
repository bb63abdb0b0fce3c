"""The card that reads the formula backwards: which p and s, or which f, give a wanted size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.network.limits import LARGEST
from explorer.panels.layers.cards.fields import Shown
from explorer.panels.layers.cards.shown import shown_of
from explorer.panels.layers.cards.solutions import Question, solution_text
from explorer.widgets.card import Card
from explorer.widgets.controls import Section, Segmented, label, push_button
from explorer.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from explorer.engine.inverse import Solution
    from explorer.engine.network import Place
    from explorer.panels.layers.cards.solutions import Sought
    from explorer.panels.layers.values import LayersView

MOST_SHOWN = 6
SOUGHT = (
    ("padding", "p and s", "The kernel stays; padding and stride are looked for"),
    ("kernel", "kernel f", "Padding and stride stay; the kernel is looked for"),
)


class InverseCard(Card):
    """A wanted n′, and what gives it; a click on a solution takes it.

    Signals
    -------
    edited
        The chosen layer with a solution's numbers, the field that was looked for, and what was
        shown before.
    released
        After it: each is a step of its own.
    """

    edited = Signal(object, str, object)  # Layer, field, Shown
    released = Signal()

    def __init__(self) -> None:
        super().__init__("Backwards")
        self._question: Question | None = None
        self._place: Place | None = None
        self.section = Section("Which p and s give n′?")
        self.wanted = NumberField("wanted n′", "The height that is to come out", 1, LARGEST)
        self.sought = Segmented("What is looked for", SOUGHT)
        self._given = label("", "number-small")
        self._why = label("", "caption", wrap=True)
        self.buttons = [self._button(index) for index in range(MOST_SHOWN)]
        self._solutions: tuple[Solution, ...] = ()
        self._lay_out()
        self.wanted.valueChanged.connect(lambda _value: self._solve())
        self.wanted.problemChanged.connect(self._on_wanted_problem)
        self.sought.currentChanged.connect(lambda _key: self._solve())

    def show_view(self, view: LayersView) -> None:
        """Ask about the chosen layer; the card hides where it has no windows."""
        shown = shown_of(view)
        self._question = Question.of(shown)
        self.setVisible(self._question is not None)
        if self._question is None:
            return
        if shown.place != self._place:
            self._place = shown.place
            report = view.layer_report
            self.wanted.set_value(1 if report is None else report.output.height)
        self._solve()

    def why(self) -> str:
        """Return the sentence below the solutions."""
        return self._why.text()

    def _solve(self) -> None:
        question = self._question
        if question is None:
            return
        sought, wanted = self._sought(), int(self.wanted.value())
        self._given.setText(_given_text(question, sought))
        self._solutions = question.solutions(wanted, sought)
        for index, button in enumerate(self.buttons):
            button.setVisible(index < len(self._solutions))
        for button, one in zip(self.buttons, self._solutions, strict=False):
            button.setText(solution_text(one, sought))
            button.setAccessibleName(f"Take {solution_text(one, sought)}")
            button.setChecked(question.is_present(one))
        more = len(self._solutions) - MOST_SHOWN
        words = f"and {more} more" if more > 0 else ""
        self._say(words if self._solutions else question.why_none(wanted, sought))

    def _on_button_clicked(self, index: int) -> None:
        question, one = self._question, self._solutions[index]
        if question is not None:
            self.buttons[index].setChecked(question.is_present(one))
            before = Shown(question.layer, self._place)
            self.edited.emit(question.solved(one), self._sought(), before)
            self.released.emit()

    def _on_wanted_problem(self, problem: str) -> None:
        if problem:
            self._say(problem)
        else:
            self._solve()

    def _say(self, words: str) -> None:
        self._why.setText(words)
        self._why.setVisible(bool(words))

    def _sought(self) -> Sought:
        return "kernel" if self.sought.current() == "kernel" else "padding"

    def _button(self, index: int) -> QPushButton:
        button = push_button("–", "Give the layer these numbers", kind="row", checkable=True)
        button.setProperty("reads", "left")
        button.clicked.connect(lambda: self._on_button_clicked(index))
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(label("wanted n′", "label"))
        line.addWidget(self.wanted)
        line.addStretch(1)
        line.addWidget(self.sought)
        self.section.add(line)
        self.section.add(self._given)
        for button in self.buttons:
            self.section.add(button)
        self.section.add(self._why)
        self.add(self.section)


def _given_text(question: Question, sought: Sought) -> str:
    windows = question.windows
    dilation = f", d = {windows.dilation[0]}" if windows.dilation[0] > 1 else ""
    if sought == "padding":
        return f"n = {question.n}, f = {question.f}{dilation}"
    padding = "" if question.p is None else f", p = {question.p}"
    return f"n = {question.n}{padding}, s = {windows.stride[0]}{dilation}"
