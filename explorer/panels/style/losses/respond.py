"""The work of the page's thread: matrices, their colours, and the channels behind an entry."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.colormaps import to_levels
from explorer.engine.style.gram_view import channel_order
from explorer.engine.style.looking import GramLooker
from explorer.panels.style.losses.values import Heat, Levels, LossesView, PairView

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.style.gram_view import ChannelPair, GramEntry, GramView
    from explorer.panels.style.losses.subject import Subject
    from explorer.panels.style.losses.values import Entry, LossesRequest

LISTED: Final = 40
"""So many entries are in the table."""
PAINTED: Final = 512
"""Matrices are painted at so many pixels or more: half as large they stay sharp."""


class Respond:
    """Answers one request after the other; what did not change is not computed again."""

    def __init__(self) -> None:
        self._looker = GramLooker()
        self._looked: tuple[Subject, str] | None = None
        self._gram: GramView
        self._largest: tuple[GramEntry, ...] = ()
        self._loss = self._seconds = 0.0
        self._heat: tuple[object, Heat] | None = None
        self._found: tuple[object, Entry] | None = None

    def __call__(self, request: LossesRequest) -> LossesView:
        """Return what is to be seen.

        Raises
        ------
        WeightsError
            The trunk's file cannot be used.
        """
        self._look(request)
        gram = self._gram
        k, other = entry = self._entry(request)
        heat = self._heat_of(request)
        style = min(request.style, len(request.subject.styles) - 1)
        pairs = self._looker.of_style(style, k, other), self._looker.of_picture(k, other)
        views = _pair_views(pairs, is_shared=request.is_shared)
        return LossesView(
            request=request,
            gram=gram,
            loss=self._loss,
            weight=dict(request.subject.layers)[request.layer],
            heat=heat,
            entry=gram.entry(k, other),
            is_found=entry != request.entry,
            largest=self._largest,
            of_style=views[0],
            of_picture=views[1],
            style=style,
            seconds=self._seconds,
        )

    def _look(self, request: LossesRequest) -> None:
        subject = request.subject
        if self._looked is not None and self._looked == (subject, request.layer):
            return
        self._looked = None
        begun = time.perf_counter()
        gram = self._gram = self._looker.look(
            subject.config, request.layer, subject.size, subject.picture
        )
        self._loss, self._largest = gram.loss, gram.largest(LISTED)
        self._looked = subject, request.layer
        self._seconds = time.perf_counter() - begun

    def _entry(self, request: LossesRequest) -> Entry:
        """Return the entry that was chosen; the largest difference is kept as the picture goes on.

        Otherwise the channels would change while somebody looks at them.
        """
        if request.entry is not None and max(request.entry) < self._gram.channels:
            return request.entry
        key = request.subject.config, request.layer
        if self._found is None or self._found[0] != key:
            self._found = key, _telling(self._largest)
        return self._found[1]

    def _heat_of(self, request: LossesRequest) -> Heat:
        key = self._looked, request.is_shared, request.order
        if self._heat is None or self._heat[0] != key:
            order = channel_order(self._gram.style, request.order)
            self._heat = key, heat_of(self._gram, order, is_shared=request.is_shared)
        return self._heat[1]


def heat_of(gram: GramView, order: NDArray[np.int64], *, is_shared: bool) -> Heat:
    """Return the matrices as they are painted: colours go by the square root of an entry.

    The largest entries are many times the others, which would all be dark.
    """
    chosen = np.ix_(order, order)
    style, picture, difference = (
        (matrix / gram.divisor)[chosen] for matrix in (gram.style, gram.picture, gram.difference())
    )
    limit = max(_largest(one) for one in (style, picture, difference)) if is_shared else 0.0
    side = -(-PAINTED // gram.channels)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return Heat(
        _rooted(style, limit, side, is_signed=bool(style.min() < 0)),
        _rooted(picture, limit, side, is_signed=bool(picture.min() < 0)),
        _rooted(difference, limit, side, is_signed=True),
        side,
        order,
        places,
    )


def _rooted(values: NDArray[np.float32], limit: float, side: int, *, is_signed: bool) -> Levels:
    limit = limit or _largest(values) or 1.0
    roots = np.sign(values) * np.sqrt(np.abs(values))
    end = limit**0.5
    levels = to_levels(roots, -end if is_signed else 0.0, end)
    enlarged = levels.repeat(side, axis=0).repeat(side, axis=1)
    return Levels(enlarged, -limit if is_signed else 0.0, limit, is_signed)


def _pair_views(pairs: tuple[ChannelPair, ChannelPair], *, is_shared: bool) -> list[PairView]:
    """Return the channels of style and picture, on the scale of the larger or each on its own."""
    maps = [(pair.first, pair.second, pair.product()) for pair in pairs]
    limits = [max(map(_largest, both)) for both in zip(*maps, strict=True)]
    views = []
    for pair, of_pair in zip(pairs, maps, strict=True):
        ends = limits if is_shared else [_largest(one) for one in of_pair]
        first, second, product = (_plain(*one) for one in zip(of_pair, ends, strict=True))
        views.append(PairView(pair, first, second, product, pair.total()))
    return views


def _plain(values: NDArray[np.float32], limit: float) -> Levels:
    is_signed, limit = bool(values.min() < 0), limit or 1.0
    low = -limit if is_signed else 0.0
    return Levels(to_levels(values, low, limit), low, limit, is_signed)


def _largest(values: NDArray[np.float32]) -> float:
    return float(np.abs(values).max())


def _telling(largest: tuple[GramEntry, ...]) -> Entry:
    """Return the first entry of two channels: one channel alone tells nothing of togetherness."""
    chosen = next((one for one in largest if one.k != one.other), largest[0])
    return chosen.k, chosen.other
