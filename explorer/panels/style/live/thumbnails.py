"""All 26 styles of one picture, small, painted one after the other in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.style.state import STYLE_COUNT
from explorer.services.latest import LatestWins
from explorer.services.lazily import made_when_called

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.errors import ErrorHub

    Paint = Callable[[NDArray[np.uint8], int, str], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True, eq=False)
class _Painted:
    rgb: NDArray[np.uint8]  # what it was painted from
    style: int
    thumb: NDArray[np.uint8]


class Thumbnails(QObject):
    """Paints a picture in every style; a newer picture takes the place of one under way."""

    painted = Signal(int)
    """The style whose thumbnail is new."""
    failed = Signal(str)
    """Why there are none, in a sentence."""

    def __init__(self, errors: ErrorHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = errors
        self._paint: Paint = made_when_called(_make_paint)
        self._rgb: NDArray[np.uint8] | None = None
        self._device = ""
        self._next = STYLE_COUNT
        self._thumbs: list[NDArray[np.uint8] | None] = [None] * STYLE_COUNT
        self._worker: LatestWins[_Painted] = LatestWins(self, name="style thumbnails")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)

    @property
    def rgb(self) -> NDArray[np.uint8] | None:
        """The picture that the thumbnails are of."""
        return self._rgb

    def thumb(self, style: int) -> NDArray[np.uint8] | None:
        """Return a thumbnail, uint8 (H, W, 3); that of the picture before until it is painted."""
        return self._thumbs[style]

    def is_whole(self) -> bool:
        """Whether there is one of each style, of the newest picture."""
        return self._rgb is not None and self._next >= STYLE_COUNT and self._worker.is_idle()

    def show(self, rgb: NDArray[np.uint8], device: str) -> None:
        """Paint a picture in all styles, unless it is the one that was painted last."""
        if rgb is self._rgb and device == self._device:
            return
        self._rgb, self._device, self._next = rgb, device, 0
        self._submit()

    def is_idle(self) -> bool:
        """Whether all that was asked for is painted."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self._next = STYLE_COUNT
        self._worker.shutdown()

    def _submit(self) -> None:
        if self._rgb is not None and self._next < STYLE_COUNT:
            self._worker.submit(partial(_work, self._paint, self._rgb, self._next, self._device))
            self._next += 1

    def _on_worker_result(self, result: _Painted) -> None:
        if result.rgb is not self._rgb:
            return  # of a picture before; the newer one waits its turn already
        self._thumbs[result.style] = result.thumb
        self._submit()
        self.painted.emit(result.style)

    def _on_worker_failed(self, error: BaseException) -> None:
        self._next = STYLE_COUNT
        self._rgb = None
        if isinstance(error, ExplorerError):
            self.failed.emit(str(error))
        else:
            self._errors.report(error)


def _work(paint: Paint, rgb: NDArray[np.uint8], style: int, device: str) -> _Painted:
    return _Painted(rgb, style, paint(rgb, style, device))


def _make_paint() -> Paint:
    from explorer.panels.style.live.painted_small import SmallPainter

    return SmallPainter().paint
