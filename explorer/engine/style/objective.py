"""J(picture) and its gradient with respect to the pixels, by term."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.style.losses import variation_loss
from explorer.engine.style.normalisation import content_factor, style_factor
from explorer.engine.style.state import GradientShares
from explorer.engine.style.targets import used_layers

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.style.config import StyleConfig
    from explorer.engine.style.state import LayerLosses
    from explorer.engine.style.targets import Targets
    from explorer.engine.style.trunk import StyleTrunk

    Maps = dict[str, Tensor]


_PARTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The losses of one picture; ``gradient`` is float32 (1, C, H, W)."""

    loss: float
    content: float
    style: float
    variation: float
    content_by_layer: LayerLosses
    style_by_layer: LayerLosses
    gradient: Tensor
    shares: GradientShares | None

    @property
    def is_finite(self) -> bool:
        """Whether the loss and its gradient are numbers."""
        return math.isfinite(self.loss) and bool(self.gradient.isfinite().all())


class Objective:
    """α J_content + β J_style + γ J_variation at one size.

    The losses' slopes with respect to the maps are written out,
    ∂ Σ(F − P)² / ∂F = 2 (F − P) and ∂ Σ(G − A)² / ∂F = 4 (G − A) F
    (Gatys et al. 2016, equations (2) and (6), without the ReLU that the trunk has anyway), computed
    in float32, and sent back through the network in one go.
    """

    def __init__(self, config: StyleConfig, trunk: StyleTrunk, targets: Targets) -> None:
        self._config, self._trunk, self._targets = config, trunk, targets
        content, style = used_layers(config)
        weights = dict(config.content_layers), dict(config.style_layers)
        self._content = {title: weights[0][title] for title in content}
        self._style = {title: weights[1][title] for title in style}

    def evaluate(self, picture: Tensor, with_shares: bool = False) -> Evaluation:
        """Return the losses and the gradient of a picture in 0..1, (1, 3 or 1, H, W).

        ``with_shares`` costs another way back through the network.
        """
        leaf = picture.detach().requires_grad_()
        maps = self._trunk(leaf.expand(-1, 3, -1, -1))
        with torch.no_grad():
            content, content_slopes = self._content_terms(maps)
            style, style_slopes = self._style_terms(maps)
        rough, of_variation = self._variation(leaf)
        slopes = [_added(content_slopes.get(t), style_slopes.get(t)) for t in maps]
        gradient = _way_back(list(maps.values()), slopes, leaf, keep=with_shares) + of_variation
        shares = None
        if with_shares:
            own = [content_slopes.get(title) for title in maps]
            of_content = _way_back(list(maps.values()), own, leaf, keep=False)
            shares = _shares(of_content, gradient - of_content - of_variation, of_variation)
        return self._summed(content, style, rough, gradient, shares)

    def _content_terms(self, maps: Maps) -> tuple[Maps, Maps]:
        losses, slopes = {}, {}
        normalisation, weight = self._config.normalisation, self._config.content_weight
        for title, share in self._content.items():
            difference = _exact(maps[title]) - _exact(self._targets.content[title])
            factor = content_factor(normalisation, difference.numel())
            losses[title] = factor * difference.square().sum()
            slopes[title] = difference.mul_(2 * factor * share * weight)
        return losses, slopes

    def _style_terms(self, maps: Maps) -> tuple[Maps, Maps]:
        losses, slopes = {}, {}
        normalisation, weight = self._config.normalisation, self._config.style_weight
        for title, share in self._style.items():
            by_position = maps[title].permute(0, 2, 3, 1)  # channels last: a view
            flat = by_position.flatten(1, 2)
            difference = _gram(flat) - self._targets.grams[title]
            factor = style_factor(normalisation, flat.shape[2], flat.shape[1])
            losses[title] = factor * difference.square().sum()
            # float16 does not reach far enough down for this product, and bfloat16 does.
            flat = flat.float() if flat.dtype == torch.float16 else flat
            slope = flat @ difference.mul_(4 * factor * share * weight).to(flat.dtype)
            slopes[title] = slope.view(by_position.shape).permute(0, 3, 1, 2)
        return losses, slopes

    def _variation(self, leaf: Tensor) -> tuple[Tensor, Tensor]:
        if not self._config.variation_weight:
            return leaf.new_zeros(()), torch.zeros_like(leaf)
        loss = variation_loss(leaf)
        (slope,) = torch.autograd.grad(loss, leaf)
        return loss.detach(), slope * self._config.variation_weight

    def _summed(
        self,
        content: Maps,
        style: Maps,
        rough: Tensor,
        gradient: Tensor,
        shares: GradientShares | None,
    ) -> Evaluation:
        # One transfer from the device for all numbers.
        values = torch.stack([*content.values(), *style.values(), rough]).tolist()
        content_by_layer = tuple(zip(content, values, strict=False))
        style_by_layer = tuple(zip(style, values[len(content) :], strict=False))
        all_content = sum(self._content[title] * loss for title, loss in content_by_layer)
        all_style = sum(self._style[title] * loss for title, loss in style_by_layer)
        config, variation = self._config, values[-1]
        loss = (
            config.content_weight * all_content
            + config.style_weight * all_style
            + config.variation_weight * variation
        )
        return Evaluation(
            loss,
            all_content,
            all_style,
            variation,
            content_by_layer,
            style_by_layer,
            gradient,
            shares,
        )


def _way_back(maps: list[Tensor], slopes: list[Tensor | None], leaf: Tensor, keep: bool) -> Tensor:
    """Return the gradient at the pixels for slopes at some maps.

    float16 does not reach below 6e-8: there the slopes are brought near 1 on the way.
    """
    pairs = [(one, slope) for one, slope in zip(maps, slopes, strict=True) if slope is not None]
    if not pairs:
        return torch.zeros_like(leaf)
    scale = None
    if any(one.dtype == torch.float16 for one, _ in pairs):
        largest = torch.stack([slope.abs().max() for _, slope in pairs]).max()
        scale = torch.exp2(-largest.clamp_min(1e-37).log2().ceil())
    outputs = [one for one, _ in pairs]
    sent = [(slope if scale is None else slope * scale).to(one.dtype) for one, slope in pairs]
    (gradient,) = torch.autograd.grad(outputs, leaf, sent, retain_graph=keep)
    return gradient if scale is None else gradient / scale


def _added(a: Tensor | None, b: Tensor | None) -> Tensor | None:
    if a is None or b is None:
        return b if a is None else a
    return a + b


def _gram(flat: Tensor) -> Tensor:
    """Return the Gram matrix (N, C, C) of maps (N, H·W, C), float32 at least.

    A CPU that multiplies bfloat16 gives products in bfloat16 only: those of parts of the positions
    are added up in float32, so that their rounding evens out.
    """
    if flat.dtype != torch.bfloat16 or flat.device.type != "cpu":
        flat = _exact(flat)
        return flat.transpose(1, 2) @ flat
    batch, positions, channels = flat.shape
    each = positions // _PARTS
    parts = flat[:, : _PARTS * each].reshape(batch * _PARTS, each, channels)
    rest = flat[:, _PARTS * each :].float()
    sums = (parts.transpose(1, 2) @ parts).view(batch, _PARTS, channels, channels)
    return sums.sum(1, dtype=torch.float32) + rest.transpose(1, 2) @ rest


def _exact(maps: Tensor) -> Tensor:
    return maps.float() if maps.dtype in (torch.float16, torch.bfloat16) else maps


def _shares(content: Tensor, style: Tensor, variation: Tensor) -> GradientShares:
    lengths = [float(torch.linalg.vector_norm(one)) for one in (content, style, variation)]
    whole = sum(lengths) or 1.0
    return GradientShares(*(length / whole for length in lengths))
