"""What is said of a sample: how many pairs, what they can show, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.engine.faces.distance import plain
from explorer.engine.verification import cautions, evidence, percent

if TYPE_CHECKING:
    from explorer.engine.verification import Interval, Proportion
    from explorer.panels.faces.state import Sample
    from explorer.panels.faces.tau.analysis import Analysis, FacePair
    from explorer.widgets.notice import Kind

GOAL: Final = 0.001
"""One stranger let in of a thousand: what doors and telephones promise at least."""
EMPTY_GALLERY: Final = (
    "Nobody is enrolled. An honest τ takes several people with two photographs each: enrol them, "
    "or look at the bundled faces."
)
ONE_PHOTOGRAPH: Final = (
    "One photograph makes no pair. Enrol a second one of the same person, and somebody else, or "
    "look at the bundled faces."
)
NO_CURVE: Final = "No curve without pairs of both kinds"
UNKNOWN: Final = "no interval: no error was seen, or nothing but errors, or fewer than 3 people"


def sample_words(analysis: Analysis) -> str:
    """Return "172 photographs of 30 people"."""
    sample = analysis.sample
    photographs = "1 photograph" if len(sample) == 1 else f"{len(sample):,} photographs"
    people = "1 person" if sample.people_count == 1 else f"{sample.people_count:,} people"
    drawn = f", drawn from {sample.of:,}" if sample.of > len(sample) else ""
    return f"{photographs} of {people}{drawn}"


def why_nothing(analysis: Analysis, sample: Sample) -> str:
    """Return why there is no pair at all; "" where there is one."""
    if analysis.histograms is not None:
        return ""
    return EMPTY_GALLERY if not len(analysis.sample) and sample == "gallery" else ONE_PHOTOGRAPH


def said_of(analysis: Analysis, tau: float) -> tuple[tuple[Kind, str], ...]:
    """Return what has to be said beside the rates, as kinds of notice and sentences."""
    rates = analysis.rates(tau)
    shown = evidence(rates.false_accepts.total, GOAL)
    said = cautions(rates, analysis.pairs, GOAL)
    found: list[tuple[Kind, str]] = [("info", shown.text)] if shown.is_enough else []
    found += [("warning", text) for text in said[:-1]]
    return (*found, ("info", said[-1]))


def counted(share: Proportion, kind: str) -> str:
    """Return "4,101 of 14,263 impostor pairs"."""
    return f"{share.count:,} of {share.total:,} {kind} pair{'' if share.total == 1 else 's'}"


def rate_text(share: Proportion) -> str:
    """Return a rate in per cent; a dash where nothing can be counted."""
    return percent(share.rate) if share.total else "–"


def interval_text(interval: Interval | None) -> str:
    """Return "28 % to 30 %", or a dash."""
    if interval is None:
        return "–"
    return f"{percent(interval.low)} to {percent(interval.high)}"


def curve_words(analysis: Analysis) -> str:
    """Return AUC and equal error rate."""
    curve = analysis.roc
    if curve is None:
        return NO_CURVE
    equal = curve.equal_error
    return f"AUC {curve.auc:.4f} · equal errors {percent(equal.rate)} at τ = {equal.tau:.3f}"


def pair_words(analysis: Analysis, pair: FacePair) -> str:
    """Return who is on a pair, and how far they are apart."""
    sample = analysis.sample
    who = [sample.people[pair.first], sample.people[pair.second]]
    one = sample.labels[pair.first] == sample.labels[pair.second]
    names = f"twice {who[0]}" if one else f"{who[0]} and {who[1]}"
    return f"{names}: d = {pair.d:.3f}, plain L2 {plain(pair.d):.3f}"
