"""Style transfer: a picture painted by making Gatys' losses small, and a network that paints live.

``stylize(StyleConfig(content_rgb, style_rgb))`` yields one `StyleStep` after another. Names are
found when they are asked for: `StyleConfig` and `StyleError` come without torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from explorer.engine.style.cache import StyleCache
    from explorer.engine.style.config import StyleConfig, coarse_to_fine
    from explorer.engine.style.errors import StyleError, StyleMemoryError
    from explorer.engine.style.losses import content_loss, gram, style_loss, variation_loss
    from explorer.engine.style.memory import needed_bytes
    from explorer.engine.style.normalisation import NORMALISATIONS
    from explorer.engine.style.painting import stylize
    from explorer.engine.style.state import GradientShares, StyleState, StyleStep
    from explorer.engine.style.timing import measure_step_s, seconds_left

__all__ = [
    "NORMALISATIONS", "GradientShares", "StyleCache", "StyleConfig", "StyleError",
    "StyleMemoryError", "StyleState", "StyleStep", "coarse_to_fine", "content_loss", "gram",
    "measure_step_s", "needed_bytes", "seconds_left", "style_loss", "stylize", "variation_loss",
]  # fmt: skip

_WHERE: Final = {
    "cache": ("StyleCache",),
    "config": ("StyleConfig", "coarse_to_fine"),
    "errors": ("StyleError", "StyleMemoryError"),
    "losses": ("content_loss", "gram", "style_loss", "variation_loss"),
    "memory": ("needed_bytes",),
    "normalisation": ("NORMALISATIONS",),
    "painting": ("stylize",),
    "state": ("GradientShares", "StyleState", "StyleStep"),
    "timing": ("measure_step_s", "seconds_left"),
}


def __getattr__(name: str) -> object:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
