"""A formula that follows a moving pointer a few times a second, and always ends on the last."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from explorer.widgets.formula_view import FormulaView

INTERVAL_MS = 250
"""A pointer passes many pixels in this time; nobody reads so many formulae."""


class PacedFormula(FormulaView):
    """Sets the first formula at once, and those that come too soon after it a little later."""

    def __init__(self) -> None:
        super().__init__()
        self._pending: tuple[str, str] | None = None
        self._pause = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._pause.timeout.connect(self._on_pause_timeout)

    def set_latex(self, latex: str, spoken: str = "") -> None:
        """Show a formula now or soon; the newest wins."""
        if self._pause.isActive():
            self._pending = None if latex == self.latex() else (latex, spoken)
            return
        super().set_latex(latex, spoken)
        self._pause.start()

    def is_idle(self) -> bool:
        """Whether the newest formula is on the screen."""
        return self._pending is None and super().is_idle()

    def shutdown(self) -> None:
        """Stop waiting, and let go of the worker."""
        self._pause.stop()
        self._pending = None
        super().shutdown()

    def _on_pause_timeout(self) -> None:
        if self._pending is not None:
            (latex, spoken), self._pending = self._pending, None
            self.set_latex(latex, spoken)
