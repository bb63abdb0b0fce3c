"""Which network looks at the pictures, and in which number format it computes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.style.layers import layer_titles
from explorer.widgets import theme
from explorer.widgets.ask_files import ask_file
from explorer.widgets.controls import Choice, ElidedLabel, Section, label, tool_button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.panels.style.state import PaintState, Precision

WEIGHTS: Final = "Weights of PyTorch (*.pth *.pt)"
OFFICIAL: Final = "vgg19-dcbb9e9d.pth"
BUNDLED: Final = "VGG-16 is bundled."
PRECISIONS: Final[tuple[Precision, ...]] = ("float32", "bfloat16", "float16")


class NetworkSection(Section):
    """VGG-16, or VGG-19 from the official file, which is not bundled."""

    chosen = Signal(dict)  # fields and their values

    def __init__(self) -> None:
        super().__init__("Network")
        self._paint: PaintState | None = None
        self.trunk = Choice(
            "Network",
            [("vgg16", "VGG-16", "Bundled"),
             ("vgg19", "VGG-19", f"Three more layers, from torchvision’s {OFFICIAL}")],
            fill=True,
        )  # fmt: skip
        self._file = ElidedLabel("", "caption")
        self.other = tool_button("folder-open", f"Choose another {OFFICIAL}", kind="quiet")
        self.precision = Choice(
            "Number format",
            [("", "automatic", "The quickest that is exact enough on this device"),
             *((name, name, "Of the network’s maps; losses are summed in float32")
               for name in PRECISIONS)],
            fill=True,
        )  # fmt: skip
        self._words = label("", "caption", wrap=True)
        self._line = QHBoxLayout()
        self._line.addWidget(self._file, 1)
        self._line.addWidget(self.other)
        for item in (self.trunk, self._line, self.precision, self._words):
            self.add(item)
        self.trunk.currentChanged.connect(self._on_trunk_changed)
        self.other.clicked.connect(lambda: self._use_vgg19(ask=True))
        self.precision.currentChanged.connect(lambda key: self.chosen.emit({"precision": key}))
        theme.watch_theme(self._apply_line_metrics)

    def show_state(self, paint: PaintState) -> None:
        """Say what the state says."""
        self._paint = paint
        self.trunk.set_current(paint.trunk)
        is_own = paint.trunk == "vgg19"
        self._file.setText(Path(paint.trunk_file).name if is_own else BUNDLED)
        self.other.setVisible(is_own)
        self.precision.set_current(paint.precision)

    def show_device(self, device: str, problems: Mapping[str, str], automatic: str) -> None:
        """Say what a device computes with.

        Parameters
        ----------
        problems
            Number formats that it does not compute with, and why.
        automatic
            The one that it takes by itself.
        """
        self._words.setText(f"Automatic is {automatic} on “{device}”.")
        for name in PRECISIONS:
            self.precision.set_option_enabled(name, name not in problems, problems.get(name, ""))

    def _on_trunk_changed(self, key: str) -> None:
        if self._paint is None:
            return
        if key == "vgg19":
            self._use_vgg19(ask=not self._paint.trunk_file)
        else:
            self.chosen.emit(self._with_trunk("vgg16"))

    def _use_vgg19(self, *, ask: bool) -> None:
        path = self._asked() if ask else ""
        if self._paint is None:
            return
        if ask and not path:
            self.trunk.set_current(self._paint.trunk)
            return
        file = {"trunk_file": path} if path else {}
        self.chosen.emit(self._with_trunk("vgg19") | file)

    def _asked(self) -> str:
        return ask_file(self, f"The official weights of VGG-19, {OFFICIAL}", WEIGHTS)

    def _with_trunk(self, trunk: str) -> dict[str, Any]:
        """Return the network, and the layers that it has as well."""
        paint = self._paint
        assert paint is not None
        kept = {
            name: tuple(pair for pair in getattr(paint, name) if pair[0] in layer_titles(trunk))
            for name in ("content_layers", "style_layers")
        }
        return {"trunk": trunk} | kept

    def _apply_line_metrics(self) -> None:
        self._line.setSpacing(theme.current_theme().px(theme.SMALL))
