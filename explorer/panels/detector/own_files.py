"""Whether files of one's own are still those that were read: they may be put right meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.panels.detector.state import OWN

if TYPE_CHECKING:
    from explorer.panels.detector.state import ModelState

Stamp = tuple[tuple[int, int] | None, ...]


def stamp(model: ModelState) -> Stamp:
    """Return what is another value once a file has other content; () for a bundled detector.

    Of each file the time of its last change in nanoseconds and its bytes, None where there is none.
    """
    if model.name != OWN:
        return ()
    return tuple(_stamp(path) for path in (model.cfg, model.weights, model.names))


def _stamp(path: str) -> tuple[int, int] | None:
    if not path:
        return None
    try:
        status = Path(path).stat()
    except OSError:
        return None  # whoever opens it says why
    return status.st_mtime_ns, status.st_size
