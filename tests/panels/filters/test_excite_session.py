"""What excites a unit, without a window: against torch and by hand."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from explorer.engine.assets import ASSETS
from explorer.engine.excite import UnitGradient
from explorer.engine.hooks import forward_to
from explorer.engine.images import load_rgb
from explorer.engine.trained.catalogue import load_network
from explorer.panels.filters.excite.checks import NO_GRADIENTS, NOTHING_DRAWN
from explorer.panels.filters.excite.gradient import colour_limit, extent_of, gradient_answer
from explorer.panels.filters.excite.loading import load_differentiable
from explorer.panels.filters.excite.respond import Responder
from explorer.panels.filters.excite.session import Session
from explorer.panels.filters.excite.values import (
    CamAnswer,
    ChannelMap,
    ExciteRequest,
    ExciteView,
    GradientAnswer,
    UnitFacts,
    request_of,
)
from explorer.panels.filters.state import ExciteState, FiltersState, UnitState
from explorer.services.frames import Frame
from explorer.services.media import SourceSpec

if TYPE_CHECKING:
    from explorer.engine.trained.catalogue import TrainedNetwork

SPEC = SourceSpec("memory", "", "test")


def frame(rgb: np.ndarray, spec: SourceSpec = SPEC) -> Frame:
    return Frame(rgb, 0, time.perf_counter(), spec)


@pytest.fixture(scope="module")
def cat() -> Frame:
    return frame(load_rgb(ASSETS / "images" / "cat.jpg"))


@pytest.fixture(scope="module")
def squeezenet() -> TrainedNetwork:
    return load_network("squeezenet", "cpu")


def ask(method: str = "gradient", network: str = "squeezenet", **changes: Any) -> ExciteRequest:
    unit = {key: changes.pop(key) for key in ("layer", "channel") if key in changes}
    return ExciteRequest(UnitState(network=network, **unit), "cpu", method, **changes)  # type: ignore[arg-type]


def answer_of(view: ExciteView) -> Any:
    assert view.problem is None
    assert view.answer is not None
    return view.answer


# Input gradients


def test_the_gradient_of_one_value_of_a_convolution_is_its_kernel(cat, squeezenet) -> None:
    request = ask(layer="features.0", channel=5, gradient_of="strongest", signed=True)
    view = Session().respond(cat, request)
    answer: GradientAnswer = answer_of(view)
    x = squeezenet.input_tensor(cat.rgb)
    maps = forward_to(squeezenet.module, x, "features.0")[0]
    row, column = divmod(int(maps[5].argmax()), maps.shape[2])
    assert answer.position == (row, column)
    assert answer.activation == pytest.approx(maps[5].max().item())
    # Stride 2, no padding: the window of that value begins at twice its place.
    top, left = 2 * row, 2 * column
    assert answer.extent == (top, left, top + 3, left + 3)
    kernel = squeezenet.module.get_submodule("features.0").weight[5].numpy()
    strongest = np.take_along_axis(kernel, np.abs(kernel).argmax(0)[None], 0)[0]
    np.testing.assert_allclose(answer.values[top : top + 3, left : left + 3], strongest)
    assert answer.peak == strongest.flat[np.abs(strongest).argmax()]
    assert answer.values[answer.peak_at] == answer.peak


def test_the_gradient_of_the_mean_is_torchs(cat, squeezenet) -> None:
    view = Session().respond(cat, ask(layer="features.3", channel=17))
    answer: GradientAnswer = answer_of(view)
    x = squeezenet.input_tensor(cat.rgb).requires_grad_()
    maps = squeezenet.module.get_submodule("features")[:4](x)
    (gradient,) = torch.autograd.grad(maps[0, 17].mean(), x)
    expected = gradient[0].abs().amax(0).numpy()
    np.testing.assert_allclose(answer.values, expected, rtol=1e-4, atol=1e-7)
    assert answer.activation == pytest.approx(maps[0, 17].mean().item(), rel=1e-5)
    assert answer.position is None
    assert np.mean(expected[expected > 0] > answer.limit) == pytest.approx(0.005, abs=1e-3)
    assert view.unit is not None
    np.testing.assert_allclose(view.unit.means, maps[0].mean((1, 2)).detach(), rtol=1e-4)
    np.testing.assert_allclose(view.unit.map.values, maps[0, 17].detach(), rtol=1e-4, atol=1e-5)


def test_without_a_choice_the_strongest_channel_of_the_deepest_maps_is_asked(cat) -> None:
    session = Session()
    for network, title in (("squeezenet", "fire9"), ("lenet5", "relu2")):
        picture = cat if network == "squeezenet" else drawn_one()
        view = session.respond(picture, ask(network=network))
        assert view.layer is not None
        assert view.layer.title == title
        assert view.unit is not None
        assert view.unit.channel == int(np.argmax(view.unit.means))
        assert view.unit.rank == 1
        assert view.unit.mean == max(view.unit.means)


def test_a_rank_counts_those_that_are_stronger() -> None:
    shown = ChannelMap(np.zeros((1, 1), np.float32), np.zeros((1, 1), np.uint8), 0, 1, False)
    ranks = [UnitFacts(k, (1.0, 3.0, 3.0, -2.0), shown).rank for k in range(4)]
    assert ranks == [3, 1, 1, 4]


def test_colours_end_where_the_strongest_few_begin() -> None:
    values = np.zeros((40, 50), np.float32)
    values.flat[:1000] = np.arange(1, 1001)
    assert colour_limit(values) == 996  # 995 of the 1000 that are not 0 lie below
    assert colour_limit(np.zeros((2, 2), np.float32)) == 0
    assert colour_limit(np.full((1, 1), 0.25, np.float32)) == 0.25


def test_an_extent_is_the_box_of_what_is_not_zero() -> None:
    values = np.zeros((6, 7), np.float32)
    assert extent_of(values) is None
    values[2, 5] = -1e-9
    values[4, 1] = 3
    assert extent_of(values) == (2, 1, 5, 6)


def test_a_silent_gradient_is_painted_as_zero() -> None:
    found = UnitGradient(torch.zeros(1, 3, 4, 5), torch.zeros(2, 3, 3), 1, None, 0.0)
    for signed in (False, True):
        answer = gradient_answer(found, signed=signed)
        assert answer.limit == answer.peak == 0
        assert answer.extent is None
        assert answer.levels.shape == (4, 5)


# Grad-CAM


def test_grad_cam_is_the_weighted_sum_of_the_maps(cat, squeezenet) -> None:
    view = Session().respond(cat, ask("grad-cam", layer="features.12", channel=3))
    answer: CamAnswer = answer_of(view)
    x = squeezenet.input_tensor(cat.rgb)
    with torch.inference_mode():
        maps = forward_to(squeezenet.module, x, "features.12")[0]
        logits = squeezenet.module(x)[0]
    weights = torch.zeros(len(maps))
    for one in answer.weights:
        weights[one.channel] = one.weight
        assert one.mean == pytest.approx(maps[one.channel].mean().item(), rel=1e-4, abs=1e-6)
        assert one.contribution == one.weight * one.mean
    assert len(answer.weights) == 512
    values = [one.weight for one in answer.weights]
    assert values == sorted(values, reverse=True)
    expected = torch.einsum("k,kij->ij", weights, maps).relu()
    np.testing.assert_allclose(answer.heat, expected, rtol=1e-3, atol=1e-5)
    assert answer.maximum == answer.heat.max()
    best = squeezenet.classify(cat.rgb)
    assert answer.class_index == best[0].index
    assert answer.label == best[0].label
    assert answer.probability == pytest.approx(best[0].probability, rel=1e-4)
    assert answer.score == pytest.approx(logits.max().item(), rel=1e-5)
    assert [one.index for one in view.predictions] == [one.index for one in best]
    assert answer.weight_of(3) == pytest.approx(weights[3].item())


def test_another_class_has_other_evidence(cat, squeezenet) -> None:
    session = Session()
    best = answer_of(session.respond(cat, ask("grad-cam")))
    other = answer_of(session.respond(cat, ask("grad-cam", class_index=999)))
    assert other.class_index == 999
    assert other.label == squeezenet.labels[999]
    assert not np.allclose(best.heat / max(best.maximum, 1e-9), other.heat)


def test_lenet_explains_a_digit() -> None:
    view = Session().respond(drawn_one(), ask("grad-cam", network="lenet5"))
    answer: CamAnswer = answer_of(view)
    assert answer.label == "1"
    assert answer.probability > 0.5
    assert view.seen_rgb is not None
    assert view.seen_rgb.shape == (32, 32, 3)
    assert view.fixed_side == 32
    assert len(view.labels) == 10


def test_official_weights_are_differentiated(cat) -> None:
    file = ASSETS / "weights" / "lenet5.safetensors"
    unit = UnitState(network="own", own_file=str(file), own_network="lenet5")
    view = Session().respond(drawn_one(), ExciteRequest(unit, "cpu", "grad-cam"))
    assert answer_of(view).label == "1"
    assert view.network is not None
    assert view.network.origin == file.name


# What cannot be asked


@pytest.mark.parametrize("channel", [64, 900, -1])
@pytest.mark.parametrize("method", ["gradient", "grad-cam", "maximise"])
def test_a_channel_that_is_not_there_is_said(cat, method, channel) -> None:
    view = Session().respond(cat, ask(method, layer="features.0", channel=channel))
    assert view.problem is not None
    assert view.problem.place == "channel"
    assert view.problem.text == f"conv1 has channels 0 to 63, and none is {channel}."
    assert view.layer is not None
    assert view.unit is None
    assert view.answer is None


def test_a_layer_that_is_not_there_is_said(cat) -> None:
    view = Session().respond(cat, ask(layer="features.99"))
    assert view.problem is not None
    assert view.problem.place == "layer"
    assert "features.99" in view.problem.text
    assert view.network is not None


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (UnitState(network="resnet1000"), "resnet1000"),
        (UnitState(network="own"), "No file of your own"),
        (UnitState(network="own", own_file="/not/there.onnx"), NO_GRADIENTS),
        (UnitState(network="own", own_file="/gone.pth", own_network="vgg16"), "/gone.pth"),
    ],
)
def test_a_network_that_cannot_be_used_is_said(cat, unit, words) -> None:
    view = Session().respond(cat, ExciteRequest(unit, "cpu", "gradient"))
    assert view.problem is not None
    assert view.problem.place == "network"
    assert words in view.problem.text


def test_a_trunk_has_no_class_but_still_a_unit(cat) -> None:
    view = Session().respond(cat, ask("grad-cam", network="alexnet", layer="features.0"))
    assert view.problem is not None
    assert view.problem.place == "class"
    assert "alexnet-owt-7be5be79.pth" in view.problem.text
    assert view.unit is not None
    assert view.labels == ()


def test_a_class_and_a_layer_that_do_not_fit_are_said(cat) -> None:
    session = Session()
    view = session.respond(cat, ask("grad-cam", class_index=1000))
    assert view.problem is not None
    assert view.problem.place == "class"
    assert "classes 0 to 999, and none is 1000" in view.problem.text
    view = session.respond(cat, ask("grad-cam", layer="classifier.3"))
    assert view.problem is not None
    assert view.problem.place == "layer"
    view = session.respond(drawn_one(), ask("grad-cam", network="lenet5", layer="fc4"))
    assert view.problem is not None
    assert view.problem.place == "layer"


def test_nothing_drawn_is_said() -> None:
    black = frame(np.zeros((40, 50, 3), np.uint8))
    view = Session().respond(black, ask(network="lenet5"))
    assert view.problem is not None
    assert (view.problem.place, view.problem.text) == ("picture", NOTHING_DRAWN)
    assert Session().respond(black, ask("maximise", network="lenet5")).problem is None


def test_a_dense_unit_has_a_gradient() -> None:
    view = Session().respond(drawn_one(), ask(network="lenet5", layer="output", channel=1))
    answer: GradientAnswer = answer_of(view)
    assert answer.values.shape == (32, 32)
    assert answer.extent is not None
    assert view.unit is not None
    assert view.unit.channel == 1
    assert answer.activation == pytest.approx(view.unit.mean)


def test_a_picture_of_one_pixel_is_answered() -> None:
    view = Session().respond(frame(np.full((1, 1, 3), 200, np.uint8)), ask(layer="features.0"))
    assert isinstance(view.answer, GradientAnswer)


# Memory


class Loads:
    """Counts what is loaded, and the passes through the first layer."""

    def __init__(self) -> None:
        self.networks: list[str] = []
        self.passes = 0

    def __call__(self, unit: UnitState, device: str) -> Any:
        self.networks.append(unit.network)
        walk = load_differentiable(unit, device)
        first = walk.network.module.get_submodule(walk.facts.layers[0].name)
        first.register_forward_pre_hook(lambda *_: self._count())
        return walk

    def _count(self) -> None:
        self.passes += 1


def test_what_did_not_change_is_not_computed_again(cat) -> None:
    loads = Loads()
    session = Session(loads)
    request = ask(layer="features.3", channel=1)
    session.respond(cat, request)
    session.respond(cat, replace(request, signed=True))
    assert (loads.networks, loads.passes) == (["squeezenet"], 1)
    session.respond(cat, ask(layer="features.3", channel=2))
    assert loads.passes == 2
    session.respond(cat, ask("grad-cam", channel=2))
    session.respond(cat, ask("grad-cam", channel=3))  # the same evidence, another unit
    assert loads.passes == 3
    session.respond(frame(cat.rgb.copy()), ask("grad-cam", channel=3))
    assert loads.passes == 4
    assert loads.networks == ["squeezenet"]


def test_while_a_maximisation_runs_old_numbers_are_good_enough(cat) -> None:
    loads = Loads()
    session = Session(loads)
    request = ask("maximise", layer="features.0")
    first = session.respond(cat, request)
    assert first.answer is None
    assert first.unit is not None
    resting = replace(request, rests=True)
    assert session.respond(frame(cat.rgb.copy()), resting) is first
    assert loads.passes == 1
    other_source = frame(cat.rgb.copy(), SourceSpec("memory", "", "other"))
    assert session.respond(other_source, resting) is not first
    assert loads.passes == 2


def test_before_torch_is_there_pictures_alone_are_shown(cat) -> None:
    state = FiltersState(excite=ExciteState("grad-cam", class_index=3))
    request = request_of(state, "")
    assert request.class_index == 3
    view = Responder()(cat, request)
    assert view.network is None
    assert view.problem is None


def test_a_request_holds_no_more_than_its_answer_depends_on() -> None:
    one = FiltersState(excite=ExciteState("gradient", class_index=3, seed=1, opacity=0.1))
    other = FiltersState(excite=ExciteState("gradient", class_index=4, seed=2, opacity=0.2))
    assert request_of(one, "cpu") == request_of(other, "cpu")
    signed = FiltersState(excite=ExciteState("grad-cam", gradient_shown="signed"))
    assert not request_of(signed, "cpu").signed


def drawn_one() -> Frame:
    grey = np.zeros((280, 280), np.uint8)
    grey[50:230, 132:152] = 255
    soft = functional.avg_pool2d(torch.tensor(grey)[None].float(), 5, 1, 2)[0].byte().numpy()
    return frame(np.repeat(soft[:, :, None], 3, 2))
