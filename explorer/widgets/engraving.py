"""LaTeX to SVG, by ziamath. Slow (10 to 70 ms a formula), so it is called from a worker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from types import ModuleType

# Stands for the text's colour in the SVG: the theme's colour is put in when it is painted.
_INK = "#010203"
SIZE = 16.0


class FormulaError(ExplorerError, ValueError):
    """LaTeX that cannot be set; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Engraving:
    """One line of mathematics as SVG, with its size in pixels at scale 1."""

    svg: str
    width: float
    height: float

    def coloured(self, colour: str) -> str:
        """Return the SVG in a colour ``#rrggbb``."""
        return self.svg.replace(_INK, colour)


def engrave(latex: str) -> Engraving:
    """Set one line of LaTeX (mathematics mode).

    Raises
    ------
    FormulaError
        When it is empty or not understood.
    """
    if not latex.strip():
        raise FormulaError("There is no formula to set.")
    from latex2mathml import exceptions

    known = tuple(kind for kind in vars(exceptions).values() if _is_error(kind))
    try:
        formula = _ziamath().Latex(latex, size=SIZE, color=_INK)
        width, height = formula.getsize()
        svg: str = formula.svg()
    except (*known, AssertionError, ValueError, LookupError, SyntaxError) as error:
        raise FormulaError(f"This formula cannot be set ({_reason(error)}): {latex}") from error
    # The SVG has a margin of 1 px on each side.
    return Engraving(svg, width + 2, height + 2)


def _reason(error: Exception) -> str:
    """Return "no available tokens" for NoAvailableTokensError: most of them have no text."""
    name = type(error).__name__.removesuffix("Error")
    return str(error) or re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def _is_error(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Exception)


@cache
def _ziamath() -> ModuleType:
    import ziamath
    from ziamath.config import config

    config.svg2 = False  # QtSvg draws SVG 1.2 Tiny: no <use> of <symbol>
    return ziamath
