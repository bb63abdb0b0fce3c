"""Operated networks against rebuilt ones: forward passes written out anew, with nothing kept."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch.nn import functional

from explorer.engine.arithmetic import ShapeError
from explorer.engine.assets import ASSETS
from explorer.engine.faces.bundled import bundled_chips, load_bundled_faces
from explorer.engine.faces.dlib_resnet import DlibResNet, FaceDownBlock, normalised
from explorer.engine.images import load_rgb
from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.gates import Operation, OperationError, exchangeable, swap
from explorer.engine.residual.operable import operable
from explorer.engine.residual.operate import ClassifierTheatre, FaceTheatre
from explorer.engine.residual.theatre import Theatre
from explorer.engine.trained.lenet import LeNet5

if TYPE_CHECKING:
    from torch import Tensor, nn

COFFEE = load_rgb(ASSETS / "images/coffee.jpg")


@pytest.fixture(scope="module")
def classifier() -> ClassifierTheatre:
    return ClassifierTheatre(device="cpu")


@pytest.fixture(scope="module")
def faces() -> FaceTheatre:
    return FaceTheatre("cpu")


@pytest.fixture(scope="module")
def chips() -> np.ndarray:
    return bundled_chips()[[0, 1, 20]]


@torch.inference_mode()
def efficientnet_by_hand(network: nn.Module, x: Tensor, operation: Operation) -> Tensor:
    """Return the logits of the network's modules, called one after the other."""
    x = network._relu0(network._bn0(network._conv_stem(x)))
    blocks = list(network._blocks)
    residual = [index for index, block in enumerate(blocks) if block.adds_input]
    for index, block in enumerate(blocks):
        if index not in residual:
            x = block(x)
            continue
        place = residual.index(index)
        used = blocks[residual[operation.order[place]]]
        wide = used._relu0(used._bn0(used._expand_conv(x)))
        wide = used._relu1(used._bn1(used._depthwise_conv(wide)))
        f = used._bn2(used._project_conv(wide)) * (not operation.deleted[place])
        x = f + operation.gates[place] * x
    x = network._relu1(network._bn1(network._conv_head(x)))
    return network._fc(network._avg_pooling(x).flatten(1))


@torch.inference_mode()
def face_by_hand(network: DlibResNet, x: Tensor, operation: Operation) -> Tensor:
    x = functional.max_pool2d(functional.relu(network.stem(x)), 3, 2)
    for place, block in enumerate(network.blocks):
        used = network.blocks[operation.order[place]]
        f = used.conv2(functional.relu(used.conv1(x))) * (not operation.deleted[place])
        skip = functional.avg_pool2d(x, 2) if isinstance(block, FaceDownBlock) else x
        skip = operation.gates[place] * skip
        total = torch.zeros(len(x), f.shape[1], *skip.shape[2:])
        total[:, :, : f.shape[2], : f.shape[3]] += f
        total[:, : skip.shape[1]] += skip
        x = functional.relu(total)
    return x.mean((2, 3)) @ network.embedding.weight.T


def operations_on(theatre: ClassifierTheatre | FaceTheatre, count: int) -> list[Operation]:
    """Return operations that differ from one another in one thing or several, as a user's do."""
    generator, places = random.Random(0), theatre.places
    made = [Operation.of(len(places))]
    for _ in range(count):
        now, place = made[-1], generator.randrange(len(places))
        what = generator.choice(["gate", "gate", "close", "delete", "swap", "reset"])
        if what == "gate":
            now = now.with_gate(place, round(generator.random(), 2))
        elif what == "close":
            now = now.with_gate(place, 0)
        elif what == "delete":
            now = now.with_deleted(place, not now.deleted[place])
        elif what == "swap" and (others := exchangeable(places, place)):
            now = swap(now, places, place, generator.choice(others))
        elif what == "reset":
            now = made[0]
        made.append(now)
    return made


def test_efficientnets_skips_and_their_shapes(classifier: ClassifierTheatre) -> None:
    assert [(one.name, one.output.text) for one in classifier.places] == [
        ("_blocks.2", "56×56×24"),
        ("_blocks.4", "28×28×40"),
        *((f"_blocks.{index}", "14×14×80") for index in (6, 7)),
        *((f"_blocks.{index}", "14×14×112") for index in (9, 10)),
        *((f"_blocks.{index}", "7×7×192") for index in (12, 13, 14)),
    ]
    for place in classifier.places:
        assert place.linear
        assert place.shortcut == "identity"
        assert place.input == place.output


def test_the_face_networks_skips_and_their_shapes(faces: FaceTheatre) -> None:
    assert len(faces.places) == 14
    assert not any(one.linear for one in faces.places)
    padded = [one for one in faces.places if one.shortcut == "padded"]
    assert [(one.index, one.input.text, one.output.text) for one in padded] == [
        (3, "35×35×32", "17×17×64"),
        (7, "17×17×64", "8×8×128"),
        (10, "8×8×128", "4×4×256"),
        (13, "4×4×256", "2×2×256"),
    ]
    assert padded[0].around.endswith("zeros for 32 new channels")
    assert "zeros" not in padded[-1].around


def test_untouched_it_is_the_network_to_the_bit(
    classifier: ClassifierTheatre, faces: FaceTheatre, chips: np.ndarray
) -> None:
    whole = Operation.of(9)
    with torch.inference_mode():
        expected = classifier.network.module(classifier.network.input_tensor(COFFEE))[0]
    for operation in (None, whole, whole.with_gate(3, 0.5), whole):
        logits = classifier.logits(COFFEE, operation)
        assert torch.equal(logits, expected) == (operation is None or operation.is_untouched)
    with torch.inference_mode():
        pairs = torch.from_numpy(np.stack((chips, chips[:, :, ::-1]), 1).reshape(-1, 150, 150, 3))
        x = normalised(pairs).contiguous(memory_format=torch.channels_last)
        passes = faces.network(x).reshape(-1, 2, 128).numpy()
    assert np.array_equal(faces.embed(chips), passes.mean(1))


def test_embeddings_are_the_applications(faces: FaceTheatre, chips: np.ndarray) -> None:
    found = load_bundled_faces().embeddings[[0, 1, 20]]
    np.testing.assert_allclose(faces.embed(chips), found, atol=2e-6)


def test_operated_efficientnet_is_the_rebuilt_one(classifier: ClassifierTheatre) -> None:
    x = classifier.network.input_tensor(COFFEE)
    for operation in operations_on(classifier, 14):
        expected = efficientnet_by_hand(classifier.network.module, x, operation)[0]
        actual = classifier.logits(COFFEE, operation)
        torch.testing.assert_close(actual, expected, rtol=1e-4, atol=1e-4)


def test_operated_face_network_is_the_rebuilt_one(faces: FaceTheatre, chips: np.ndarray) -> None:
    one = chips[:1]
    x = normalised(torch.from_numpy(np.stack((one[0], one[0, :, ::-1]))))
    for operation in operations_on(faces, 14):
        expected = face_by_hand(faces.network, x, operation).mean(0)
        actual = faces.embed(one, operation)[0]
        np.testing.assert_allclose(actual, expected.numpy(), rtol=1e-4, atol=1e-5)


def test_what_is_remembered_changes_no_bit(classifier: ClassifierTheatre) -> None:
    """Whatever was computed before, an operation gives what a fresh pass gives."""
    chain = operable(classifier.network.module)
    remembering = Theatre(chain)
    x = classifier.network.input_tensor(COFFEE)
    for number, operation in enumerate(operations_on(classifier, 10)):
        if number == 5:
            x = x.flip(3)
        fresh = Theatre(chain).run(x, operation)
        assert torch.equal(remembering.run(x, operation), fresh)


def test_a_gate_costs_only_what_follows_it(classifier: ClassifierTheatre) -> None:
    theatre, ran = Theatre(operable(classifier.network.module)), []
    handles = [
        block._project_conv.register_forward_hook(lambda *_, index=index: ran.append(index))
        for index, block in enumerate(classifier.network.module._blocks)
    ]
    x, operation = classifier.network.input_tensor(COFFEE), Operation.of(9)
    theatre.run(x)
    assert ran == list(range(16))
    for what, expected in (
        (operation, []),
        (operation.with_gate(6, 0.5), [13, 14, 15]),
        (operation.with_gate(6, 0.4), [13, 14, 15]),
        (operation.with_gate(6, 0.4), []),
        (operation, []),
        (operation.with_deleted(8), [15]),
        (operation.with_swapped(6, 7), [13, 12, 14, 15]),
    ):
        ran.clear()
        theatre.run(x, what)
        assert ran == expected
    for handle in handles:
        handle.remove()


def test_a_picture_that_was_overwritten_is_another_picture(classifier: ClassifierTheatre) -> None:
    theatre = Theatre(operable(classifier.network.module))
    x = classifier.network.input_tensor(COFFEE).clone()
    before = theatre.run(x)
    x.mul_(0.5)
    after = theatre.run(x)
    assert not torch.equal(before, after)
    with torch.inference_mode():
        assert torch.equal(after, classifier.network.module(x))


def test_a_closed_gate_leaves_f_alone_and_a_deleted_block_its_input() -> None:
    network = CifarNetwork(8, generator=torch.Generator().manual_seed(0)).eval()
    x = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    theatre = Theatre(operable(network))
    first, second, third = network.blocks
    with torch.inference_mode():
        a = network.before_blocks(x)
        closed = network.after_blocks(third(second(functional.relu(first.residual(a)))))
        deleted = network.after_blocks(third(second(a)))
        nothing = network.after_blocks(third(second(torch.zeros_like(a))))
    whole = Operation.of(3)
    assert torch.equal(theatre.run(x, whole.with_gate(0, 0)), closed)
    assert torch.equal(theatre.run(x, whole.with_deleted(0)), deleted)
    assert torch.equal(theatre.run(x, whole.with_deleted(0).with_gate(0, 0)), nothing)


def test_the_labs_own_networks_can_be_operated_on() -> None:
    padded = operable(CifarNetwork(14, shortcut="A", width=4), side=28).places
    assert [one.output.text for one in padded[1:3]] == ["28×28×4", "14×14×8"]
    assert [one.shortcut for one in padded[1:3]] == ["identity", "padded"]
    projected = operable(CifarNetwork(14, shortcut="B", width=4), side=28).places
    assert projected[2].shortcut == "projected"
    assert operable(CifarNetwork(14, alpha=0)).places == ()
    network = CifarNetwork(14, alpha=0.5, shortcut="B", width=4).eval()
    x = torch.randn(1, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        assert torch.equal(Theatre(operable(network)).run(x), network(x))


def test_classes_before_and_after(classifier: ClassifierTheatre) -> None:
    operation = Operation.of(9, deleted=[8], gates=[(0, 0.0), (1, 0.0)])
    outcome = classifier.look(COFFEE, operation)
    assert outcome.before == classifier.network.classify(COFFEE)
    assert outcome.before[0].label == "espresso"
    now = classifier.logits(COFFEE, operation).softmax(0)
    assert outcome.after[0].probability == pytest.approx(float(now.max()))
    assert outcome.before_now[0] == pytest.approx(float(now[outcome.before[0].index]))
    assert not outcome.agrees
    assert classifier.look(COFFEE, Operation.of(9)).agrees


def test_distances_before_and_after(faces: FaceTheatre, chips: np.ndarray) -> None:
    same = faces.look(chips, Operation.of(14))
    assert (same.moved == 0).all()
    assert np.array_equal(same.distances_before, same.distances_after)
    outcome = faces.look(chips, Operation.of(14, deleted=[3]))
    assert (outcome.moved > 0.1).all()
    expected = np.square(outcome.after[0].astype(float) - outcome.after[2]).sum()
    assert outcome.distances_after[0, 2] == pytest.approx(expected)
    assert outcome.distances_before[0, 1] < outcome.tau  # two photographs of one person


def test_operations_of_another_network_are_refused(
    classifier: ClassifierTheatre, faces: FaceTheatre, chips: np.ndarray
) -> None:
    with pytest.raises(OperationError, match="on 14 blocks, the network has 9"):
        classifier.look(COFFEE, Operation.of(14))
    with pytest.raises(OperationError, match="cannot stand where block 4"):
        faces.embed(chips, Operation.of(14, swapped=[(3, 4)]))
    with pytest.raises(ShapeError, match="Chips are uint8"):
        faces.embed(COFFEE[None])
    with pytest.raises(OperationError, match="LeNet5 has no residual blocks"):
        operable(LeNet5())


def test_what_is_remembered_can_be_forgotten(classifier: ClassifierTheatre) -> None:
    theatre = Theatre(operable(classifier.network.module))
    x = classifier.network.input_tensor(COFFEE)
    before = theatre.run(x)
    theatre.forget()
    assert not theatre._known
    assert torch.equal(theatre.run(x), before)
