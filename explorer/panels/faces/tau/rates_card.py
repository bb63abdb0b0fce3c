"""The card of the errors at τ: counted, with the bounds between which they lie, and goals for τ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from explorer.engine.faces.distance import TAU
from explorer.engine.verification import tau_for_false_accepts
from explorer.panels.faces.state import LARGEST_TAU
from explorer.panels.faces.tau.words import UNKNOWN, counted, interval_text, rate_text
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, label, push_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from explorer.engine.verification import Interval, Proportion
    from explorer.panels.faces.tau.analysis import Analysis, AtTau

ONE_IN_100: Final = 0.01
SEPARATE: Final = "if pairs were independent"
DRAWN: Final = "people drawn anew"
SEPARATE_TIP: Final = "95 % interval of Clopper and Pearson (1934): as if every pair were a trial"
DRAWN_TIP: Final = (
    "95 % interval by the bootstrap: people are drawn with replacement, with all their "
    "photographs. Pairs that share a person are not independent, so this is the honest one."
)


class RatesCard(Card):
    """Shows what it is told; says which τ is wanted."""

    tauChosen = Signal(float)

    def __init__(self) -> None:
        super().__init__("Errors at τ")
        self._analysis: Analysis | None = None
        self.accepts = RateView("False accepts", "strangers let in", "warm",
                                "impostor")  # fmt: skip
        self.rejects = RateView("False rejects", "one’s own turned away", "accent", "genuine")
        self._equal = push_button("Equal errors", "τ where both errors are equally frequent")
        self._one = push_button("1 in 100 accepted",
                                "The loosest τ that lets in one stranger of a hundred")  # fmt: skip
        self._dlib = push_button("dlib’s 0.6", "The threshold of the network’s author, as plain L2")
        self._goals = QHBoxLayout()
        for button in self.buttons():
            self._goals.addWidget(button, 1)
        self.add(self.accepts)
        self.add(self.rejects)
        self.add(self._goals)
        self._equal.clicked.connect(self._on_equal_clicked)
        self._one.clicked.connect(self._on_one_clicked)
        self._dlib.clicked.connect(lambda: self.tauChosen.emit(TAU))
        theme.watch_theme(self._apply_gaps)
        self.show_analysis(None, 0.0)

    def buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        """Return the goals."""
        return self._equal, self._one, self._dlib

    def show_analysis(self, analysis: Analysis | None, tau: float) -> None:
        """Count the errors at τ; the intervals are still to come."""
        self._analysis = analysis
        self._equal.setEnabled(analysis is not None and analysis.roc is not None)
        self._one.setEnabled(analysis is not None and len(analysis.impostor) > 0)
        if analysis is None:
            self.accepts.show_share(None)
            self.rejects.show_share(None)
            return
        rates = analysis.rates(tau)
        self.accepts.show_share(rates.false_accepts)
        self.rejects.show_share(rates.false_rejects)

    def show_at(self, at: AtTau) -> None:
        """Say between which bounds the rates lie."""
        self.accepts.show_intervals(at.accepts, at.people.false_accepts)
        self.rejects.show_intervals(at.rejects, at.people.false_rejects)

    def _on_equal_clicked(self) -> None:
        if self._analysis is not None and self._analysis.roc is not None:
            self.tauChosen.emit(min(self._analysis.roc.equal_error.tau, LARGEST_TAU))

    def _on_one_clicked(self) -> None:
        if self._analysis is not None:
            tau = tau_for_false_accepts(self._analysis.impostor, ONE_IN_100)
            self.tauChosen.emit(min(tau, LARGEST_TAU))

    def _apply_gaps(self) -> None:
        self._goals.setSpacing(theme.current_theme().px(theme.TIGHT))


class RateView(QWidget):
    """A rate, large; how it was counted; its two intervals. As high whatever it says."""

    def __init__(self, name: str, meaning: str, token: str, kind: str) -> None:
        super().__init__()
        self._token, self._kind = token, kind
        self._share: Proportion | None = None
        self._rate = label("–", "number-large")
        self._rate.setAccessibleName(name)
        self._counted = ElidedLabel("", "number-small")
        self._separate, self._drawn = label("–", "number"), label("–", "number")
        self._separate.setToolTip(SEPARATE_TIP)
        self._drawn.setToolTip(DRAWN_TIP)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        title = label(name, "label")
        title.setToolTip(meaning)
        self._line = QHBoxLayout()
        self._line.addWidget(label(meaning, "caption"))
        self._line.addWidget(self._counted, 1)
        self._counted.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addLayout(self._line, 1, 0, 1, 2)
        rows = (
            (0, title, self._rate),
            (2, label(f"95 %, {SEPARATE}", "caption"), self._separate),
            (3, label(f"95 %, {DRAWN}", "caption"), self._drawn),
        )
        for row, words, number in rows:
            self._grid.addWidget(words, row, 0)
            self._grid.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(0, 1)
        theme.watch_theme(self._apply_theme)

    def show_share(self, share: Proportion | None) -> None:
        """Show a rate; the intervals are faint until they are known for it."""
        is_new = share != self._share
        self._share = share
        self._rate.setText("–" if share is None else rate_text(share))
        self._counted.setText("" if share is None else counted(share, self._kind))
        if is_new:
            self._set_known(known=False)

    def show_intervals(self, separate: Interval, drawn: Interval | None) -> None:
        """Show both intervals; the second is None where nothing can be said."""
        is_nothing = self._share is None or not self._share.total
        self._separate.setText("–" if is_nothing else interval_text(separate))
        self._drawn.setText(interval_text(drawn))
        self._drawn.setToolTip(DRAWN_TIP if drawn is not None else f"{DRAWN_TIP}\nHere: {UNKNOWN}")
        self._set_known(known=True)

    def texts(self) -> tuple[str, str, str, str]:
        """Return the rate, the counts and both intervals as they are shown."""
        return (
            self._rate.text(), self._counted.text(), self._separate.text(), self._drawn.text()
        )  # fmt: skip

    def _set_known(self, *, known: bool) -> None:
        self._separate.setEnabled(known)
        self._drawn.setEnabled(known)

    def _apply_theme(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.SMALL))
        self._grid.setVerticalSpacing(px(1))
