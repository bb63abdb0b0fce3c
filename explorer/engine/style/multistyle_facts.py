"""How few numbers a style is in the network of 26: counted from the network itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.style.multistyle import ConditionalConv

if TYPE_CHECKING:
    from explorer.engine.style.multistyle import Multistyle


@dataclass(frozen=True, slots=True)
class MultistyleFacts:
    """What the styles share, and what is each one's own.

    Attributes
    ----------
    layers
        Convolutions, each with its conditional instance normalisation.
    maps
        Feature maps of all of them: each has a γ and a β of every style.
    shared
        Weights of the convolutions, which all styles use.
    own
        Numbers that one style is: its γ and β.
    gammas, betas
        γ and β of the very first map, by style.
    """

    layers: int
    maps: int
    shared: int
    own: int
    gammas: tuple[float, ...]
    betas: tuple[float, ...]


def facts_of(network: Multistyle) -> MultistyleFacts:
    """Count the numbers of a network."""
    layers = [layer for layer in network.modules() if isinstance(layer, ConditionalConv)]
    return MultistyleFacts(
        layers=len(layers),
        maps=sum(layer.weight.shape[0] for layer in layers),
        shared=sum(layer.weight.numel() for layer in layers),
        own=sum(layer.gamma[0].numel() + layer.beta[0].numel() for layer in layers),
        gammas=tuple(layers[0].gamma[:, 0].tolist()),
        betas=tuple(layers[0].beta[:, 0].tolist()),
    )
