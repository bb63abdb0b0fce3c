"""What is said of an evaluation: what is waited for, what is wrong, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.detector.files.evaluate.values import Evaluated

READING = "Reading the annotations…"
WAITING = "PyTorch is loading; the annotations are read then."
DIGITS_ONLY = (
    "The held-out scenes hold digits. Choose the lecture's detector below to evaluate it on them."
)
SCENES = (
    "Ready: 500 composed scenes of digits, whose photographs, handwriting and seed no training saw."
)
READY = "Ready: Evaluate compares the detector with {boxes:,} true boxes in {pictures:,} pictures."
STALE = "These figures are of another detector, other classes or another NMS than those below."
NOT_LOOKED_FOR = "Not looked for, as the detector does not know them or they are not ticked below"
CANCELLED = "Cancelled. Figures of a part would not be those of the whole."


def many_problems(count: int) -> str:
    """Say that there are problems, which are listed below."""
    return "" if not count else f"{count:,} {'problem is' if count == 1 else 'problems are'} below."


def left_out(evaluated: Evaluated) -> str:
    """Say which classes were not looked for, and how many pictures do not count."""
    parts = []
    if evaluated.missing:
        names = ", ".join(evaluated.missing[:5]) + (", …" if len(evaluated.missing) > 5 else "")
        parts.append(f"{NOT_LOOKED_FOR}: {names}.")
    if evaluated.problems:
        count = len(evaluated.problems)
        parts.append(f"{count:,} {'picture does' if count == 1 else 'pictures do'} not count.")
    return " ".join(parts)
