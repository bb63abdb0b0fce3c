"""The controls: whose slice, which slice, from where; and what it is, as mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import (
    Range,
    Segmented,
    SliderRow,
    label,
    push_button,
    tool_button,
)
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.residual.state import ResidualState, SurfaceState
    from explorer.services.store import Store

LARGEST_SEED: Final = 9999
POINTS: Final = (11, 21, 31, 51)
PAIRS: Final = (
    ("bundled-20", "20 layers", "Bundled plain-20 and residual-20"),
    ("bundled-56", "56 layers", "Bundled plain-56 and residual-56"),
    ("trained", "trained here", "The pair that was trained on the page “Train both”"),
)
SLICE_LATEX: Final = r"f(a, b) = L(\theta + a\,\delta + b\,\eta)"
SLICE_SPOKEN: Final = "f of a and b is the loss at theta plus a times delta plus b times eta"
NORM_LATEX: Final = (
    r"\delta_{i,j} \leftarrow \frac{\delta_{i,j}}{\lVert \delta_{i,j} \rVert}\,"
    r"\lVert \theta_{i,j} \rVert"
)
NORM_SPOKEN: Final = (
    "delta of filter j in layer i becomes delta divided by its length, times the filter's length"
)
EXPLAINED: Final = (
    "θ are the trained weights, δ and η two random directions. Each filter of a direction is made "
    "as long as the network's own (filter normalisation), so that networks with large and with "
    "small weights can be compared: at a = 1 every filter has been moved by its own length. Biases "
    "and batch norm stay. Li et al., 2018, arXiv:1712.09913. Two directions of many thousands: "
    "another seed is another slice."
)


class NetworksCard(Card):
    """Which pair, and what it is."""

    trainWanted = Signal()

    def __init__(self, store: Store[ResidualState]) -> None:
        super().__init__("Networks", "one plain, one residual")
        self.pair = Segmented("Pair of networks", PAIRS, fill=True)
        self._words = label("", "caption", wrap=True)
        self.train = push_button(
            "Train a pair",
            "Go to “Train both”; what is trained there is offered here",
            "arrow-left",
        )
        for item in (self.pair, self._words, self.train):
            self.add(item)
        self.pair.currentChanged.connect(lambda key: store.update("surface", pair=key))
        self.train.clicked.connect(self.trainWanted)

    def show_state(self, surface: SurfaceState) -> None:
        """Say what the state says."""
        self.pair.set_current(surface.pair)
        self.train.setVisible(surface.pair == "trained")

    def show_words(self, words: str) -> None:
        """Say what the networks are, and what they reach."""
        self._words.setText(words)


class SliceCard(Card):
    """The settings of the next slice, and its start. Starting cancels the one that runs."""

    startWanted = Signal()

    def __init__(self, store: Store[ResidualState]) -> None:
        super().__init__("The slice")
        self._store = store
        surface = store.state.surface
        self.points = Segmented(
            "Points along each side",
            [(str(count), f"{count}²", f"{count} × {count} points") for count in POINTS],
            fill=True,
        )
        self.span = SliderRow(
            "span",
            Range(0.1, 3, "float", decimals=2, step=0.05),
            surface.span,
            "How far the slice goes to each side, in lengths of the filters",
        )
        self.images = SliderRow(
            "pictures",
            Range(32, 2048, "log", decimals=0),
            surface.images,
            "How many training pictures the loss is the mean of: the first so many",
        )
        self.seed = SliderRow(
            "seed",
            Range(0, LARGEST_SEED, "int"),
            surface.seed,
            "Draws the directions δ and η, the same draws for both networks",
        )
        self.cost = label("", "caption", wrap=True)
        self.start = push_button(
            "Compute", "Compute both slices; what runs is cancelled", "play", kind="primary"
        )
        self._dice = tool_button("dices", "Another seed: two other directions")
        self.bar = JobBar()
        self.message = InlineMessage()
        self._row = QHBoxLayout()
        self._row.addWidget(self.start, 1)
        self._row.addWidget(self._dice)
        for item in (self.points, self.span, self.images, self.seed, self.cost):
            self.add(item)
        for below in (self._row, self.bar, self.message):
            self.add(below)
        self._connect(store)
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, surface: SurfaceState) -> None:
        """Say what the state says."""
        if surface.points in POINTS:
            self.points.set_current(str(surface.points))
        else:
            self.points.clear_current()
        self.span.set_value(surface.span)
        self.images.set_value(surface.images)
        self.seed.set_value(surface.seed)

    def show_obstacle(self, why_not: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        self.start.setEnabled(not why_not)
        self.message.show_message("info", why_not)

    def show_problem(self, text: str) -> None:
        """Say what went wrong."""
        self.message.show_message("error", text)

    def _connect(self, store: Store[ResidualState]) -> None:
        self.points.currentChanged.connect(lambda key: store.update("surface", points=int(key)))
        self.span.valueChanged.connect(lambda value: store.update("surface", span=value))
        self.images.valueChanged.connect(lambda value: store.update("surface", images=int(value)))
        self.seed.valueChanged.connect(lambda value: store.update("surface", seed=int(value)))
        self.start.clicked.connect(self.startWanted)
        self._dice.clicked.connect(self._on_dice_clicked)

    def _on_dice_clicked(self) -> None:
        seed = (self._store.state.surface.seed + 1) % (LARGEST_SEED + 1)
        self._store.update("surface", seed=seed)

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))


class ViewpointCard(Card):
    """From where the surfaces are looked at; hidden while there are none."""

    def __init__(self, store: Store[ResidualState]) -> None:
        super().__init__("Viewpoint", "or drag a surface")
        surface = store.state.surface
        self.azimuth = SliderRow(
            "azimuth",
            Range(-180, 180, "float", decimals=0, step=1),
            surface.azimuth,
            "Turns the surfaces about their upright axis; dragging them does, too",
        )
        self.elevation = SliderRow(
            "elevation",
            Range(5, 90, "float", decimals=0, step=1),
            surface.elevation,
            "From how high they are looked at: 90° is from straight above",
        )
        for row in (self.azimuth, self.elevation):
            row.set_suffix("°")
            self.add(row)
        self.azimuth.valueChanged.connect(lambda one: store.update("surface", azimuth=one))
        self.elevation.valueChanged.connect(lambda one: store.update("surface", elevation=one))

    def show_state(self, surface: SurfaceState) -> None:
        """Say what the state says."""
        self.azimuth.set_value(surface.azimuth)
        self.elevation.set_value(surface.elevation)
        self.setVisible(surface.view == "surface")


class MathematicsCard(Card):
    """What a slice is, and how its directions are made."""

    def __init__(self) -> None:
        super().__init__("What is drawn")
        self.slice = FormulaView(SLICE_LATEX, SLICE_SPOKEN)
        self.norm = FormulaView(NORM_LATEX, NORM_SPOKEN)
        for item in (self.slice, self.norm, label(EXPLAINED, "caption", wrap=True)):
            self.add(item)

    def is_idle(self) -> bool:
        """Whether both formulae are set."""
        return self.slice.is_idle() and self.norm.is_idle()

    def shutdown(self) -> None:
        """Let go of the engraver."""
        self.slice.shutdown()
        self.norm.shutdown()
