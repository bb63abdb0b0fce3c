"""The work of the thread: a sample taken, all its pairs compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.panels.faces.tau.analysis import Analysis, analyse
from explorer.panels.faces.tau.compared import bundled, enrolled

if TYPE_CHECKING:
    from explorer.engine.gallery import Snapshot
    from explorer.panels.faces.state import Sample


def analysis_of(sample: Sample, snapshot: Snapshot | None) -> Analysis:
    """Return the analysis of the bundled faces or of a gallery.

    Raises
    ------
    ExplorerError
        If the bundled faces cannot be used.
    """
    if sample == "bundled":
        from explorer.panels.faces.sample import bundled_sample  # photographs and OpenCV

        return analyse(bundled(bundled_sample()))
    return analyse(enrolled(snapshot))


class Analyses:
    """Keeps the analysis of the bundled faces, and that of the newest gallery."""

    def __init__(self) -> None:
        self._kept: dict[Sample, tuple[Any, Analysis]] = {}

    def get(self, sample: Sample, snapshot: Snapshot | None) -> Analysis | None:
        """Return an analysis that was kept; None if it is to be computed."""
        key, analysis = self._kept.get(sample, (None, None))
        return analysis if sample == "bundled" or key is snapshot else None

    def keep(self, sample: Sample, snapshot: Snapshot | None, analysis: Analysis) -> None:
        """Keep an analysis in place of the one before."""
        self._kept[sample] = (snapshot, analysis)

    def drop_gallery(self) -> None:
        """Forget the gallery that was compared."""
        self._kept.pop("gallery", None)
