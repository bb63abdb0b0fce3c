"""Everyone who was enrolled: one photograph is enough to know a face again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer.engine.gallery import rows
from explorer.engine.gallery.checks import (
    checked_embedding,
    checked_embeddings,
    checked_threshold,
    clean_name,
)
from explorer.engine.gallery.errors import GalleryError
from explorer.engine.gallery.forgetting import forget
from explorer.engine.gallery.index import Index
from explorer.engine.gallery.search import nearest
from explorer.engine.gallery.store import Store
from explorer.engine.gallery.thumbnails import encode_thumbnail
from explorer.engine.gallery.values import Duplicate, Enrolment, Hit, Match

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from types import TracebackType

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from explorer.engine.gallery.snapshot import Snapshot
    from explorer.engine.gallery.values import Forgotten, Person, Photograph, SetAside

DIMENSION: Final = 128
DUPLICATE: Final = 0.01
"""The squared distance below which two photographs count as one, saved twice: 0.1 in plain L2."""

WAIT_S: Final = 5.0


class Gallery:
    """Names and embeddings of enrolled faces, in memory or in a file.

    Without a path nothing is ever written to the disk. With one, SQLite keeps all in that file,
    readable by its owner only; it is made at the first enrolment. What a method returned from is
    on the disk, and what was interrupted has changed nothing. Any number of programs may use the
    same file.

    Any thread may call any method: calls take turns at the database, each for one transaction,
    and searches run beside them on a `Snapshot`. After a fork, open the gallery anew.

    Parameters
    ----------
    path
        The file; None: in memory.
    dimension
        Numbers of an embedding, D.
    wait_s
        How long to wait for another program that writes to the file.

    Raises
    ------
    GalleryError
        If the file is no file, cannot be opened, holds embeddings of another length, or is held
        by another program. A file that is damaged, of a newer version, or no gallery is no
        error: it is set aside and kept, and `set_aside` says so.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        dimension: int = DIMENSION,
        wait_s: float = WAIT_S,
    ) -> None:
        place = None if path is None else Path(path)
        self._dimension = dimension
        self._store = Store(place, dimension, wait_s)
        self._index = Index(place, dimension)
        with self._store.reading():
            pass  # what is wrong with the file is said now

    @property
    def path(self) -> Path | None:
        """The file; None for a gallery in memory."""
        return self._store.path

    @property
    def dimension(self) -> int:
        """Numbers of an embedding, D."""
        return self._dimension

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """Files that lay in this one's place and could not be opened, oldest first."""
        return tuple(self._store.set_aside)

    @property
    def cache_problem(self) -> str:
        """Why a large gallery's cache could not be written; empty if nothing is wrong."""
        return self._index.cache_problem

    @property
    def count(self) -> int:
        """The number of photographs."""
        with self._store.reading() as connection:
            return rows.count(connection)

    def enrol(
        self,
        name: str,
        embedding: ArrayLike,
        thumbnail: bytes | NDArray[np.uint8] | None = None,
    ) -> int:
        """Store a photograph of a person, in a transaction of its own; return its id.

        A name that is known gets one more photograph.

        Parameters
        ----------
        embedding
            (D,) finite floats, kept as float32.
        thumbnail
            A picture file's bytes, or uint8 RGB (H, W, 3); kept as a small JPEG.

        Raises
        ------
        NameRefusedError, EmbeddingRefusedError, explorer.engine.images.ImageError
            If one of the three cannot be stored.
        GalleryError
            If the file cannot be written; nothing is stored then.
        """
        person, vector = clean_name(name), checked_embedding(embedding, self._dimension)
        picture = None if thumbnail is None else encode_thumbnail(thumbnail)
        with self._store.writing() as connection:
            return rows.insert(connection, person, vector, picture)

    def add(
        self,
        name: str,
        embedding: ArrayLike,
        thumbnail: bytes | NDArray[np.uint8] | None = None,
    ) -> Enrolment:
        """Do what `enrol` does, and say what was stored and whether it was there already."""
        duplicate = self.find_duplicate(name, embedding)
        return Enrolment(self.enrol(name, embedding, thumbnail), clean_name(name), duplicate)

    def enrol_many(self, names: Iterable[str], embeddings: ArrayLike) -> list[int]:
        """Store many photographs (N, D) in one transaction: all or none; return their ids."""
        people = [clean_name(name) for name in names]
        vectors = checked_embeddings(embeddings, self._dimension)
        if len(people) != len(vectors):
            raise GalleryError(f"{len(people)} names do not fit {len(vectors)} embeddings.")
        with self._store.writing() as connection:
            return [
                rows.insert(connection, person, vector, None)
                for person, vector in zip(people, vectors, strict=True)
            ]

    def find_duplicate(
        self, name: str, embedding: ArrayLike, within: float = DUPLICATE
    ) -> Duplicate | None:
        """Return the nearest photograph, of whomever, if it is all but the same as this one."""
        person = clean_name(name)
        (hits,) = self.search(checked_embedding(embedding, self._dimension)[None], count=1)
        if not hits or hits[0].distance >= within:
            return None
        return Duplicate(hits[0], hits[0].name == person)

    def match(self, embedding: ArrayLike, threshold: float) -> Match:
        """Return who a face is: the nearest person, if the squared distance is below τ."""
        (match,) = self.match_all(checked_embedding(embedding, self._dimension)[None], threshold)
        return match

    def match_all(self, embeddings: ArrayLike, threshold: float) -> tuple[Match, ...]:
        """Return who several faces (N, D) are, in one search."""
        tau = checked_threshold(threshold)
        return tuple(_match(hits, tau) for hits in self.search(embeddings, count=1))

    def search(self, embeddings: ArrayLike, count: int = 5) -> tuple[tuple[Hit, ...], ...]:
        """Return the nearest photographs to each of the embeddings (N, D), nearest first."""
        queries = checked_embeddings(embeddings, self._dimension)
        snapshot = self.snapshot()
        found, distances = nearest(snapshot, queries, count)
        return tuple(
            tuple(
                _hit(snapshot, row, distance)
                for row, distance in zip(of_rows, of_distances, strict=True)
            )
            for of_rows, of_distances in zip(found.tolist(), distances.tolist(), strict=True)
        )

    def snapshot(self) -> Snapshot:
        """Return everyone as a value that does not change: for statistics and other threads."""
        with self._store.reading() as connection:
            return self._index.snapshot(connection, self._store.openings)

    def people(self) -> tuple[Person, ...]:
        """Return everyone with the number of photographs, by name."""
        with self._store.reading() as connection:
            return rows.people(connection)

    def photographs(self, name: str | None = None) -> tuple[Photograph, ...]:
        """Return the photographs of a person, or of everyone, oldest first."""
        person = None if name is None else clean_name(name)
        with self._store.reading() as connection:
            return tuple(rows.photographs(connection, person))

    def rename(self, name: str, new_name: str, *, merge: bool = False) -> None:
        """Give a person another name.

        Raises
        ------
        GalleryError
            If nobody has the name, or somebody has the new one; with ``merge`` the photographs
            of both are kept under it.
        """
        old, new = clean_name(name), clean_name(new_name)
        if old == new:
            return
        with self._store.writing() as connection:
            person, other = rows.person_id(connection, old), rows.person_id(connection, new)
            if person is None:
                raise GalleryError(f"Nobody is enrolled as {old}.")
            if other is None:
                rows.set_name(connection, person, new)
            elif merge:
                rows.merge(connection, person, other)
            else:
                raise GalleryError(
                    f"Somebody is enrolled as {new} already. Choose another name, or merge both."
                )
        self._store.scrub_journal()

    def remove(self, photograph: int) -> bool:
        """Remove a photograph by its id, and the person with the last one.

        Its bytes are overwritten in the file. Returns whether there was such a photograph.
        """
        with self._store.writing() as connection:
            was_there = rows.delete(connection, int(photograph))
        if was_there:
            self._after_removal()
        return was_there

    def remove_person(self, name: str) -> int:
        """Remove a person with all photographs; return how many there were."""
        person = clean_name(name)
        with self._store.writing() as connection:
            removed = rows.delete_person(connection, person)
        self._after_removal()
        return removed

    def clear(self) -> None:
        """Remove everyone; the empty file stays. See `forget_everyone`."""
        with self._store.writing() as connection:
            rows.delete_all(connection)
        self._after_removal()

    def forget_everyone(self) -> Forgotten:
        """Remove everyone, then overwrite and delete every file that the gallery has written.

        The gallery can be used on, and makes a new file at the next enrolment. Galleries that
        were set aside as damaged are forgotten, too; what was set aside and may be somebody
        else's file is left, and named.
        """
        forgotten = forget(self._store)
        with self._store.reading():
            self._index.drop()
        return forgotten

    def copy_into(self, other: Gallery) -> int:
        """Add all photographs to another gallery, in one transaction; return how many.

        So a gallery in memory is stored when the user wishes it.
        """
        photographs = self.photographs()
        with other._store.writing() as connection:
            for one in photographs:
                vector = checked_embedding(one.embedding, other.dimension)
                rows.insert(connection, one.name, vector, one.thumbnail, one.enrolled_at)
        return len(photographs)

    def close(self) -> None:
        """Close the file. A gallery in memory is gone then."""
        self._store.close()

    def __enter__(self) -> Gallery:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _after_removal(self) -> None:
        """Leave no copy behind of what was removed."""
        with self._store.reading():
            self._index.drop()
        self._store.scrub_journal()


def _match(hits: tuple[Hit, ...], threshold: float) -> Match:
    if not hits:
        return Match(None, float("inf"))
    (hit,) = hits
    name = hit.name if hit.distance < threshold else None
    return Match(name, hit.distance, hit.name, hit.photograph)


def _hit(snapshot: Snapshot, row: int, distance: float) -> Hit:
    photograph, name = snapshot.photograph(row)
    return Hit(name, distance, photograph)
