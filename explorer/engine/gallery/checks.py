"""What a gallery accepts: names in any script, embeddings, thresholds."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.gallery.errors import EmbeddingRefusedError, GalleryError, NameRefusedError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MAX_NAME_LENGTH: Final = 200
"""Characters, after normalisation."""

_MAX_MAGNITUDE: Final = 1e6
"""No embedding comes near it, and squares up to it are exact enough in float32."""

# Controls, halves of surrogate pairs, line and paragraph separators.
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They turn the direction of the text that follows, on every list that the name stands in.
_DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_name(name: str) -> str:
    """Return the name in Unicode's composed form (NFC), without space around it.

    So an é typed as one character and one typed as two are the same name. Joiners within a name
    stay: Persian, Hindi and others need them.

    Raises
    ------
    NameRefusedError
        If it is no text, empty, too long, or holds characters that do not show.
    """
    if not isinstance(name, str):
        raise NameRefusedError(f"A name is text, not {type(name).__name__}. Type the name.")
    clean = unicodedata.normalize("NFC", name).strip()
    for character in clean:
        if unicodedata.category(character) in _REFUSED_CATEGORIES | {"Cn"} or (
            character in _DIRECTION_OVERRIDES
        ):
            raise NameRefusedError(
                f"A name cannot hold the character U+{ord(character):04X}, which is a control "
                "character or stands for nothing. Type the name again."
            )
    if all(unicodedata.category(character)[0] in "ZCM" for character in clean):
        raise NameRefusedError("The name is empty. Type a name first.")
    if len(clean) > MAX_NAME_LENGTH:
        raise NameRefusedError(
            f"The name has {len(clean):,} characters; at most {MAX_NAME_LENGTH} are kept. "
            "Shorten it."
        )
    return clean


def checked_embedding(embedding: ArrayLike, dimension: int) -> NDArray[np.float32]:
    """Return one embedding as float32 (D,), a copy.

    Raises
    ------
    EmbeddingRefusedError
        If it has another shape, or holds NaN, infinity or absurdly large numbers.
    """
    numbers = _as_floats(embedding)
    if numbers.shape != (dimension,):
        raise EmbeddingRefusedError(
            f"An embedding of this gallery has the shape ({dimension},), not {numbers.shape}. "
            "Use the network that the gallery was made with."
        )
    return _checked_numbers(numbers)


def checked_embeddings(embeddings: ArrayLike, dimension: int) -> NDArray[np.float32]:
    """Return embeddings as float32 (N, D), a copy; errors as `checked_embedding`."""
    numbers = _as_floats(embeddings)
    if numbers.ndim != 2 or numbers.shape[1] != dimension:
        raise EmbeddingRefusedError(
            f"Embeddings of this gallery have the shape (N, {dimension}), not {numbers.shape}. "
            "Use the network that the gallery was made with."
        )
    return _checked_numbers(numbers)


def checked_threshold(threshold: float) -> float:
    """Return τ, a squared distance, if it is one."""
    if math.isnan(threshold) or threshold < 0:
        raise GalleryError(f"τ is a squared distance, 0 or more, not {threshold}.")
    return float(threshold)


def _as_floats(numbers: ArrayLike) -> NDArray[np.floating]:
    try:
        array = np.asarray(numbers)
        return array.astype(np.float64 if array.dtype.kind in "iub" else array.dtype)
    except (TypeError, ValueError) as error:
        raise EmbeddingRefusedError(f"An embedding is an array of numbers ({error}).") from None


def _checked_numbers(numbers: NDArray[np.floating]) -> NDArray[np.float32]:
    if numbers.dtype.kind != "f":
        raise EmbeddingRefusedError(f"An embedding holds floats, not {numbers.dtype}.")
    if not np.all(np.abs(numbers) <= _MAX_MAGNITUDE):  # false for NaN, too
        raise EmbeddingRefusedError(
            "The embedding holds NaN, infinity or numbers beyond a million. Take another picture; "
            "if it happens again, the network's weights are damaged."
        )
    return numbers.astype(np.float32)
