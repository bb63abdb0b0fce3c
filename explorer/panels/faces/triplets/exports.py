"""What can be saved of a triplet and of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.faces.triplets.values import SLOTS
from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.triplets.page import TripletsPage
    from explorer.panels.faces.triplets.training import Row
    from explorer.panels.faces.triplets.values import Triplet
    from explorer.widgets.exporter import MenuEntry

CURVES = ("step", "loss", "triplets mined", "active share", "mean d(A,P)", "mean d(A,N)",
          "mean squared distance", "collapsed")  # fmt: skip


def triplet_entries(page: TripletsPage) -> list[MenuEntry]:
    """Return what can be saved of the triplet."""
    card, triplet, sample = page.triplet_card, page.triplet, page.sample
    if triplet is None or sample is None:
        return []
    return [
        ("Save triplet as PNG…", lambda: save_widget(page, card, "triplet")),
        ("Save number line as SVG…", lambda: save_svg(page, widget_svg(card.line), "triplet")),
        ("Save triplet as CSV…",
         lambda: save_array(page, triplet_rows(sample, triplet), "triplet")),
    ]  # fmt: skip


def training_entries(page: TripletsPage) -> list[MenuEntry]:
    """Return what can be saved of the plane and of the curves."""
    plane, curves, run = page.training.plane, page.training.curves, page.run
    entries: list[MenuEntry] = [
        ("Save plane as PNG…", lambda: save_widget(page, plane, "faces in the plane")),
        ("Save plane as SVG…", lambda: save_svg(page, widget_svg(plane), "faces in the plane")),
    ]
    if (sample := page.sample) is not None:
        points = list(plane_rows(sample, page.training.points.tolist()))
        entries.append(
            ("Save points as CSV…", lambda: save_array(page, points, "faces in the plane"))
        )
    if run.rows:
        rows = tuple(run.rows)
        entries += [
            ("Save curves as PNG…", lambda: save_widget(page, curves, "triplet training")),
            ("Save curves as SVG…", lambda: save_svg(page, widget_svg(curves), "triplet training")),
            ("Save curves as CSV…",
             lambda: save_array(page, curve_rows(rows), "triplet training")),
        ]  # fmt: skip
    return entries


def triplet_rows(sample: FaceSample, triplet: Triplet) -> Iterator[tuple[object, ...]]:
    """Yield the three faces, then what is computed of them."""
    yield "part", "person", "photograph"
    for slot, place in zip(SLOTS, triplet.places, strict=True):
        yield slot, sample.people[place], sample.photographs[place]
    yield "d(A,P)", triplet.to_positive, ""
    yield "d(A,N)", triplet.to_negative, ""
    yield "alpha", triplet.margin, ""
    yield "loss", triplet.loss, triplet.hardness


def curve_rows(rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    """Yield every step; empty where no triplet was mined."""
    yield CURVES
    for row in rows:
        fallen = "" if row.collapse is None else row.collapse.extent
        yield (row.index, _or_empty(row.loss), row.mined, row.active, _or_empty(row.positive),
               _or_empty(row.negative), row.spread, fallen)  # fmt: skip


def plane_rows(sample: FaceSample, points: Sequence[Sequence[float]]) -> Iterator[Sequence[object]]:
    """Yield whom each point shows, and where it lies."""
    yield "person", "photograph", "x", "y"
    for person, photograph, (x, y) in zip(sample.people, sample.photographs, points, strict=True):
        yield person, photograph, x, y


def _or_empty(value: float | None) -> object:
    return "" if value is None else value
