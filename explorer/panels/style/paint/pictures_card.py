"""What is painted with: the content, and one to four paintings with their weights."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from explorer.engine.style.paintings import NAMES
from explorer.panels.style.paint.bundled import BundledPictures
from explorer.panels.style.paint.well import Well
from explorer.panels.style.state import MOST_STYLES, StyleChoice
from explorer.panels.style.values import CONTENT, Picture
from explorer.widgets.card import Card
from explorer.widgets.controls import push_button

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.pictures import PictureKeeper
    from explorer.panels.style.state import PaintState, StyleState
    from explorer.panels.style.values import Pictures
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

NO_FRAME: Final = (
    "The source has no picture: open a camera, a clip or a picture at the top of the window."
)


class PicturesCard(Card):
    """Wells for all pictures; the keeper reads them, and the state names them."""

    def __init__(
        self, context: PanelContext, store: Store[StyleState], keeper: PictureKeeper
    ) -> None:
        super().__init__("Pictures")
        self._context, self._store, self._keeper = context, store, keeper
        self.content = Well("Content", "the content")
        self.styles = tuple(Well("Style", "the style", is_style=True) for _ in range(MOST_STYLES))
        self.add_style = push_button(
            "Another style", "Blend a further painting in, four at most", "plus", kind="quiet"
        )
        self.popup = BundledPictures(context.errors, self)
        self._asking = CONTENT
        for place, well in self.wells().items():
            self.add(well)
            self._connect_well(place, well)
        self.add(self.add_style)
        self.add_style.clicked.connect(self._on_add_clicked)
        self.popup.chosen.connect(lambda text: keeper.choose(self._asking, text))
        keeper.changed.connect(self._on_keeper_changed)
        context.source.stateChanged.connect(self._on_source_changed)
        self._on_source_changed()

    def wells(self) -> dict[int, Well]:
        """Return all wells by place, those that are hidden as well."""
        return {CONTENT: self.content, **dict(enumerate(self.styles))}

    def show_state(self, paint: PaintState) -> None:
        """Show as many wells as there are styles, with their weights."""
        count = len(paint.styles)
        for place, well in enumerate(self.styles):
            well.setVisible(place < count)
            if place < count:
                title = "Style" if count == 1 else f"Style {place + 1}"
                well.set_title(title, f"the {title.lower()}" if count == 1 else title.lower(),
                               count == 1)  # fmt: skip
                well.weight.set_value(paint.styles[place].weight)
        self.add_style.setVisible(count < MOST_STYLES)
        self._show_pictures(self._keeper.pictures)

    def is_idle(self) -> bool:
        """Whether every thumbnail is there."""
        return self.popup.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        self.popup.shutdown()

    def take_frame(self, place: int) -> None:
        """Take the source's present picture."""
        frame = self._context.source.current_frame()
        if frame is None:
            self.wells()[place].say(NO_FRAME)
        else:
            self._keeper.take(place, frame)

    def _connect_well(self, place: int, well: Well) -> None:
        keeper = self._keeper
        well.textChosen.connect(partial(keeper.choose, place))
        well.pictureGiven.connect(self._holder(place))
        well.bundledWanted.connect(partial(self._on_bundled_wanted, place))
        well.frameWanted.connect(partial(self.take_frame, place))
        if place != CONTENT:
            well.weightChosen.connect(partial(self._on_weight_chosen, place))
            well.removeWanted.connect(partial(keeper.remove_style, place))

    def _holder(self, place: int) -> Callable[[NDArray[np.uint8], str], None]:
        return lambda rgb, title: self._keeper.hold(place, Picture(title, rgb))

    def _show_pictures(self, pictures: Pictures) -> None:
        problems = dict(pictures.problems)
        self.content.show_picture(pictures.content, problems.get(CONTENT, ""))
        for place, (well, picture) in enumerate(zip(self.styles, pictures.styles, strict=False)):
            well.show_picture(picture, problems.get(place, ""))

    def _on_bundled_wanted(self, place: int) -> None:
        paint = self._store.state.paint
        self._asking = place
        first = place == CONTENT
        current = paint.content if first else paint.styles[place].picture
        well = self.wells()[place]
        self.popup.popup_below(well.thumb, "photographs" if first else "paintings", current)

    def _on_weight_chosen(self, place: int, weight: float) -> None:
        styles = list(self._store.state.paint.styles)
        styles[place] = StyleChoice(styles[place].picture, weight)
        self._store.update("paint", styles=tuple(styles))

    def _on_add_clicked(self) -> None:
        """Add the best known painting that is not there yet."""
        styles = self._store.state.paint.styles
        there = {choice.picture for choice in styles}
        new = next(text for name in NAMES if (text := f"bundled:{name}") not in there)
        self._store.update("paint", styles=(*styles, StyleChoice(new)))

    def _on_keeper_changed(self) -> None:
        self._show_pictures(self._keeper.pictures)

    def _on_source_changed(self, _state: object = None) -> None:
        possible = self._context.source.state.kind not in ("none", "opening", "failed")
        for well in self.wells().values():
            well.set_frame_possible(possible)
