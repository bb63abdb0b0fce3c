"""Everything that can be chosen of a training: depths first, the rest folds away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.engine.residual.config import (
    DEPTHS,
    INITIALISATIONS,
    OPTIMISERS,
    SCHEDULES,
    SHORTCUTS,
)
from explorer.engine.residual.initialisation_words import ABOUT, TITLES
from explorer.panels.residual.train.values import with_depth
from explorer.widgets import theme
from explorer.widgets.ask_files import ask_folder
from explorer.widgets.card import Card
from explorer.widgets.controls import (
    ElidedLabel,
    Range,
    Section,
    Segmented,
    SliderRow,
    Toggle,
    label,
    push_button,
    tool_button,
)
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from typing import Any

    from explorer.panels.residual.state import ResidualState, TrainState
    from explorer.services.store import Store

LARGEST_SEED = 9999
NO_FOLDER = "no folder chosen"
BUNDLED = "in the application"
DATA = (
    ("clothes", "clothes", "The bundled part of Fashion-MNIST: 10,000 + 2,000 grey images"),
    ("idx", "MNIST", "The four files of MNIST or Fashion-MNIST, compressed or not"),
    ("cifar10", "CIFAR-10", "CIFAR-10 in its binary version, cifar-10-binary.tar.gz unpacked"),
    ("folder", "folder", "Pictures of your own: a folder with one subfolder a class"),
)
ASKING = {
    "idx": "Choose the folder with the four files of MNIST",
    "cifar10": "Choose the folder of CIFAR-10's binary version",
    "folder": "Choose a folder with one subfolder a class",
}
SCHEDULE_NAMES = {"steps": "falls twice", "constant": "constant"}
SCHEDULE_TIPS = {
    "steps": "Divided by 10 after half and again after three quarters, as in the paper",
    "constant": "The same from beginning to end",
}
OPTIMISER_NAMES = {"sgd": "SGD", "adam": "Adam"}
OPTIMISER_TIPS = {
    "sgd": "Momentum 0.9, weight decay 0.0001, as in the paper",
    "adam": "AdamW with its usual momenta, weight decay 0.0001; take a rate of 0.001 or so",
}
INITIALISATION_NAMES = {"he": "He", "xavier": "Xavier", "small": "½ He", "large": "2 He"}
SHORTCUT_TIPS = {
    "A": "Option A: where channels are added the skip hands on zeros for them; no parameters",
    "B": "Option B: where channels are added the skip projects by a 1×1 convolution",
}


class ChoicesCard(Card):
    """Changes the store; a choice that cannot be is explained beside it."""

    folderChosen = Signal()
    """A folder was chosen, perhaps the one before: what is in it may be other files."""

    def __init__(self, store: Store[ResidualState]) -> None:
        super().__init__("In detail")
        self._store = store
        self._make_networks()
        self._make_data()
        self._make_learning()
        self._lay_out()
        self._connect()

    def show_state(self, train: TrainState) -> None:
        """Say what the state says."""
        self.layers.set_current(str(train.depth))
        self.second.set_current(str(train.second))
        for depth in DEPTHS:
            is_first = depth == train.depth
            self.second.set_option_enabled(str(depth), not is_first, self._second_tip(depth))
        self.channels.set_value(train.width)
        self.batch_norm.setChecked(train.batch_norm)
        self.initialisation.set_current(train.initialisation)
        self.shortcut.set_current(train.shortcut)
        self.data.set_current(train.data)
        self.choose.setEnabled(train.data != "clothes")
        own = train.folder or NO_FOLDER
        self.folder.setText(BUNDLED if train.data == "clothes" else own)
        self.images.set_value(train.images)
        self.augment.setChecked(train.augment)
        self.epochs.set_value(train.epochs)
        self.batch.set_value(train.batch)
        self.rate.set_value(train.learning_rate)
        self.schedule.set_current(train.schedule)
        self.optimiser.set_current(train.optimiser)
        self.seed.set_value(train.seed)
        self.record_every.set_value(train.record_every)

    def show_survey(self, text: str) -> None:
        """Say what there is to learn from."""
        self._found.setText(text)
        self._found.setVisible(bool(text))

    def show_data_problem(self, text: str) -> None:
        """Say why nothing can be learnt from what was chosen, and unfold where it was."""
        if text == self.problem.text:
            return
        self.problem.show_message("warning", text)
        if text:
            self.data_section.set_expanded(True)

    def ask_folder(self) -> None:
        """Ask where the images are, and take what is answered."""
        kind = self._store.state.train.data
        folder = ask_folder(self, ASKING[kind]) if kind in ASKING else ""
        if folder:
            self._update(folder=folder)
            self.folderChosen.emit()

    def _make_networks(self) -> None:
        depths = [(str(depth), str(depth), f"{depth} layers: 6n + 2") for depth in DEPTHS]
        self.layers = Segmented("Depth", depths, str(DEPTHS[2]), fill=True)
        none = ("0", "none", "One depth alone")
        self.second = Segmented("Second depth", [none, *depths], fill=True)
        self.channels = SliderRow(
            "channels in the first stage", Range(4, 64, "int"), 8,
            "The second stage has twice, the third four times as many; 16 in the paper",
        )  # fmt: skip
        self.batch_norm = Toggle(
            "batch norm", "Whether batch normalisation follows each convolution", checked=True
        )
        self.initialisation = Segmented(
            "First weights",
            [
                (key, INITIALISATION_NAMES[key], f"{TITLES[key]}: {ABOUT[key]}")
                for key in INITIALISATIONS
            ],
            fill=True,
        )
        self.shortcut = Segmented(
            "Where shapes differ",
            [(key, f"option {key}", SHORTCUT_TIPS[key]) for key in SHORTCUTS],
            fill=True,
        )

    def _make_data(self) -> None:
        self.data = Segmented("Images", DATA, fill=True)
        self.choose = push_button(
            "Choose folder…", "Choose where the images lie; they are looked at then", "folder-open"
        )
        self.folder = ElidedLabel(BUNDLED, "number-small", Qt.TextElideMode.ElideMiddle)
        self.folder.setAccessibleName("Folder of the images")
        self._found = label("", "caption", wrap=True)
        self.problem = InlineMessage("warning")
        self.images = SliderRow(
            "images to train on, at most", Range(100, 60_000, "log", decimals=0), 4000,
            "The first so many of the set; all of it is tested on",
        )  # fmt: skip
        self.augment = Toggle(
            "cut out and mirror",
            "Pad each image by 4 pixels and cut it out at random, and mirror half of them, as in "
            "the paper; training errors are then of images spoilt so",
        )

    def _make_learning(self) -> None:
        self.epochs = SliderRow(
            "epochs", Range(1, 200, "log", decimals=0), 4, "How often all images are shown"
        )
        self.batch = SliderRow(
            "images a batch", Range(8, 1024, "log", decimals=0), 64, "128 in the paper"
        )
        self.rate = SliderRow(
            "learning rate", Range(0.0001, 10, "log", decimals=4), 0.1, "0.1 in the paper"
        )
        self.schedule = _named("The rate", SCHEDULES, SCHEDULE_NAMES, SCHEDULE_TIPS)
        self.optimiser = _named("Optimiser", OPTIMISERS, OPTIMISER_NAMES, OPTIMISER_TIPS)
        self.seed = SliderRow(
            "seed", Range(0, LARGEST_SEED, "int"), 0,
            "Another seed: other first weights and another order of the images, the same for all",
        )  # fmt: skip
        self._dice = tool_button("dices", "Another seed", kind="quiet")
        self.seed.add_to_name(self._dice)
        self.record_every = SliderRow(
            "iterations between two records", Range(1, 1000, "log", decimals=0), 10,
            "Losses, gradients and activations are measured then: each takes a little time",
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.networks_section = Section("Networks")
        self.data_section = Section("Images")
        self.learning_section = Section("Learning")
        for item in (
            self.channels, self.batch_norm, *_titled("first weights", self.initialisation),
            *_titled("where shapes differ", self.shortcut),
        ):  # fmt: skip
            self.networks_section.add(item)
        self._row = QHBoxLayout()
        self._row.addWidget(self.choose)
        self._row.addWidget(self.folder, 1)
        for part in (
            self.data, self._row, self._found, self.problem, self.images, self.augment,
        ):  # fmt: skip
            self.data_section.add(part)
        for item in (
            self.epochs, self.batch, self.rate, self.schedule, self.optimiser, self.seed,
            self.record_every,
        ):  # fmt: skip
            self.learning_section.add(item)
        for item in (
            *_titled("layers", self.layers),
            *_titled("beside them, on the same plots", self.second),
            self.networks_section, self.data_section, self.learning_section,
        ):  # fmt: skip
            self.add(item)
        theme.watch_theme(self._apply_row_metrics)

    def _connect(self) -> None:
        self.layers.currentChanged.connect(self._on_depth_changed)
        self.second.currentChanged.connect(lambda key: self._update(second=int(key)))
        for name in ("initialisation", "shortcut", "data", "schedule", "optimiser"):
            getattr(self, name).currentChanged.connect(
                lambda key, name=name: self._update(**{name: key})
            )
        self.channels.valueChanged.connect(lambda value: self._update(width=int(value)))
        for name in ("images", "epochs", "batch", "seed", "record_every"):
            getattr(self, name).valueChanged.connect(
                lambda value, name=name: self._update(**{name: int(value)})
            )
        self.rate.valueChanged.connect(lambda value: self._update(learning_rate=value))
        for name in ("batch_norm", "augment"):
            getattr(self, name).clicked.connect(
                lambda checked, name=name: self._update(**{name: checked})
            )
        self.choose.clicked.connect(self.ask_folder)
        self._dice.clicked.connect(self._on_dice_clicked)

    def _update(self, **fields: Any) -> None:
        self._store.update("train", **fields)

    def _second_tip(self, depth: int) -> str:
        if depth == self._store.state.train.depth:
            return f"{depth} layers are trained already"
        return f"{depth} layers: 6n + 2"

    def _on_depth_changed(self, key: str) -> None:
        train = with_depth(self._store.state.train, int(key))
        self._update(depth=train.depth, second=train.second)

    def _on_dice_clicked(self) -> None:
        self._update(seed=(self._store.state.train.seed + 1) % (LARGEST_SEED + 1))

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))


def _named(
    name: str, keys: tuple[str, ...], names: dict[str, str], tips: dict[str, str]
) -> Segmented:
    return Segmented(name, [(key, names[key], tips[key]) for key in keys], fill=True)


def _titled(text: str, control: QWidget) -> tuple[QWidget, QWidget]:
    """Return a control below its name."""
    return label(text, "caption"), control
