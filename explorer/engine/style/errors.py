"""What may be wrong with a style transfer that is asked for."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class StyleError(ExplorerError, ValueError):
    """Something that cannot be painted with; ``field`` is its name in the config."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class StyleMemoryError(StyleError):
    """A size that the device has no memory for.

    ``fits`` is the largest size that it has memory for, 0 if there is none; ``needed_bytes`` and
    ``free_bytes`` are estimates, None where nobody can tell.
    """

    def __init__(
        self,
        text: str,
        size: int,
        fits: int,
        needed_bytes: int | None = None,
        free_bytes: int | None = None,
    ) -> None:
        super().__init__(text, "size")
        self.size = size
        self.fits = fits
        self.needed_bytes = needed_bytes
        self.free_bytes = free_bytes
