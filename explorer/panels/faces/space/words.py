"""What is said of a face's neighbours, and of what a plane can show of 128 directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.space.values import Neighbours

POINT = "Point at a face: its nearest neighbours light up, measured in all 128 directions. A click "
KEEP = "keeps it."
HINT = POINT + KEEP
PCA = (
    "PCA shows {share} of the variance, in the two directions in which these faces differ most. "
    "Faces that lie on one another here may be far apart in the other {rest}: d is measured in all "
    "{size}."
)
NEIGHBOURS = (
    "This layout (t-SNE, perplexity {perplexity:g}) keeps neighbours beside one another. Who is "
    "beside whom means something; how far groups lie apart, how large and how dense they are, "
    "means little."
)
ENROLLED = " The {count} enrolled are framed."


def within_text(sample: FaceSample, found: Neighbours, tau: float) -> str:
    """Return how many neighbours τ lets in, and whether that is right."""
    near, same = found.within(tau)
    others = len(found.places)
    text = f"{near:,} of its {others:,} neighbours {_is(near)} within τ = {tau:.3f}"
    if near:
        who = "all of them show" if same == near else f"{same:,} of them {_shows(same)}"
        who = "it shows" if near == same == 1 else who
        text = f"{text}; {who} the same person"
    missed = found.missed(tau)
    if not missed:
        return f"{text}."
    person = sample.people[found.place]
    what = "photograph" if missed == 1 else "photographs"
    return f"{text}. {missed:,} more {what} of {person} {_lies(missed)} beyond τ."


def plane_words(size: int, explained: float, perplexity: float | None) -> str:
    """Return what this plane shows and what it cannot.

    Parameters
    ----------
    size
        Numbers of an embedding.
    explained
        The share of the variance along both principal components, in 0..1.
    perplexity
        Of the layout that keeps neighbours; None for PCA.
    """
    if perplexity is not None:
        return NEIGHBOURS.format(perplexity=perplexity)
    share = f"{explained:.0%}".replace("%", " %")
    return PCA.format(share=share, rest=size - 2, size=size)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _shows(count: int) -> str:
    return "shows" if count == 1 else "show"


def _lies(count: int) -> str:
    return "lies" if count == 1 else "lie"
