"""Every widget on one page, painted in both themes: to be looked at, and to be seen not to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from explorer.engine.assets import ASSETS
from explorer.engine.filters import KERNELS
from explorer.engine.images import load_rgb
from explorer.engine.mosaic import mosaic
from explorer.services.jobs import Job
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import (
    Choice,
    Range,
    Section,
    Segmented,
    SliderRow,
    Toggle,
    push_button,
    tool_button,
)
from explorer.widgets.draw_pad import DrawPad
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.histogram import Histogram
from explorer.widgets.image_view import ImageView
from explorer.widgets.job_bar import JobBar
from explorer.widgets.kernel_editor import KernelEditor
from explorer.widgets.matrix_view import Matrix, MatrixView
from explorer.widgets.notice import InlineMessage
from explorer.widgets.overlays import Box, Grid
from explorer.widgets.tile_grid import TileGrid
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = (1440, 1500)


class Gallery(Workbench):
    """The page."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.formulae: list[FormulaView] = []
        self.job = Job("Activation maximisation", lambda: iter(()), self)
        pictures = QHBoxLayout()
        pictures.setSpacing(theme.MEDIUM)
        for card in (self._photograph(), self._digit(), self._empty()):
            pictures.addWidget(card, 1)
        self.add_work(pictures, 2)
        self.add_work(self._maps(), 2)
        self.add_work(self._probe(), 0)
        for card in (self._kernel(), self._geometry(), self._mathematics(), self._rest()):
            self.add_card(card)

    def shutdown(self) -> None:
        for formula in self.formulae:
            formula.shutdown()

    def is_idle(self) -> bool:
        return all(formula.is_idle() for formula in self.formulae)

    def _photograph(self) -> Card:
        card = Card("Input", "512 × 512 × 3 · shown as luminance in the sum")
        view = ImageView("Input")
        view.set_rgb(load_rgb(ASSETS / "images" / "astronaut.jpg"))
        lines = tuple(range(0, 513, 64))
        view.set_overlays(
            [
                Grid(lines, lines, 512, 512),
                Box(130, 60, 330, 260, "warm", "person  0.94"),
                Box(110, 80, 310, 270, "warm", dashed=True),
                Box(380, 10, 500, 330, "accent", "shuttle  0.81"),
            ]
        )
        card.add(view, 1)
        return card

    def _digit(self) -> Card:
        card = Card("Pixels", "14 × 14")
        view = ImageView("Pixels")
        view.set_rgb(np.random.default_rng(0).integers(0, 256, (14, 14, 3), np.uint8))
        view.set_overlays([Box(4, 5, 7, 8)])
        card.add(view, 1)
        return card

    def _empty(self) -> Card:
        card = Card("Nothing is empty")
        view = ImageView("Network")
        view.set_empty("Open an ONNX file to walk its feature maps.", "Use the bundled network")
        card.add(view, 1)
        return card

    def _maps(self) -> Card:
        card = Card("Feature maps · VGG-16", "conv2_2 · 112 × 112 × 128 · sorted by mean")
        scale = ColourScale()
        scale.set_range(-1, 1, signed=True)
        card.add_header_widget(scale)
        x = torch.linspace(-3, 3, 48)
        maps = torch.stack(
            [torch.sin(x[:, None] * k / 9) * torch.cos(x * (k % 7)) for k in range(96)]
        )
        grid = TileGrid("Feature maps")
        grid.set_mosaic(mosaic(maps, signed=True))
        grid.set_selected(20)
        card.add(grid, 1)
        return card

    def _probe(self) -> Card:
        card = Card("At pixel (214, 118)", "hover to probe · ▶ to slide")
        kernel = KERNELS["sobel-vertical"]
        window = np.random.default_rng(1).random((3, 3))
        padding = np.zeros((3, 3), bool)
        padding[0] = True
        row = QHBoxLayout()
        for caption, matrix in (
            ("window", Matrix(window, tint="level", padding=padding)),
            ("kernel", Matrix(kernel)),
            ("products", Matrix(kernel * window, marked=frozenset({(1, 2)}))),
            ("7 × 7", Matrix(np.random.default_rng(2).normal(size=(7, 7)))),
        ):
            view = MatrixView(caption)
            view.set_matrix(matrix)
            row.addWidget(view)
        row.addStretch(1)
        pad = DrawPad()
        pad.setMaximumWidth(180)
        row.addWidget(pad)
        card.add(row)
        return card

    def _kernel(self) -> Card:
        card = Card("Kernel", "Σ 0")
        card.add(Choice("Kernel", [(key, key) for key in KERNELS], "sobel-vertical"))
        editor = KernelEditor()
        editor.set_kernel(KERNELS["sobel-vertical"])
        card.add(editor)
        return card

    def _geometry(self) -> Card:
        card = Card("Geometry", "padding is the same on all sides")
        card.add(SliderRow("stride  s", Range(1, 4, "int"), 1, "How far the window moves"))
        card.add(SliderRow("padding  p", Range(0, 3, "int"), 1, "Rows added", suffix="(same)"))
        card.add(Segmented("Border", [(w, w) for w in ("zero", "reflect", "replicate")], fill=True))
        card.add(Toggle("Per channel", "One response a channel", checked=True))
        card.add(Toggle("Absolute value", "Drop the sign"))
        return card

    def _mathematics(self) -> Card:
        card = Card("Output size", "✓ equals the real tensor")
        for latex in (
            r"n^{[3]} = \left\lfloor \frac{n^{[2]} - f + 2p}{s} \right\rfloor + 1 = "
            r"\left\lfloor \frac{14 - 5 + 2\cdot 0}{1} \right\rfloor + 1 = 10",
            r"\# = (5\cdot 5\cdot 6 + 1)\cdot 16 = 2{,}416",
        ):
            self.formulae.append(FormulaView(latex))
            card.add(self.formulae[-1])
        return card

    def _rest(self) -> Card:
        card = Card("The rest")
        row = QHBoxLayout()
        row.addWidget(push_button("Start", "Begin", "play", kind="primary"))
        row.addWidget(push_button("Random", "Roll", "dices"))
        row.addWidget(push_button("Quiet", "Less", "x", kind="quiet"))
        row.addWidget(tool_button("rotate-cw", "Turn"))
        card.add(row)
        histogram = Histogram("Values")
        values = np.abs(np.random.default_rng(3).normal(size=5000))
        histogram.set_counts(*np.histogram(values, 40), float(values.mean()))
        card.add(histogram)
        bar = JobBar()
        bar.set_job(self.job)
        card.add(bar)
        card.add(InlineMessage("error", "A window of 9 does not fit into 7 + 2·0 pixels."))
        section = Section("More", expanded=True)
        for control in (QSpinBox(), QCheckBox("A tick"), QRadioButton("One of many"), QLineEdit()):
            if isinstance(control, QAbstractButton):
                control.setChecked(True)
            section.add(control)
        progress = QProgressBar()
        progress.setValue(40)
        section.add(progress)
        card.add(section)
        return card


@pytest.fixture
def gallery(qtbot) -> Iterator[Gallery]:
    made = Gallery()
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    qtbot.waitUntil(made.is_idle, timeout=30_000)
    yield made
    made.shutdown()


def test_every_widget_in_both_themes(qtbot, qapp: QApplication, gallery, tmp_path):
    pictures = []
    for name in ("light", "dark"):
        theme.apply_theme(qapp, name)
        qapp.processEvents()
        picture = gallery.grab()
        assert picture.save(str(tmp_path / f"gallery-{name}.png"))
        pictures.append(picture.toImage())
    background = [picture.pixelColor(3, 3).name() for picture in pictures]
    assert background == [theme.Theme(n).colour("background").name() for n in ("light", "dark")]


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(gallery):
    """Qt's own spin box, tick and line above are bare on purpose: panels do not use them bare."""
    ours = [
        widget
        for kind in (QAbstractButton, QSlider)
        for widget in gallery.findChildren(kind)
        if not isinstance(widget, QCheckBox | QRadioButton) and widget.isVisible()
    ]
    assert len(ours) > 20
    nameless = [widget for widget in ours if not (widget.accessibleName() or widget.text())]
    assert nameless == []
    silent = [w for w in ours if not w.toolTip() and not _tooltip_around(w)]
    assert silent == []


def _tooltip_around(widget: QWidget) -> str:
    """The tooltip that Qt shows: the widget's own, or that of the one around it."""
    around = widget
    while around is not None and not around.toolTip():
        if isinstance(around, Segmented):
            return around.accessibleName()
        around = around.parentWidget()
    return around.toolTip() if around is not None else ""


def test_presenting_makes_everything_larger(qapp, gallery):
    before = gallery.findChild(Segmented).sizeHint()
    theme.apply_theme(qapp, "dark", 1.5)
    qapp.processEvents()
    after = gallery.findChild(Segmented).sizeHint()
    assert after.height() > 1.35 * before.height()
    assert gallery.grab().size() == gallery.size()
