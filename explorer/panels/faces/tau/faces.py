"""The faces of a sample as pictures: the bundled ones at once, the gallery's when they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.faces.verify.values import Picture
from explorer.widgets.qimages import qimage_from_rgb, rgb_from_qimage

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from explorer.panels.faces.keeper import GalleryKeeper
    from explorer.panels.faces.tau.analysis import Analysis


class SampleFaces:
    """Pictures of the rows of an analysis. For the GUI thread."""

    def __init__(self, keeper: GalleryKeeper) -> None:
        self._keeper = keeper
        self._analysis: Analysis | None = None
        self._images: dict[int, QImage] = {}

    def use(self, analysis: Analysis | None) -> None:
        """Take the faces of another sample."""
        if analysis is not self._analysis:
            self._analysis = analysis
            self._images = {}

    def image(self, row: int) -> QImage | None:
        """Return a row's face; None until it is there, or where no picture was kept."""
        if self._analysis is None:
            return None
        if row not in self._images:
            image = self._found(self._analysis, row)
            if image is None:
                return None
            self._images[row] = image
        return self._images[row]

    def picture(self, row: int) -> Picture | None:
        """Return a row of a gallery as a picture to verify, with the embedding that is stored."""
        image, analysis = self.image(row), self._analysis
        if image is None or analysis is None:
            return None
        sample = analysis.sample
        return Picture(sample.people[row], rgb_from_qimage(image), sample.embeddings[row])

    def _found(self, analysis: Analysis, row: int) -> QImage | None:
        sample = analysis.sample
        if sample.chips is not None:
            return qimage_from_rgb(sample.chips[row])
        return self._keeper.thumbnail(sample.people[row], int(sample.photographs[row]))
