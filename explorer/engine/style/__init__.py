"""Style transfer: a picture painted by making Gatys' losses small, and a network that paints live.

``stylize(StyleConfig(content_rgb, style_rgb))`` yields one `StyleStep` after another.
"""

from __future__ import annotations

from explorer.engine.style.cache import StyleCache
from explorer.engine.style.config import StyleConfig, coarse_to_fine
from explorer.engine.style.errors import StyleError, StyleMemoryError
from explorer.engine.style.losses import (
    NORMALISATIONS,
    content_loss,
    gram,
    style_loss,
    variation_loss,
)
from explorer.engine.style.memory import needed_bytes
from explorer.engine.style.painting import stylize
from explorer.engine.style.state import GradientShares, StyleState, StyleStep
from explorer.engine.style.timing import measure_step_s, seconds_left

__all__ = [
    "NORMALISATIONS",
    "GradientShares",
    "StyleCache",
    "StyleConfig",
    "StyleError",
    "StyleMemoryError",
    "StyleState",
    "StyleStep",
    "coarse_to_fine",
    "content_loss",
    "gram",
    "measure_step_s",
    "needed_bytes",
    "seconds_left",
    "style_loss",
    "stylize",
    "variation_loss",
]
