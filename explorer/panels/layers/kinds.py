"""The colour of each kind of layer, the same in every drawing of the panel."""

from __future__ import annotations

_TOKENS = {
    "conv": "accent",
    "sparse-conv": "accent",
    "pool": "warm",
    "global-pool": "warm",
    "dense": "good",
    "radial-basis": "good",
    "residual": "accent",
    "inception": "accent",
}


def token_of(kind: str) -> str:
    """Return the theme's token for a kind of layer; what only passes on is muted."""
    return _TOKENS.get(kind, "muted")
