"""Painting again what settings describe: the same pixels where all that computes is the same."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.style.cache import StyleCache
from explorer.engine.style.config import StyleConfig
from explorer.engine.style.painting import stylize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.settings import Stretch, StyleSettings
    from explorer.engine.style.state import StyleStep


def reproduce(
    settings: StyleSettings,
    pictures: Sequence[NDArray[np.uint8]],
    device: str | None = None,
    cache: StyleCache | None = None,
) -> Iterator[StyleStep]:
    """Paint a picture again, stretch by stretch; the last step that is yielded has the picture.

    The pixels are the same if the pictures are, and `differences` finds none.

    Parameters
    ----------
    pictures
        Pixels of ``settings.pictures``, in their order.
    device
        Where; None for the device and the number format of the first time.

    Raises
    ------
    DeviceError, PrecisionError
        The device of the first time is not here.
    StyleError
        As `stylize`.
    """
    cache = cache or StyleCache()
    reached: StyleStep | None = None
    for stretch in settings.stretches:
        config = _continued(config_of(settings, stretch, pictures, device), stretch, reached)
        with closing(stylize(config, cache)) as steps:
            for reached in steps:
                yield reached
                if reached.index == stretch.index:
                    break


def config_of(
    settings: StyleSettings,
    stretch: Stretch,
    pictures: Sequence[NDArray[np.uint8]],
    device: str | None = None,
) -> StyleConfig:
    """Return a stretch's config, as if it began at the content; ``device`` as for `reproduce`."""
    choices = dict(stretch.choices)
    if device is None:
        choices["precision"] = settings.made_with.precision
    return StyleConfig(
        pictures[stretch.content],
        tuple(pictures[style] for style in stretch.styles),
        device=device or settings.made_with.device,
        **choices,
    )


def _continued(config: StyleConfig, stretch: Stretch, before: StyleStep | None) -> StyleConfig:
    if before is None:
        return config
    if stretch.goes_on_from == "picture":
        return replace(config, start_rgb=before.picture, start_index=before.index)
    assert before.state is not None
    return config.resumed(before.state)
