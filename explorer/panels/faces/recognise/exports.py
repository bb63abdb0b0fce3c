"""What the page of recognition saves: the picture with names, and the distances as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.faces.distance import plain
from explorer.widgets.export import save_array, save_image, save_widget
from explorer.widgets.exporter import MenuEntry, export_button

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.panels.faces.recognise.page import RecognisePage
    from explorer.panels.faces.recognise.seen import Seen
    from explorer.panels.faces.values import FacesView

HEADER = ("left", "top", "right", "bottom", "score", "name", "nearest", "d", "L2", "tau")


class Exports:
    """One button in the card of who is seen. Only this writes names, and only when asked."""

    def __init__(self, page: RecognisePage) -> None:
        self._page = page
        page.seen_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now: what was on the screen when the menu opened."""
        page, result = self._page, self._page.result
        whole: MenuEntry = ("Whole view as PNG…", lambda: save_widget(page, page, "faces"))
        if result is None:
            return [whole]
        image = page.picture_card.rendered()
        rows = list(rows_of(result.value, page.seen, page.store.state.recognition.tau))
        name = f"faces of {Path(result.frame.spec.title).stem}"
        return [
            ("Picture with names as PNG…", lambda: save_image(page, image, name)),
            ("Distances as CSV…", lambda: save_array(page, rows, name)),
            whole,
        ]


def rows_of(view: FacesView, seen: tuple[Seen, ...], tau: float) -> Iterator[tuple[object, ...]]:
    """Yield the header and a row for each face; distances are squared, L2 is the plain one."""
    yield HEADER
    for one in seen:
        face, hit = view.found.faces[one.place], one.nearest
        box = (round(side, 1) for side in face.box_xyxy)
        numbers = ("", "", "") if hit is None else (
            hit.name, round(hit.distance, 4), round(plain(hit.distance), 4)
        )  # fmt: skip
        yield (*box, round(face.score, 4), one.title, *numbers, tau)
