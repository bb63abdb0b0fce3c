"""The bundled paintings: titles, painters, files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from explorer.engine.assets import ASSETS

if TYPE_CHECKING:
    from pathlib import Path

NAMES: Final = (
    "starry-night",
    "great-wave",
    "composition-viii",
    "village-street",
    "moulin-galette",
    "summertime",
)


@dataclass(frozen=True, slots=True)
class Painting:
    """A bundled painting; ``title`` ends with the year."""

    name: str
    title: str
    painter: str
    licence: str
    path: Path


@cache
def paintings() -> tuple[Painting, ...]:
    """Return the paintings, the best known first, as ``assets/media.json`` describes them."""
    text = (ASSETS / "media.json").read_text(encoding="utf-8")
    records = {record["file"]: record for record in json.loads(text)}
    return tuple(_painting(name, records[f"images/{name}.jpg"]) for name in NAMES)


def _painting(name: str, record: dict[str, str]) -> Painting:
    path = ASSETS / record["file"]
    return Painting(name, record["title"], record["author"], record["licence"], path)
