"""The worker of the feature maps, without a window: against torch, and what is not done again."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.features import capture
from explorer.engine.images import load_rgb
from explorer.engine.trained.catalogue import NETWORKS, load_network
from explorer.engine.trained.network import NetworkInput
from explorer.panels.filters.maps.loading import load_walk
from explorer.panels.filters.maps.network_card import NETWORKS as BUTTONS
from explorer.panels.filters.maps.network_card import OWN, TITLES
from explorer.panels.filters.maps.request import draws_digit, reads_digits, request_of
from explorer.panels.filters.maps.session import Session
from explorer.panels.filters.maps.values import LayerFacts, MapsRequest, NetworkFacts, UnitError
from explorer.panels.filters.maps.walk import Pass, TorchWalk
from explorer.panels.filters.state import FiltersState, MapsState, UnitState
from explorer.services.frames import Frame
from explorer.services.media import SourceSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

SPEC = SourceSpec("memory", "", "test")


def frame(rgb: np.ndarray) -> Frame:
    return Frame(rgb, 0, time.perf_counter(), SPEC)


@pytest.fixture(scope="module")
def dog() -> Frame:
    return frame(load_rgb(ASSETS / "images" / "dog-bicycle-truck.jpg"))


def ask(network: str, layer: str = "", channel: int | None = None, **changes: Any) -> MapsRequest:
    return MapsRequest(UnitState(network=network, layer=layer, channel=channel), "cpu", **changes)


class FakeWalk:
    """Three layers of known numbers; writes down what it is asked for."""

    def __init__(self) -> None:
        shapes = {"a": (4, 6, 3), "b": (2, 3, 5), "c": (1, 1, 4)}
        layers = tuple(
            LayerFacts(name, name.upper(), "conv", None, shape) for name, shape in shapes.items()
        )
        self.facts = NetworkFacts("Fake", 0, "", "", "", 0, 0, layers, None)
        self.seen = 0
        self.runs: list[tuple[str, ...]] = []

    def prepare(self, rgb: np.ndarray) -> NetworkInput:
        self.seen += 1
        return NetworkInput(torch.zeros(1), (0.0, 0.0, 6.0, 4.0))

    def run(self, seen: NetworkInput, layers: Sequence[str]) -> Pass:
        self.runs.append(tuple(layers))
        maps = {}
        for name in layers:
            height, width, channels = self.facts.layer(name).shape
            count = channels * height * width
            maps[name] = torch.arange(count).reshape(channels, height, width).float()
        return Pass(maps, None, 1.0, len(layers) == 3)

    def kernel(self, layer: str, channel: int) -> None:
        return None


@pytest.fixture
def fake() -> FakeWalk:
    return FakeWalk()


@pytest.fixture
def session(fake: FakeWalk) -> Session:
    return Session(lambda unit, device: fake)


@pytest.fixture
def noise() -> Frame:
    return frame(np.zeros((4, 6, 3), np.uint8))


@pytest.mark.parametrize("network", ["lenet5", "alexnet", "squeezenet", "efficientnet-lite0"])
def test_maps_are_those_of_forward_hooks(dog: Frame, network: str) -> None:
    session, trained = Session(), load_network(network, "cpu")
    expected = capture(
        trained.module, trained.input_tensor(dog.rgb), [layer.name for layer in trained.layers]
    )
    for layer in trained.layers[:: max(1, len(trained.layers) // 6)]:
        view = session.respond(dog, ask(network, layer.name, 2, keeps=True))
        maps = expected[layer.name][0]
        maps = maps if maps.ndim == 3 else maps[:, None, None]
        assert view.layer.shape == (*maps.shape[1:], maps.shape[0])
        assert view.channel is not None
        scale = float(maps.abs().max())
        np.testing.assert_allclose(view.channel.values, maps[2].numpy(), atol=1e-4 * scale)
        np.testing.assert_allclose(view.means, maps.mean((1, 2)).numpy(), atol=1e-4 * scale)
        assert view.statistics.mean == pytest.approx(float(maps.mean()), abs=1e-4 * scale)
        assert view.channel.statistics.maximum == view.channel.values.max()
        assert sorted(view.mosaic.channels) == list(range(len(maps)))


def test_all_shapes_are_known_before_a_pass(dog: Frame) -> None:
    view = Session().respond(dog, ask("vgg16"))
    assert [layer.title for layer in view.network.layers[:5]] == [
        *("conv1_1", "relu1_1", "conv1_2", "relu1_2", "pool1"),
    ]
    assert view.network.layer("features.7").size_text == "112 × 112 × 128"
    assert view.network.layers[-1].shape == (7, 7, 512)
    assert len(view.network.layers) == 31


def test_a_trunk_runs_no_deeper_than_its_layer(dog: Frame) -> None:
    walk = load_walk(UnitState(network="alexnet"), "cpu")
    assert isinstance(walk, TorchWalk)
    reached = []
    for name, module in walk.network.module.features.named_children():  # type: ignore[operator]
        module.register_forward_hook(lambda *_, name=name: reached.append(int(name)))
    one = walk.run(walk.prepare(dog.rgb), ["features.3"])
    assert reached == [0, 1, 2, 3]
    assert not one.is_whole
    assert one.predictions is None


def test_a_classifier_names_the_picture(dog: Frame) -> None:
    view = Session().respond(dog, ask("squeezenet"))
    expected = load_network("squeezenet", "cpu").classify(dog.rgb)
    assert view.predictions is not None
    for shown, known in zip(view.predictions, expected, strict=True):
        assert shown.label == known.label
        assert shown.probability == pytest.approx(known.probability, abs=1e-4)
    assert view.whole_pass
    assert view.network.classes == 1000
    assert view.crop_xyxy == (132, 36, 636, 540)


def test_nothing_drawn_is_no_digit() -> None:
    view = Session().respond(frame(np.zeros((280, 280, 3), np.uint8)), ask("lenet5"))
    assert view.predictions == ()


def test_a_convolutions_kernel_comes_with_its_channel(dog: Frame) -> None:
    weights = load_network("alexnet", "cpu").module.state_dict()
    view = Session().respond(dog, ask("alexnet", "features.3", 5))
    assert view.channel is not None
    assert view.channel.kernel is not None
    np.testing.assert_array_equal(view.channel.kernel, weights["features.3.weight"][5].numpy())
    activation = Session().respond(dog, ask("alexnet", "features.4", 5)).channel
    assert activation is not None
    assert activation.kernel is None


def test_the_first_filters_are_in_the_order_red_green_blue() -> None:
    filters = load_walk(UnitState(network="squeezenet"), "cpu").facts.filters
    weights = load_network("squeezenet", "cpu").module.state_dict()["features.0.weight"]
    assert filters is not None
    assert filters.is_colour
    np.testing.assert_array_equal(filters.kernels, weights.permute(0, 2, 3, 1).numpy())
    grey = load_walk(UnitState(network="lenet5"), "cpu").facts.filters
    assert grey is not None
    assert grey.kernels.shape == (6, 5, 5, 1)
    assert not grey.is_colour


def test_on_live_pictures_the_chosen_layer_alone_is_taken(
    session: Session, fake: FakeWalk, noise: Frame
) -> None:
    session.respond(noise, ask("fake", "b"))
    session.respond(frame(noise.rgb), ask("fake", "b"))
    assert fake.runs == [("b",), ("b",)]
    assert fake.seen == 2


def test_on_a_picture_that_stays_layers_are_walked_without_another_pass(
    session: Session, fake: FakeWalk, noise: Frame
) -> None:
    first = session.respond(noise, ask("fake", "b", keeps=True))
    assert (first.was_kept, first.whole_pass) == (False, True)
    for layer in ("a", "c", "b"):
        view = session.respond(noise, ask("fake", layer, keeps=True))
        assert (view.layer.name, view.was_kept) == (layer, True)
    assert fake.runs == [("a", "b", "c")]


def test_freezing_runs_nothing_again(session: Session, fake: FakeWalk, noise: Frame) -> None:
    session.respond(noise, ask("fake", "b"))
    frozen = session.respond(noise, ask("fake", "b", keeps=True))
    assert frozen.was_kept
    assert fake.runs == [("b",)]
    session.respond(noise, ask("fake", "a", keeps=True))  # now all are taken, for good
    session.respond(noise, ask("fake", "c", keeps=True))
    assert fake.runs == [("b",), ("a", "b", "c")]
    assert fake.seen == 1


def test_order_and_scale_lay_the_same_maps_out_anew(
    session: Session, fake: FakeWalk, noise: Frame
) -> None:
    by_index = session.respond(noise, ask("fake", "a"))
    by_mean = session.respond(noise, ask("fake", "a", order="mean"))
    shared = session.respond(noise, ask("fake", "a", order="mean", scale="shared"))
    assert by_index.mosaic.channels.tolist() == [0, 1, 2]
    assert by_mean.mosaic.channels.tolist() == [2, 1, 0]
    assert len(set(by_mean.mosaic.lows)) == 3
    assert (shared.mosaic.low, shared.mosaic.high) == (0, 71)
    assert fake.runs == [("a",)]


def test_choosing_a_channel_makes_no_new_mosaic(session: Session, noise: Frame) -> None:
    before = session.respond(noise, ask("fake", "a"))
    after = session.respond(noise, ask("fake", "a", 1))
    assert after.mosaic is before.mosaic
    assert after.channel is not None
    np.testing.assert_array_equal(
        after.channel.values, np.arange(24, 48, dtype=np.float32).reshape(4, 6)
    )
    assert (after.channel.low, after.channel.high) == (24, 47)


def test_the_tiles_fill_the_room(session: Session, noise: Frame) -> None:
    wide = session.respond(noise, ask("fake", "a", room=(640, 200)))
    assert wide.mosaic.tile_px > 150
    assert wide.mosaic.columns >= 3
    small = session.respond(noise, ask("fake", "a", room=(100, 60)))
    assert small.mosaic.tile_px == 48
    assert small.mosaic.columns == 1  # beside the scroll bar there is room for one


@pytest.mark.parametrize(
    ("layer", "channel", "said"),
    [
        ("nowhere", None, "Fake has no layer 'nowhere'"),
        ("b", 5, "B has channels 0 to 4, and none is 5"),
        ("b", -1, "B has channels 0 to 4"),
    ],
)
def test_what_is_not_there_is_said(
    session: Session, noise: Frame, layer: str, channel: int | None, said: str
) -> None:
    with pytest.raises(UnitError, match=said):
        session.respond(noise, ask("fake", layer, channel))


def test_a_network_that_cannot_be_loaded_leaves_the_present_one(noise: Frame) -> None:
    fake = FakeWalk()

    def load(unit: UnitState, device: str) -> FakeWalk:
        if unit.network != "fake":
            raise UnitError("There is no such network")
        return fake

    session = Session(load)
    session.respond(noise, ask("fake", "a", keeps=True))
    with pytest.raises(UnitError):
        session.respond(noise, ask("other"))
    assert session.respond(noise, ask("fake", "c", keeps=True)).was_kept


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (UnitState(network="resnet9000"), "There is no network 'resnet9000'. There are: lenet5"),
        (UnitState(network="own"), "No file of your own is open"),
        (UnitState(network="own", own_file="x.pth", own_network="no"), "There is no network 'no'"),
    ],
)
def test_hostile_units_are_refused(unit: UnitState, said: str) -> None:
    with pytest.raises(UnitError, match=said):
        load_walk(unit, "cpu")


def test_the_buttons_are_the_catalogue() -> None:
    assert set(BUTTONS) == {*NETWORKS, OWN}
    assert {key: TITLES[key] for key in NETWORKS} == {k: n.title for k, n in NETWORKS.items()}


def test_what_is_asked_of_the_worker() -> None:
    state = FiltersState(unit=UnitState(network="alexnet"), maps=MapsState(order="mean"))
    live = request_of(state, "cpu", "live", (300, 200))
    assert (live.keeps, live.order, live.room) == (False, "mean", (300, 200))
    assert request_of(state, "cpu", "frozen", (1, 1)).keeps
    assert live == request_of(
        replace(state, maps=replace(state.maps, overlay=0.1)), "cpu", "live", (300, 200)
    )


def test_lenet_reads_the_pad_or_the_source() -> None:
    lenet = FiltersState(unit=UnitState(network="lenet5"))
    assert draws_digit(lenet)
    assert request_of(lenet, "cpu", "live", (1, 1)).keeps
    assert not draws_digit(replace(lenet, maps=MapsState(digit_from="source")))
    assert reads_digits(UnitState(network="own", own_network="lenet5"))
    assert not reads_digits(UnitState(network="vgg16", own_network="lenet5"))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_a_gpu_gives_the_same_maps(dog: Frame) -> None:
    on_cpu = Session().respond(dog, ask("squeezenet", "features.3", 5))
    on_gpu = Session().respond(dog, replace(ask("squeezenet", "features.3", 5), device="cuda"))
    assert on_cpu.channel is not None
    assert on_gpu.channel is not None
    np.testing.assert_allclose(on_gpu.channel.values, on_cpu.channel.values, rtol=1e-3, atol=0.1)
    assert on_gpu.predictions is not None
    assert on_cpu.predictions is not None
    assert on_gpu.predictions[0].label == on_cpu.predictions[0].label
