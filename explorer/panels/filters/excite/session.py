"""The worker's memory: the network in use, and what was found in the picture in use."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import torch

from explorer.engine.colormaps import to_levels
from explorer.engine.errors import ExplorerError
from explorer.engine.excite import class_evidence, unit_gradient
from explorer.engine.hooks import forward_to
from explorer.engine.images import fit_within, from_unit
from explorer.engine.maps import as_maps
from explorer.panels.filters.excite.checks import NOTHING_DRAWN, find_problem
from explorer.panels.filters.excite.evidence import cam_answer
from explorer.panels.filters.excite.gradient import gradient_answer
from explorer.panels.filters.excite.layers import asked_layer
from explorer.panels.filters.excite.loading import load_differentiable
from explorer.panels.filters.excite.values import ChannelMap, ExciteView, Problem, UnitFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.excite import ClassEvidence, UnitGradient
    from explorer.engine.trained.network import NetworkInput, Prediction, TrainedNetwork
    from explorer.panels.filters.excite.values import ExciteRequest
    from explorer.panels.filters.maps.values import LayerFacts
    from explorer.panels.filters.maps.walk import TorchWalk
    from explorer.panels.filters.state import UnitState
    from explorer.services.frames import Frame
    from explorer.services.media import SourceSpec

F = TypeVar("F")
SHOWN_SIDE = 1024
OFFERED_CLASSES, MANY = 5, 10


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    unit: UnitState
    device: str
    walk: TorchWalk


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One picture as a network sees it, and what is asked about it."""

    frame: Frame
    network: TrainedNetwork
    given: NetworkInput
    layer: LayerFacts
    request: ExciteRequest


class Session:
    """Answers requests one after the other, in one thread. It holds one network.

    It keeps what it found last, so that another colour scale on a picture that stays costs
    nothing.
    """

    def __init__(self, load: Callable[[UnitState, str], TorchWalk] = load_differentiable) -> None:
        self._load = load
        self._loaded: _Loaded | None = None
        self._shown: tuple[ExciteRequest, SourceSpec, ExciteView] | None = None
        self._found: tuple[_Look, Hashable, Any] | None = None

    def respond(self, frame: Frame, request: ExciteRequest) -> ExciteView:
        """Compute what the request asks of the frame, or say what stands in the way."""
        asked = replace(request, rests=False)
        shown = self._shown
        if request.rests and shown is not None and shown[:2] == (asked, frame.spec):
            return shown[2]
        start_s = time.perf_counter()
        try:
            view = self._view(self._network(request), frame, request)
        except ExplorerError as error:
            view = ExciteView(problem=Problem("network", str(error)))
        view = replace(view, elapsed_ms=(time.perf_counter() - start_s) * 1e3)
        self._shown = asked, frame.spec, view
        return view

    def _network(self, request: ExciteRequest) -> TorchWalk:
        unit = replace(request.unit, layer="", channel=None)
        loaded = self._loaded
        if loaded is None or (loaded.unit, loaded.device) != (unit, request.device):
            self._found = None
            walk = self._load(unit, request.device)
            self._loaded = loaded = _Loaded(unit, request.device, walk)
        return loaded.walk

    def _view(self, walk: TorchWalk, frame: Frame, request: ExciteRequest) -> ExciteView:
        network, given = walk.network, walk.prepare(frame.rgb)
        view = ExciteView(
            network=walk.facts,
            labels=network.labels,
            crop_xyxy=given.crop_xyxy,
            seen_rgb=_seen_rgb(network, frame.rgb, given),
            fixed_side=_fixed_side(network),
            predictions=_digits(network, given),
        )
        try:
            layer = asked_layer(walk.facts, request.unit.layer)
        except ExplorerError as error:
            return replace(view, problem=Problem("layer", str(error)))
        view = replace(view, layer=layer)
        if given.is_empty and request.method != "maximise":
            return replace(view, problem=Problem("picture", NOTHING_DRAWN))
        look = _Look(frame, network, given, layer, request)
        problem = find_problem(walk.facts, layer, network.info.official, request)
        if problem is not None and problem.place == "channel":
            return replace(view, problem=problem)
        if problem is not None or request.method == "maximise":
            unit = _unit_facts(self._once("maps", look, _maps), layer, request.unit.channel)
            return replace(view, unit=unit, problem=problem)
        return self._answered(view, look)

    def _answered(self, view: ExciteView, look: _Look) -> ExciteView:
        request = look.request
        if request.method == "gradient":
            what = ("gradient", request.gradient_of, request.unit.channel)
            found = self._once(what, look, _gradient)
            unit = _unit_facts(found.maps, look.layer, found.channel)
            return replace(view, unit=unit, answer=gradient_answer(found, signed=request.signed))
        evidence = self._once(("evidence", request.class_index), look, _evidence)
        unit = _unit_facts(evidence.maps, look.layer, request.unit.channel)
        return replace(
            view,
            unit=unit,
            predictions=look.network.predictions(evidence.scores, _offered(look.network)),
            answer=cam_answer(evidence, view.labels),
        )

    def _once(self, what: Hashable, look: _Look, find: Callable[[_Look], F]) -> F:
        """Find something in a picture, unless it was what was found last."""
        if self._found is not None:
            before, found_what, found = self._found
            if found_what == what and _is_same(before, look):
                return found  # type: ignore[no-any-return]
        self._found = None  # not two sets of maps at once
        result = find(look)
        self._found = look, what, result
        return result


def _is_same(one: _Look, other: _Look) -> bool:
    return (
        one.frame is other.frame
        and one.network is other.network
        and one.layer.name == other.layer.name
    )


def _maps(look: _Look) -> Tensor:
    with torch.inference_mode():
        return as_maps(forward_to(look.network.module, look.given.tensor, look.layer.name))


def _gradient(look: _Look) -> UnitGradient:
    request = look.request
    return unit_gradient(
        look.network.module,
        look.given.tensor,
        look.layer.name,
        request.unit.channel,
        "strongest" if request.gradient_of == "strongest" else None,
    )


def _evidence(look: _Look) -> ClassEvidence:
    return class_evidence(
        look.network.module, look.given.tensor, look.layer.name, look.request.class_index
    )


def _unit_facts(maps: Tensor, layer: LayerFacts, channel: int | None) -> UnitFacts:
    means = tuple(maps.mean((1, 2)).tolist())
    chosen = means.index(max(means)) if channel is None else channel
    values = maps[chosen].float().cpu().numpy()
    high, signed = float(np.abs(values).max()), bool(layer.signed)
    low = -high if signed else 0.0
    levels = to_levels(values, low, high)
    return UnitFacts(chosen, means, ChannelMap(values, levels, low, high, signed))


def _digits(network: TrainedNetwork, given: NetworkInput) -> tuple[Prediction, ...]:
    """Name the digit, whatever was asked: that costs a millisecond."""
    if network.info.vision != "digit" or not network.labels or given.is_empty:
        return ()
    with torch.inference_mode():
        return network.predictions(network.module(given.tensor), _offered(network))


def _offered(network: TrainedNetwork) -> int:
    return OFFERED_CLASSES if len(network.labels) > MANY else len(network.labels)


def _fixed_side(network: TrainedNetwork) -> int | None:
    is_fixed = network.info.vision == "digit"
    return network.info.preprocessing.size[0] if is_fixed else None


def _seen_rgb(
    network: TrainedNetwork, rgb: NDArray[np.uint8], given: NetworkInput
) -> NDArray[np.uint8]:
    """Return what the network sees: the crop of a photograph, the field of a digit."""
    if network.info.vision == "digit":
        unit = network.info.preprocessing.denormalise(given.tensor)
        return from_unit(unit[0].permute(1, 2, 0).cpu().numpy())
    left, top, right, bottom = (round(edge) for edge in given.crop_xyxy)
    return fit_within(rgb[top:bottom, left:right], SHOWN_SIDE)
