"""What can be saved of the embedding space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.faces.distance import plain
from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.space.page import SpacePage
    from explorer.panels.faces.space.values import Neighbours
    from explorer.widgets.exporter import MenuEntry

NAME = "embedding space"


def entries(page: SpacePage) -> list[MenuEntry]:
    """Return what can be saved now."""
    view, sample, found = page.view, page.sample, page.neighbours
    if sample is None:
        return []
    points = list(point_rows(sample, page.points.tolist()))
    saved: list[MenuEntry] = [
        ("Save plane as PNG…", lambda: save_widget(page, view, NAME)),
        ("Save plane as SVG…", lambda: save_svg(page, widget_svg(view), NAME)),
        ("Save points as CSV…", lambda: save_array(page, points, NAME)),
    ]
    if found is not None:
        rows = list(neighbour_rows(sample, found, page.store.state.recognition.tau))
        saved.append(("Save neighbours as CSV…", lambda: save_array(page, rows, "neighbours")))
    return saved


def point_rows(sample: FaceSample, points: Sequence[Sequence[float]]) -> Iterator[Sequence[object]]:
    """Yield whom each point shows, and where it lies."""
    yield "person", "photograph", "x", "y"
    for person, photograph, (x, y) in zip(sample.people, sample.photographs, points, strict=True):
        yield person, photograph, x, y


def neighbour_rows(sample: FaceSample, found: Neighbours, tau: float) -> Iterator[Sequence[object]]:
    """Yield all other faces, the nearest first."""
    yield "of", "person", "photograph", "d", "plain L2", f"within tau = {tau:g}", "same person"
    of = sample.name(found.place)
    for place, d, same in zip(
        found.places.tolist(), found.distances.tolist(), found.is_same.tolist(), strict=True
    ):
        yield of, sample.people[place], sample.photographs[place], d, plain(d), d < tau, same
