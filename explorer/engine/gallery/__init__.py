"""The gallery of enrolled faces: SQLite keeps it, a matrix product searches it. No torch."""

from explorer.engine.gallery.errors import (
    BusyGalleryError,
    ClosedGalleryError,
    DamagedGalleryError,
    EmbeddingRefusedError,
    FullDiskError,
    GalleryError,
    NameRefusedError,
    ReadOnlyGalleryError,
)
from explorer.engine.gallery.gallery import Gallery
from explorer.engine.gallery.snapshot import Snapshot
from explorer.engine.gallery.values import (
    Duplicate,
    Enrolment,
    Forgotten,
    Hit,
    Match,
    Person,
    Photograph,
    SetAside,
)

__all__ = [
    "BusyGalleryError",
    "ClosedGalleryError",
    "DamagedGalleryError",
    "Duplicate",
    "EmbeddingRefusedError",
    "Enrolment",
    "Forgotten",
    "FullDiskError",
    "Gallery",
    "GalleryError",
    "Hit",
    "Match",
    "NameRefusedError",
    "Person",
    "Photograph",
    "ReadOnlyGalleryError",
    "SetAside",
    "Snapshot",
]
