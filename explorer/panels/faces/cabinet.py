"""Where the gallery of the panel is kept: in memory, or in one file of the user's data folder.

Plain Python for the keeper's thread. Nothing is written to the disk until `store` is called; that
the file is there is what says, at the next start, that the user wanted the gallery stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from explorer.engine.gallery import (
    BusyGalleryError,
    DamagedGalleryError,
    Gallery,
    GalleryError,
)
from explorer.engine.gallery.private_files import identity
from explorer.engine.verification.people import draw_people
from explorer.panels.faces.gallery_facts import GalleryFacts, Thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from explorer.engine.gallery import Enrolment, Photograph

T = TypeVar("T")


class Cabinet:
    """Opens the gallery and does with it what is asked, one call at a time.

    Parameters
    ----------
    path
        Where the gallery is stored when the user turns storing on.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._gallery: Gallery | None = None
        self._notices: list[str] = []

    def open(self) -> GalleryFacts:
        """Open the stored gallery if there is one, else an empty one in memory.

        Raises
        ------
        GalleryError
            If there is a file that cannot be opened; the gallery is in memory then.
        """
        self._gallery = Gallery()
        if identity(self.path) is not None:
            self._take(Gallery(self.path))
        return self.facts()

    def facts(self) -> GalleryFacts:
        """Return the gallery as it is now."""
        gallery = self._open_gallery()
        snapshot = gallery.snapshot()
        numbers = {name: number for number, name in snapshot.names_by_id.items()}
        return GalleryFacts(gallery.people(), snapshot, gallery.path, numbers)

    def notices(self) -> tuple[str, ...]:
        """Return, once, what the user has to know: files that were moved aside."""
        notices, self._notices = tuple(self._notices), []
        return notices

    def enrol(self, name: str, embedding: ArrayLike, chip: NDArray[np.uint8]) -> Enrolment:
        """Store a photograph of a person."""
        return self._do(lambda gallery: gallery.add(name, embedding, chip))

    def rename(self, name: str, new_name: str, *, merge: bool) -> None:
        """Give a person another name."""
        self._do(lambda gallery: gallery.rename(name, new_name, merge=merge))

    def remove(self, photograph: int) -> None:
        """Remove a photograph, and the person with the last one."""
        self._do(lambda gallery: gallery.remove(photograph))

    def remove_person(self, name: str) -> None:
        """Remove a person with all photographs."""
        self._do(lambda gallery: gallery.remove_person(name))

    def thumbnails(self, name: str) -> tuple[Thumbnail, ...]:
        """Return the photographs of a person, oldest first."""
        from explorer.engine.image_files import decode_rgb  # OpenCV, which takes 0.15 s

        photographs = self._do(lambda gallery: gallery.photographs(name))
        return tuple(
            Thumbnail(one.id, None if one.thumbnail is None else decode_rgb(one.thumbnail))
            for one in photographs
        )

    def photographs(self, most: int) -> tuple[tuple[Photograph, ...], int]:
        """Return photographs with their embeddings, at most so many, and how many there are.

        Where there are more, whole people are drawn, so that nobody's photographs are torn apart.
        """
        names = self._open_gallery().snapshot().names
        drawn = sorted({names[place] for place in draw_people(names, most).tolist()})
        photographs = self._do(
            lambda gallery: tuple(one for name in drawn for one in gallery.photographs(name))
        )
        return photographs[:most], len(names)

    def store(self) -> None:
        """Write the gallery to its file, and keep it there from now on.

        Raises
        ------
        GalleryError
            If it cannot be written; it stays in memory then.
        """
        gallery = self._open_gallery()
        if gallery.path is not None:
            return
        stored = Gallery(self.path)
        try:
            gallery.copy_into(stored)
        except BaseException:
            stored.close()
            raise
        self._take(stored)

    def unstore(self) -> None:
        """Take the gallery back into memory; the file is overwritten and deleted."""
        gallery = self._open_gallery()
        if gallery.path is None:
            return
        in_memory = Gallery()
        gallery.copy_into(in_memory)
        self._forget_file(gallery, in_memory)

    def forget_everyone(self) -> None:
        """Overwrite and delete all that was kept; storing is off then.

        Raises
        ------
        GalleryError
            If the file cannot be deleted; who was in memory only is forgotten all the same.
        """
        if self._open_gallery().path is None:
            self._take(Gallery())
            if identity(self.path) is None:
                return
            self._take(Gallery(self.path))  # it could not be opened at the start
        self._forget_file(self._open_gallery(), Gallery())

    def _forget_file(self, gallery: Gallery, instead: Gallery) -> None:
        """Overwrite and delete a stored gallery, and go on with one in memory."""
        try:
            forgotten = gallery.forget_everyone()
        except GalleryError:
            if _is_emptied(gallery):  # but not deleted: nobody is to be lost with it
                self._take(instead)
            raise
        self._take(instead)
        if forgotten.left:
            names = ", ".join(kept.name for kept in forgotten.left)
            self._notices.append(
                f"The gallery's file is deleted. Left in {self.path.parent}, because it may be "
                f"somebody else's: {names}."
            )

    def close(self) -> None:
        """Close the file; a gallery in memory is gone then."""
        if self._gallery is not None:
            self._gallery.close()
            self._gallery = None

    def _do(self, work: Callable[[Gallery], T]) -> T:
        """Do something with the gallery; where its file is found damaged, begin another one."""
        gallery = self._open_gallery()
        try:
            return work(gallery)
        except DamagedGalleryError:
            if gallery.path is None:
                raise
            self._take(Gallery(self.path))
            return work(self._open_gallery())

    def _take(self, gallery: Gallery) -> None:
        before, self._gallery = self._gallery, gallery
        if before is not None:
            before.close()
        self._notices += [aside.text for aside in gallery.set_aside]

    def _open_gallery(self) -> Gallery:
        if self._gallery is None:
            raise GalleryError("The gallery is not open yet. Try again in a moment.")
        return self._gallery


def _is_emptied(gallery: Gallery) -> bool:
    """Return whether nobody can be read from a gallery that was to be forgotten."""
    try:
        return gallery.count == 0
    except BusyGalleryError:
        return False
    except GalleryError:
        return True
