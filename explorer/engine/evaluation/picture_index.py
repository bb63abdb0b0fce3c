"""Where the pictures of a data set lie: found by looking, never by following a file's word.

An annotation may name "../../etc/passwd"; only what lies below the folder can be found here.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from explorer.engine.picture_folder import files_below, is_picture

if TYPE_CHECKING:
    from collections.abc import Iterable


class PictureIndex:
    """The pictures below a folder, by name."""

    def __init__(self, folder: Path) -> None:
        self._by_name: dict[str, list[Path]] = {}
        self._by_stem: dict[str, list[Path]] = {}
        for path in files_below(folder):
            if is_picture(path.name):
                self._by_name.setdefault(path.name, []).append(path)
                self._by_stem.setdefault(path.stem, []).append(path)

    def __len__(self) -> int:
        return sum(len(paths) for paths in self._by_name.values())

    def named(self, name: str, near: str = "") -> Path | None:
        """Return the picture with this name, which may have folders before it.

        Of several, the one that shares most of these folders, then one whose folder's name is in
        ``near`` ("instances_val2017").
        """
        parts = PurePosixPath(name.replace("\\", "/")).parts
        return _closest(self._by_name.get(parts[-1], ()), parts, near) if parts else None

    def with_stem(self, stem: str) -> Path | None:
        """Return the picture with this name before its suffix."""
        return _closest(self._by_stem.get(stem, ()), (), "")


def _closest(paths: Iterable[Path], parts: tuple[str, ...], near: str) -> Path | None:
    def score(path: Path) -> tuple[int, bool]:
        shared = 0
        for there, wanted in zip(reversed(path.parts), reversed(parts), strict=False):
            if there != wanted:
                break
            shared += 1
        return shared, path.parent.name in near

    return max(paths, key=score, default=None)
