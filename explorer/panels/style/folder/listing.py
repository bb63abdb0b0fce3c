"""Which pictures a choice means: a folder's, some files, or the bundled photographs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.picture_folder import is_picture, pictures_in
from explorer.engine.style.paintings import paintings
from explorer.panels.style.folder.values import Listed
from explorer.services.media import bundled_media
from explorer.widgets.counting import many

if TYPE_CHECKING:
    from collections.abc import Sequence


def bundled_photographs() -> Listed:
    """Return the photographs that are installed, without the paintings."""
    painted = {painting.path for painting in paintings()}
    found = [(Path(one.location), one.title) for one in bundled_media() if one.kind == "picture"]
    kept = [(path, title) for path, title in found if path not in painted]
    paths, names = tuple(path for path, _ in kept), tuple(title for _, title in kept)
    return Listed(many(len(paths), "bundled photograph"), paths, names, None, is_bundled=True)


def list_folder(folder: Path) -> Listed:
    """List the pictures that lie in a folder itself.

    Raises
    ------
    FolderError
        It cannot be read, or there is none.
    """
    paths = pictures_in(folder)
    return Listed(str(folder), paths, tuple(path.name for path in paths), folder.absolute())


def list_files(paths: Sequence[Path]) -> Listed:
    """List some pictures."""
    folders = {path.parent.absolute() for path in paths}
    names = tuple(path.name for path in paths)
    folder = folders.pop() if len(folders) == 1 else None
    return Listed(many(len(paths), "picture"), tuple(paths), names, folder)


def dropped(paths: Sequence[str]) -> Path | tuple[Path, ...] | None:
    """Return the folder, or the pictures, among what was dropped; None if there are none."""
    found = [Path(path) for path in paths]
    folders = [path for path in found if path.is_dir()]
    if folders:
        return folders[0]
    return tuple(path for path in found if is_picture(path.name)) or None
