"""Style transfer against the loop that everybody writes, and the 26 styles against ONNX Runtime.

The plain loop has VGG-16 up to the deepest layer used as it comes from PyTorch, the same losses and
weights, and ``torch.optim.LBFGS`` with one gradient a step. Ours are the steps of `stylize`, with a
picture and the shares of the gradient at every tenth, as it comes. What the steps reach is compared
at float32, whatever they were computed with; ``BENCH_WHOLE=1`` takes all 200 steps at 256 px for
it, which takes minutes, instead of 40 at 128 px.

``python -m tests.benchmarks.bench_style`` runs this where there is no Qt.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the application, see engine_loader.py

from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from explorer.engine.assets import ASSETS
from explorer.engine.device import pick_device
from explorer.engine.images import fit_within, load_rgb, to_tensor
from explorer.engine.inference.precision import fastest_precision
from explorer.engine.preprocessing import IMAGENET
from explorer.engine.style import StyleCache, StyleConfig, content_loss, gram, stylize
from explorer.engine.style.layers import deepest, layer_titles
from explorer.engine.style.losses import gram_loss, variation_loss
from explorer.engine.style.multistyle import load_multistyle
from explorer.engine.style.objective import Objective
from explorer.engine.style.targets import content_at, scaled
from explorer.engine.trained.catalogue import load_network
from tests.benchmarks.harness import Row, measure, table
from tests.engine.style.onnx_form import as_floats, session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.style import StyleStep
    from explorer.engine.style.multistyle import MultistylePainter

SIZE_PX = 256
STEPS_A_TURN = 10
HALF, FULL = 0.5, 0.9
WORSE_BY = 1.02
WHOLE = bool(os.environ.get("BENCH_WHOLE"))
REACHED_PX, REACHED_STEPS = (256, 200) if WHOLE else (128, 40)
LIVE_PX = 384


def rows() -> list[Row]:
    """The rows of this module."""
    device = pick_device()
    precision = fastest_precision(device)
    goal = FULL if precision == "float32" else HALF
    return [
        Row(
            name=f"Style transfer, {STEPS_A_TURN} steps at {SIZE_PX} px, {precision} on {device} "
            "/ a plain PyTorch loop",
            ours=lambda: _exhaust(islice(_our_steps(), STEPS_A_TURN)),
            peer=lambda: _exhaust(_plain_loop(SIZE_PX).step() for _ in range(STEPS_A_TURN)),
            goal=goal,
            repeats=5,
            warm_ups=0,
        ),
        Row(
            name=f"Style transfer, loss after {REACHED_STEPS} steps at {REACHED_PX} px at float32 "
            "/ a plain PyTorch loop's (no milliseconds)",
            ours=_our_loss,
            peer=_plain_loss,
            goal=WORSE_BY,
            repeats=2,
            warm_ups=0,
        ),
        Row(
            name=f"26 styles at {LIVE_PX} px / ONNX Runtime (float32, CPU)",
            ours=lambda: _keep(load_painter().stylize(_live_rgb(), _shares())),
            peer=lambda: _keep(session().run(None, {"image": _floats(), "shares": _shares()})),
            goal=1.0,
            repeats=25,
            warm_ups=3,
        ),
    ]


def _exhaust(steps: Iterator[object]) -> None:
    for _ in steps:
        pass


def _keep(_: object) -> None:
    """Return nothing, so that the time is taken from outside."""


# Ours


def _config(size: int, steps: int) -> StyleConfig:
    return StyleConfig(
        load_rgb(ASSETS / "images" / "cat.jpg"),
        load_rgb(ASSETS / "images" / "starry-night.jpg"),
        size=size,
        steps=steps,
    )


@cache
def _our_steps() -> Iterator[StyleStep]:
    return stylize(_config(SIZE_PX, 10_000))


@cache
def _our_loss() -> float:
    *_, last = stylize(_config(REACHED_PX, REACHED_STEPS))
    assert last.state is not None
    return _exact_loss(torch.from_numpy(last.state.planes)[None])


# The plain loop


class PlainLoop:
    """Gatys' algorithm as a tutorial has it: autograd, float32, torch's L-BFGS."""

    def __init__(self, config: StyleConfig) -> None:
        self._config = config
        self.device = pick_device()
        network = load_network("vgg16", self.device).module.get_submodule("features")
        names = [name for name, _ in (*config.content_layers, *config.style_layers)]
        assert isinstance(network, nn.Sequential)
        self._layers = network[: deepest("vgg16", *names)]
        content = to_tensor(content_at(config, config.size)).to(self.device)
        style = to_tensor(scaled(config.styles[0], config.size)).to(self.device)
        with torch.no_grad():
            self._content = self._maps(content)
            self._grams = {
                name: gram(one) / one[0, 0].numel() for name, one in self._maps(style).items()
            }
        self.picture = content.clone().requires_grad_()
        self._optimiser = torch.optim.LBFGS([self.picture], max_iter=1)

    def step(self) -> None:
        """Follow one gradient."""
        self._optimiser.step(self._closure)  # type: ignore[no-untyped-call]

    def _closure(self) -> Tensor:
        self._optimiser.zero_grad()
        loss = self.loss()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    def loss(self) -> Tensor:
        """Return J of the picture."""
        config, maps = self._config, self._maps(self.picture)
        content = sum(
            weight * content_loss(maps[name], self._content[name], config.normalisation)
            for name, weight in config.content_layers
        )
        style = sum(
            weight * self._style_of(name, maps[name]) for name, weight in config.style_layers
        )
        return (
            config.content_weight * content
            + config.style_weight * style
            + config.variation_weight * variation_loss(self.picture)
        )

    def _style_of(self, name: str, maps: Tensor) -> Tensor:
        positions = maps[0, 0].numel()
        target = self._grams[name] * positions
        return gram_loss(gram(maps), target, positions, self._config.normalisation)

    def _maps(self, unit: Tensor) -> dict[str, Tensor]:
        x, found = IMAGENET.normalise(unit), {}
        for title, layer in zip(layer_titles("vgg16"), self._layers, strict=False):
            x = found[title] = layer(x)
        return found


@cache
def _plain_loop(size: int) -> PlainLoop:
    return PlainLoop(_config(size, 1))


@cache
def _plain_loss() -> float:
    loop = _plain_loop(REACHED_PX) if REACHED_PX != SIZE_PX else PlainLoop(_config(REACHED_PX, 1))
    for _ in range(REACHED_STEPS):
        loop.step()
    return _exact_loss(loop.picture.detach())


def _exact_loss(picture: Tensor) -> float:
    config = replace(_config(REACHED_PX, 1), precision="float32")
    cache_ = StyleCache()
    trunk, targets = cache_.trunk(config), cache_.targets(config, REACHED_PX)
    return Objective(config, trunk, targets).evaluate(picture.to(trunk.device)).loss


# The network of 26 styles


@cache
def load_painter() -> MultistylePainter:
    """Load ours once, on the CPU as its peer."""
    return load_multistyle("cpu")


@cache
def _live_rgb() -> np.ndarray:
    return fit_within(load_rgb(ASSETS / "images" / "dog-bicycle-truck.jpg"), LIVE_PX)


@cache
def _floats() -> np.ndarray:
    return as_floats(_live_rgb())


@cache
def _shares() -> np.ndarray:
    shares = np.zeros(26, np.float32)
    shares[[3, 19]] = 0.5
    return shares


if __name__ == "__main__":
    print("\n".join(table(measure(row) for row in rows())))
