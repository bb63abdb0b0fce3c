"""The rows of what holds other layers: a shortcut, branches, names of earlier layers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.engine.network import Conv, Residual, conv, pool, relu, title
from explorer.engine.network.limits import LARGEST
from explorer.engine.network.titles import times
from explorer.panels.layers.cards.rows import FieldRow, value_of
from explorer.panels.layers.cards.shortcut import projection
from explorer.widgets import theme
from explorer.widgets.buttons import push_button
from explorer.widgets.controls import Choice, ElidedLabel, Segmented, label
from explorer.widgets.icons import icon
from explorer.widgets.labels import plain_tip
from explorer.widgets.number_field import NumberField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtWidgets import QPushButton

    from explorer.engine.network import Layer
    from explorer.panels.layers.cards.fields import (
        Branches,
        FieldInfo,
        Shortcut,
        Shown,
        Sources,
    )

Path = tuple["Layer", ...]
SHORTCUTS = (
    ("identity", "identity", "The input itself is added: nothing to train"),
    ("projection", "projection", "A 1×1 convolution gives the input the body's shape"),
)
NO_PROJECTION = (
    "No 1×1 convolution gives the input the body's height and width: give the body's convolutions "
    "same padding."
)
SILENT = frozenset({"activation", "batch-norm", "dropout"})
"""Kinds that a branch's line does not name: they have no width."""
STEPS_A_LINE = 2
NEW_BRANCHES: Mapping[str, tuple[str, Path]] = {
    "1×1": ("A 1×1 convolution", (conv(32, 1), relu())),
    "3×3": (
        "A 3×3 convolution behind a narrow 1×1",
        (conv(16, 1), relu(), conv(32, 3, p="same"), relu()),
    ),
    "5×5": (
        "A 5×5 convolution behind a narrow 1×1",
        (conv(16, 1), relu(), conv(32, 5, p="same"), relu()),
    ),
    "pool": (
        "Pooling, then a 1×1 convolution that makes its output narrow",
        (pool("max", 3, s=1, p=1), conv(32, 1), relu()),
    ),
}


class ShortcutRow(FieldRow):
    """Identity or projection; a button that projects stands where shapes differ."""

    def __init__(self, field: FieldInfo, _control: Shortcut, _default: Any) -> None:
        super().__init__(field)
        self._shown: Shown | None = None
        self.kinds = Segmented(field.words, SHORTCUTS)
        self.project = push_button(
            "Project the shortcut",
            "Put a 1×1 convolution with the body's channels and stride into the shortcut",
            "git-branch",
        )
        self._add_line(self.kinds)
        self._layout.addWidget(self.project)
        self.project.hide()
        self.kinds.currentChanged.connect(self._on_kinds_changed)
        self.project.clicked.connect(lambda: self._project())

    def show_field(self, shown: Shown) -> None:
        """Show which of the two it is."""
        self._shown = shown
        self._show_kind()

    def show_problem(self, text: str) -> None:
        """Offer the projection that is needed."""
        super().show_problem(text)
        self.project.setVisible(bool(text) and self._projection() is not None)

    def _on_kinds_changed(self, kind: str) -> None:
        if kind == "identity":
            self._choose(())
        else:
            self._project()

    def _project(self) -> None:
        made = self._projection()
        if made is None:
            self._show_kind()
            self.show_problem(NO_PROJECTION)
        else:
            self._choose(made)

    def _projection(self) -> Path | None:
        shown = self._shown
        if shown is None or shown.flow is None or not isinstance(shown.layer, Residual):
            return None
        return projection(shown.layer, shown.flow)

    def _show_kind(self) -> None:
        shortcut = self._shown is not None and value_of(self._shown.layer, self.field)
        self.kinds.set_current("projection" if shortcut else "identity")


class BranchesRow(FieldRow):
    """A line for each branch, with the widths of its convolutions; branches come and go."""

    def __init__(self, field: FieldInfo, _control: Branches, _default: Any) -> None:
        super().__init__(field)
        self._paths: tuple[Path, ...] = ()
        self._drawn: object = None
        self.widths: dict[tuple[int, int], NumberField] = {}
        self.removers: list[QPushButton] = []
        self.adders = {
            name: push_button(name, f"Add a branch: {tip}")
            for name, (tip, _) in NEW_BRANCHES.items()
        }
        self._lines = QWidget()
        self._add_line()
        self._add(self._lines)
        self._add_buttons()
        for name, button in self.adders.items():
            button.clicked.connect(lambda _=False, path=NEW_BRANCHES[name][1]: self._append(path))

    def show_field(self, shown: Shown) -> None:
        """Show the branches; lines are made anew only where layers came or went."""
        self._paths = value_of(shown.layer, self.field)
        drawn = [[_step_text(layer) for _, layer in _steps(path)] for path in self._paths]
        if drawn != self._drawn:
            self._drawn = drawn
            self._draw()
        for (branch, index), edit in self.widths.items():
            layer = self._paths[branch][index]
            if isinstance(layer, Conv):
                edit.set_value(layer.filters)

    def _draw(self) -> None:
        self._layout.removeWidget(self._lines)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = QWidget()
        self.widths, self.removers = {}, []
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current_theme().px(2))
        for branch, path in enumerate(self._paths):
            column.addLayout(self._line(branch, path))
        self._layout.insertWidget(1, self._lines)

    def _line(self, branch: int, path: Path) -> QHBoxLayout:
        line, steps = QHBoxLayout(), QVBoxLayout()
        line.setSpacing(theme.current_theme().px(theme.SMALL))
        shown = list(_steps(path))
        at = Qt.AlignmentFlag.AlignVCenter
        line.addWidget(label(str(branch + 1), "number-small"), 0, at)
        line.addLayout(steps, 1)
        for first in range(0, max(len(shown), 1), STEPS_A_LINE):
            steps.addLayout(self._steps_line(branch, shown, first))
        line.addWidget(self._remover(branch), 0, at)
        return line

    def _steps_line(self, branch: int, shown: list[tuple[int, Layer]], first: int) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.current_theme().px(theme.TIGHT))
        if not shown:
            line.addWidget(label("the volume as it is", "label"))
        for at, (index, layer) in enumerate(shown[first : first + STEPS_A_LINE], first):
            if at:
                line.addWidget(label("→", "label"))
            line.addWidget(label(_step_text(layer)))
            if isinstance(layer, Conv):
                line.addWidget(self._width(branch, index, layer))
        line.addStretch(1)
        return line

    def _width(self, branch: int, index: int, layer: Conv) -> NumberField:
        words = f"branch {branch + 1}, {title(layer)}: filters"
        tip = plain_tip(f"Filters of this convolution\n{words}")
        edit = NumberField(words, tip, 1, LARGEST, characters=4)
        edit.setProperty("role", "")
        edit.valueChanged.connect(lambda value: self._set_width(branch, index, int(value)))
        edit.problemChanged.connect(self.show_problem)
        self.widths[branch, index] = edit
        return edit

    def _remover(self, branch: int) -> QPushButton:
        button = push_button("", f"Remove branch {branch + 1}", kind="row")
        button.setIcon(icon("x", "muted"))
        button.setAccessibleName(f"Remove branch {branch + 1}")
        button.clicked.connect(lambda: self._remove(branch))
        self.removers.append(button)
        return button

    def _add_buttons(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(label("add", "label"))
        for button in self.adders.values():
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._layout.addLayout(self._buttons)

    def _append(self, path: Path) -> None:
        self._choose((*self._paths, path))

    def _remove(self, branch: int) -> None:
        self._choose((*self._paths[:branch], *self._paths[branch + 1 :]))

    def _set_width(self, branch: int, index: int, filters: int) -> None:
        path = self._paths[branch]
        layer = path[index]
        if isinstance(layer, Conv):
            changed = (*path[:index], replace(layer, filters=filters), *path[index + 1 :])
            self._choose((*self._paths[:branch], changed, *self._paths[branch + 1 :]))


class SourcesRow(FieldRow):
    """The earlier layers that are stacked, and those that could be."""

    def __init__(self, field: FieldInfo, _control: Sources, _default: Any) -> None:
        super().__init__(field)
        self._sources: tuple[str, ...] = ()
        self._lines: list[QWidget] = []
        self.removers: dict[str, QPushButton] = {}
        self.adder = Choice("Add an earlier layer", (("", ""),), as_list=True, tooltip=field.tip)
        self._add_line()
        self._layout.addWidget(self.adder)
        self.adder.currentChanged.connect(self._on_adder_changed)

    def show_field(self, shown: Shown) -> None:
        """Show the names; each can be taken out."""
        sources: tuple[str, ...] = value_of(shown.layer, self.field)
        if sources != self._sources:
            self._sources = sources
            self._draw()
        others = [name for name in shown.names if name not in sources]
        self.adder.setEnabled(bool(others))
        hint = "add an earlier layer…" if others else "no other layer before it has a name"
        self.adder.set_options([("", hint), *((name, name) for name in others)])

    def _draw(self) -> None:
        for line in self._lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines, self.removers = [], {}
        for index, name in enumerate(self._sources):
            line = self._line(name)
            self._lines.append(line)
            self._layout.insertWidget(1 + index, line)

    def _line(self, name: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = f"Stack the output of {name!r} no longer"
        button = push_button("", plain_tip(words), kind="row")
        button.setIcon(icon("x", "muted"))
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self._remove(name))
        row.addWidget(ElidedLabel(name), 1)
        row.addWidget(button)
        self.removers[name] = button
        return line

    def _remove(self, name: str) -> None:
        self._choose(tuple(one for one in self._sources if one != name))

    def _on_adder_changed(self, name: str) -> None:
        self.adder.set_current("")
        if name:
            self._choose((*self._sources, name))


def _steps(path: Path) -> Iterator[tuple[int, Layer]]:
    """Yield the layers of a branch that its line names, with their indices."""
    return ((index, layer) for index, layer in enumerate(path) if layer.kind not in SILENT)


def _step_text(layer: Layer) -> str:
    return times(layer.kernel) if isinstance(layer, Conv) else title(layer)
