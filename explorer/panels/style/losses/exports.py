"""What can be saved: the maps as pictures, the matrices as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.export import save_bytes, save_widget
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.losses.page import LossesPage
    from explorer.panels.style.losses.values import LossesView
    from explorer.widgets.exporter import MenuEntry


def matrix_entries(page: LossesPage) -> list[MenuEntry]:
    """Return what can be saved of the matrices: as plain sums, whatever the colours show."""
    view = page.view
    if view is None:
        return []
    name = f"gram {view.gram.layer}"
    matrices = {
        "style": view.gram.style,
        "picture": view.gram.picture,
        "difference": view.gram.difference(),
    }
    return [
        ("Save the maps as PNG…", lambda: save_widget(page, page.heat_card, name)),
        *((f"Save {which} as CSV…", _csv(page, values, f"{name} {which}"))
          for which, values in matrices.items()),
        ("Save style, picture and difference as NPY…",
         lambda: save_bytes(page, npy_of(view), name, ".npy")),
    ]  # fmt: skip


def pair_entries(page: LossesPage) -> list[MenuEntry]:
    """Return what can be saved of the two channels."""
    view = page.view
    if view is None:
        return []
    name = f"channels {view.entry.k} and {view.entry.other}"
    return [
        ("Save the channels as PNG…", lambda: save_widget(page, page.pair_card, name)),
        ("Save the style's product as CSV…",
         _csv(page, view.of_style.pair.product(), f"{name} product style")),
        ("Save the picture's product as CSV…",
         _csv(page, view.of_picture.pair.product(), f"{name} product picture")),
    ]  # fmt: skip


def npy_of(view: LossesView) -> bytes:
    """Return float32 (3, N, N), style, picture and difference, as numpy's own file."""
    import io

    import numpy as np

    file = io.BytesIO()
    np.save(file, np.stack([view.gram.style, view.gram.picture, view.gram.difference()]))
    return file.getvalue()


def _csv(page: LossesPage, values: NDArray[np.float32], name: str) -> Callable[[], None]:
    return lambda: page.exporter.save_csv(map_rows(values), name)
