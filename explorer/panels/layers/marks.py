"""The mark beside a number: whether formula, module and counter agree, in a word and a tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network import Shape

if TYPE_CHECKING:
    from explorer.engine.network.built.check import Checked

NOT_YET = ("…", "muted", "The check is on its way")
NOT_CHECKED = "– not checked"
IN_PART = ("in part", "muted", "Counted as far as the layers fit; what does not fit is not checked")
AGREE = {
    "output": "The formula equals the shape of the real tensor",
    "params": "The formula equals the trained numbers of the built module",
    "macs": "The formula equals what hooks see in the built module, and torch's counter / 2",
}


def mark_of(checked: Checked | None, unchecked: str = "") -> tuple[str, str, str]:
    """Return the mark, its tone, and a sentence that says what it means.

    ``unchecked`` is why there is no check, if none will come.
    """
    if checked is None:
        return (NOT_CHECKED, "muted", f"Not checked: {unchecked}") if unchecked else NOT_YET
    if checked.verdict == "equal":
        ways = "3-way" if checked.quantity == "macs" else "equal"
        return f"✓ {ways}", "good", AGREE[checked.quantity]
    if checked.verdict == "cannot count":
        return "✓ 2 of 3", "good", f"{_values(checked)}. {checked.note}"
    return "≠ differs", "bad", f"{_values(checked)}. {checked.note}".strip()


def differing_text(checked: Checked, factor: int = 1) -> str:
    """Return the formula's value and the first other one: 1,516 ≠ 2,416."""
    others = [one for one in (checked.seen, checked.counted) if one != checked.formula]
    return " ≠ ".join(_text(one, factor) for one in (checked.formula, *others[:1]))


def _values(checked: Checked) -> str:
    parts = [f"formula {_text(checked.formula)}", f"hooks {_text(checked.seen)}"]
    if checked.counted is not None:
        parts.append(f"torch's counter {_text(checked.counted)}")
    unit = "MACs: " if checked.quantity == "macs" else ""
    return unit + ", ".join(parts)


def _text(value: int | Shape | None, factor: int = 1) -> str:
    if value is None:
        return "nothing"
    return value.text if isinstance(value, Shape) else f"{value * factor:,}"
