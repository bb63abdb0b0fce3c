"""What the losses see: the Gram matrices of a layer, and the channels behind each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.panels.style.losses.entry_card import EntryCard
from explorer.panels.style.losses.exports import matrix_entries, pair_entries
from explorer.panels.style.losses.heat_card import HeatCard
from explorer.panels.style.losses.largest_card import LargestCard
from explorer.panels.style.losses.layer_card import LayerCard
from explorer.panels.style.losses.pair_card import PairCard
from explorer.panels.style.losses.subject import Subjects
from explorer.panels.style.losses.values import LossesRequest
from explorer.services.latest import LatestWins
from explorer.services.lazily import made_when_called
from explorer.widgets.exporter import Exporter, export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.style.losses.subject import Subject
    from explorer.panels.style.losses.values import Entry, LossesView
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

LOADING: Final = "PyTorch is loading…"
LOOKING: Final = "The picture is looked at…"
READING: Final = "The pictures are being read…"
NO_LAYER: Final = (
    "No layer of the style loss has a weight above 0: give one a weight on the page Paint."
)
LEAST_PAUSE_MS: Final = 400
REST: Final = 2
"""Between two looks at a picture on its way the painting has this many times as long for itself."""


class LossesPage(Page):
    """Follows the studio's picture while it is on the screen; a thread of its own looks at it."""

    def __init__(self, context: PanelContext, store: Store[StyleState], shared: Shared) -> None:
        super().__init__(context, store)
        self.view: LossesView | None = None
        self._shared = shared
        self._subjects = Subjects(shared)
        self._subject: Subject | None = None
        self._pointed: Entry | None = None
        self._is_active = self._is_due = False
        self._respond: Callable[[LossesRequest], LossesView] = made_when_called(_make_respond)
        self._asked: LossesRequest | None = None
        self._worker: LatestWins[LossesView] = LatestWins(self, name="gram matrices")
        self._pause = QTimer(self, singleShot=True)
        self.exporter = Exporter(self)
        self.heat_card = HeatCard()
        self.pair_card = PairCard()
        self.layer_card = LayerCard()
        self.entry_card = EntryCard()
        self.largest_card = LargestCard()
        self._lay_out()
        self._connect()
        self.heat_card.show_empty(LOADING)

    def show_state(self, state: StyleState) -> None:
        """Make the controls say what the state says, and ask for it."""
        self.layer_card.show_state(state.losses)
        if self._is_active:
            self._follow()

    def activate(self) -> None:
        """Look at the present picture, and follow it."""
        self._is_active = True
        self._follow()

    def deactivate(self) -> None:
        """Let the painting have the processor."""
        self._is_active = self._is_due = False
        self._pause.stop()

    def frame(self) -> None:
        """Return None: what is on the screen is not the source's picture."""
        return

    def weights_in_use(self) -> tuple[str, ...]:
        """Name of the bundled network."""
        return ("vgg16",) if self.store.state.paint.trunk == "vgg16" else ()

    def is_idle(self) -> bool:
        """Whether the newest picture and the newest entry are on the screen."""
        engine = self.context.engine
        waits = self._is_active and not engine.is_ready and not engine.is_idle()
        at_rest = self._worker.is_idle() and not self._is_due and self.exporter.is_idle()
        return at_rest and not waits and self.pair_card.is_idle() and self.entry_card.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        self.deactivate()
        self._worker.shutdown()
        self.exporter.shutdown()
        self.pair_card.shutdown()
        self.entry_card.shutdown()

    # What is looked at

    def _follow(self) -> None:
        """Take the picture that the studio shows now, and ask for it."""
        self._is_due = False
        engine = self.context.engine
        if engine.device is None:
            self._say_obstacle(engine.failure or LOADING)
            return
        try:
            subject = self._subjects.present(self.store.state.paint, str(engine.device))
        except ExplorerError as error:
            is_read = self._shared.pictures.is_idle()
            self._say_obstacle(str(error) if is_read else READING)
            return
        if not subject.layers:
            self._say_obstacle(NO_LAYER)
            return
        self._say_obstacle("")
        self._subject = subject
        self._ask()

    def _ask(self) -> None:
        """Ask for the present state of the picture that was taken last."""
        if self._subject is None:
            return
        request = self._request(self._subject)
        self.layer_card.show_layers(self._subject.layers, request.layer)
        if request != self._asked:
            self._asked, respond = request, self._respond
            self._worker.submit(lambda: respond(request))

    def _request(self, subject: Subject) -> LossesRequest:
        losses = self.store.state.losses
        layers = [title for title, _ in subject.layers]
        is_there = losses.layer in layers
        return LossesRequest(
            subject=subject,
            layer=losses.layer if is_there else layers[0],
            entry=self._pointed or (losses.entry if is_there else None),
            is_shared=losses.scale == "shared",
            order=losses.order,
            style=losses.style,
        )

    def _say_obstacle(self, text: str) -> None:
        self.heat_card.show_empty(text or LOOKING)
        self.layer_card.show_message(text if self.view is not None or text != LOADING else "")

    # What comes of it

    def _on_worker_result(self, view: LossesView) -> None:
        former, self.view = self.view, view
        for card in (self.heat_card, self.pair_card, self.layer_card, self.entry_card,
                     self.largest_card):  # fmt: skip
            card.show_view(view)
        if former is None or former.gram is not view.gram:
            rest_ms = max(LEAST_PAUSE_MS, round(1000 * REST * view.seconds))
            self._pause.start(rest_ms)

    def _on_worker_failed(self, error: BaseException) -> None:
        self._asked = None
        if isinstance(error, ExplorerError):
            self._say_obstacle(str(error))
        else:
            self.context.errors.report(error)

    def _on_studio_news(self) -> None:
        """Look again now, or after the pause: the last picture is always looked at."""
        if not self._is_active:
            return
        if self._pause.isActive() or not self._worker.is_idle():
            self._is_due = self._is_due or self._subjects.has_news()
        else:
            self._follow()

    def _on_pause_timeout(self) -> None:
        if self._is_due:
            self._follow()

    # Inside

    def _lay_out(self) -> None:
        self.heat_card.add_header_widget(export_button(lambda: matrix_entries(self)))
        self.pair_card.add_header_widget(export_button(lambda: pair_entries(self)))
        bench = Workbench()
        bench.add_work(self.heat_card, 3)
        bench.add_work(self.pair_card, 2)
        for card in (self.layer_card, self.entry_card, self.largest_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)
        self._pause.timeout.connect(self._on_pause_timeout)
        self.context.engine.ready.connect(self._on_engine_changed)
        self.context.engine.failed.connect(self._on_engine_changed)
        self._shared.pictures.changed.connect(self._on_pictures_changed)
        self._shared.studio.changed.connect(self._on_studio_news)
        self._shared.studio.previewed.connect(self._on_studio_news)
        self.heat_card.pointed.connect(self._on_heat_pointed)
        self.heat_card.chosen.connect(self._on_entry_chosen)
        self.largest_card.chosen.connect(self._on_entry_chosen)
        self.layer_card.chosen.connect(lambda fields: self._update(**fields))
        self.pair_card.styleChosen.connect(lambda place: self._update(style=place))

    def _update(self, **fields: Any) -> None:
        self.store.update("losses", **fields)

    def _on_heat_pointed(self, entry: Entry | None) -> None:
        self._pointed = entry
        self._ask()

    def _on_entry_chosen(self, entry: Entry) -> None:
        self._pointed = None
        self._update(entry=entry)

    def _on_engine_changed(self, _what: object) -> None:
        if self._is_active:
            self._follow()

    def _on_pictures_changed(self) -> None:
        if self._is_active:
            self._follow()


def _make_respond() -> Callable[[LossesRequest], LossesView]:
    from explorer.panels.style.losses.respond import Respond

    return Respond()
