"""Ledgers end at the totals of the report, and the stories at those of the networks."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from explorer.engine import zoo
from explorer.engine.errors import ExplorerError
from explorer.engine.network import (
    BatchNorm,
    Concat,
    Dense,
    Flatten,
    Inception,
    Layer,
    LocalResponseNorm,
    Network,
    RadialBasis,
    Report,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
    relu,
)
from explorer.engine.network.counts.ledger import Ledger, Quantity, Step, ledger
from explorer.engine.network.counts.memory import inference_memory, training_memory
from explorer.engine.network.counts.savings import total_savings
from explorer.engine.network.counts.stories import alexnet_story, lenet_story

CELLS = Shape(4, 4, 2)


def labelled(steps: tuple[Step, ...]) -> dict[str, Step]:
    return {step.label: step for step in steps}


def assert_adds_up(book: Ledger) -> None:
    total = 0
    for step in (*book.steps, *book.beyond):
        total += step.change
        assert step.total == total
        assert step.change != 0
        assert step.explanation.endswith(".")
    assert all(step.total == book.total + step.change for step in book.instead)


@pytest.mark.parametrize("name", zoo.NAMES)
def test_every_ledger_of_the_classics_ends_at_the_report_s_total(name: str) -> None:
    report = zoo.build(name).report()
    totals = {
        "params": report.params,
        "macs": report.macs,
        "activations": report.activations,
        "memory": training_memory(report, 4, "adam").total,
    }
    for quantity in get_args(Quantity):
        book = ledger(report, quantity, batch=4, optimiser="adam")
        assert book.total == totals[quantity]
        assert_adds_up(book)


@pytest.fixture(scope="module")
def everything() -> Report:
    """Return a small network with all that a ledger knows of, by whose numbers it is checked."""
    layers = (
        conv(4, 3, p=1, groups=2),  # weights 9·1·4 = 36, biases 4; MACs 16·36 = 576
        BatchNorm(),  # 8 and 8 fixed
        relu(name="a"),
        SparseConv(((0, 1), (2,)), (1, 1), bias=False),  # weights 3; MACs 48; written 32
        LocalResponseNorm(),
        SideHead((Flatten(), Dense(3))),  # 32·3 + 3 = 99
        Residual((conv(2, 1, bias=False),)),  # weights 4; MACs 64
        Inception(((), (conv(1, 1),))),  # weights 2, bias 1; MACs 32; stack 48
        Concat(("a",)),  # 48 + 64 = 112
        pool("average", 2),  # 28
        Dense(5),  # 140 + 5
        RadialBasis(2),  # 10 fixed, 10 MACs
    )
    return Network(CELLS, layers).report()


def test_parameters_by_hand(everything: Report) -> None:
    book = ledger(everything, "params")
    assert [(step.label, step.change) for step in book.steps] == [
        ("weights of convolutions", 36 + 4 + 2),
        ("weights of sparse convolutions", 3),
        ("weights of dense layers", 140),
        ("biases", 4 + 1 + 5),
        ("γ and β of batch norm", 8),
    ]
    assert [(step.label, step.change) for step in book.beyond] == [
        ("running statistics of batch norm", 8),
        ("fixed patterns", 10),
        ("auxiliary heads", 99),
    ]
    assert {step.label: step.change for step in book.instead} == {
        "groups taken as one": 36,
        "sparse convolutions taken as dense": 8 - 3,
        "no biases": -10,
    }
    assert_adds_up(book)


def test_macs_by_hand(everything: Report) -> None:
    book = ledger(everything, "macs", batch=3)
    assert [step.change for step in book.steps] == [576 + 48 + 64 + 32, 140, 10]
    macs = book.total
    assert [(step.label, step.change) for step in book.beyond[:-1]] == [
        ("multiplications and additions", macs),
        ("biases", 64 + 16 + 5),
        ("batch norm", 2 * 64),
        ("pooling", 112),
        ("activations", 64 + 32),
        ("residual sums", 32),
    ]
    one = 2 * macs + 85 + 128 + 112 + 96 + 32
    assert book.beyond[-1].label == "a batch of 3"
    assert book.beyond[-1].total == 3 * one
    instead = labelled(book.instead)
    assert instead["groups taken as one"].change == 576
    assert instead["sparse convolutions taken as dense"].change == 16 * 5
    # 3×3 around 4×4: 10 of 12 reads an axis are real, so 100 of 144 a channel and filter.
    assert instead["no products with the padding"].change == -44 * 4
    assert instead["as torchinfo counts"].change == 85 + 8 - 10
    assert instead["as fvcore counts"].change == 2 * 64 - 10
    assert instead["with auxiliary heads"].change == 96
    assert_adds_up(book)


def test_activations_by_hand(everything: Report) -> None:
    book = ledger(everything, "activations", batch=2)
    assert [(step.label, step.change) for step in book.steps] == [
        ("outputs of convolutions", 64 + 32 + 32 + 16),
        ("outputs of dense layers", 5 + 2),
        ("outputs of normalisation", 64 + 32),
        ("outputs of activations", 64 + 32),
        ("outputs of pooling", 28),
        ("sums and stacks", 32 + 48 + 112),
    ]
    assert book.beyond[0].change == 32
    assert book.beyond[-1].total == 2 * (book.total + 32)
    instead = labelled(book.instead)
    assert instead["alive at once"].total == everything.peak
    # The ReLU named "a" writes over the batch norm's output, g over the sum.
    assert instead["activations in place"].change == -(64 + 32)


def test_memory_is_that_of_training(everything: Report) -> None:
    book = ledger(everything, "memory", batch=2, optimiser="momentum", bytes_per_number=2)
    memory = training_memory(everything, 2, "momentum", 2)
    assert [step.change for step in book.steps] == [size for _, size in memory.parts()]
    inference = labelled(book.instead)["inference"]
    assert inference.total == inference_memory(everything, 2, 2).total
    assert "optimiser's state" not in labelled(ledger(everything, "memory").steps)


def test_what_changes_nothing_is_left_out() -> None:
    report = Network(CELLS, (relu(),)).report()
    assert ledger(report, "params") == Ledger("params", "parameters", (), (), ())
    assert ledger(report, "params").total == 0
    plain = Network(CELLS, (conv(2, 1),)).report()
    assert [step.label for step in ledger(plain, "params").steps] == [
        "weights of convolutions",
        "biases",
    ]
    assert [step.label for step in ledger(plain, "macs").beyond] == [
        "multiplications and additions",
        "biases",
    ]


def test_padding_in_the_ledger_is_that_of_the_savings() -> None:
    report = zoo.build("vgg16").report()
    found = total_savings(report)
    assert found is not None
    step = labelled(ledger(report, "macs").instead)["no products with the padding"]
    assert step.change == -found.reads_of_padding


@pytest.mark.parametrize(
    ("name", "torchinfo", "fvcore"),
    [  # measured with torchinfo 1.8.0 and fvcore 0.1.5 on the sources that `to_source` writes
        ("lenet5-1998", 332_188, 325_680),
        ("resnet18", 1_814_083_944, 1_819_065_856),
        ("resnet50", 4_089_238_376, 4_111_512_576),
        ("googlenet-torchvision", 1_498_391_752, 1_504_878_688),
        ("squeezenet", 351_741_288, 349_320_936),
        ("efficientnet-lite0", 385_230_568, 398_725_664),
    ],
)
def test_other_programs_are_said_to_count_what_they_do(
    name: str, torchinfo: int, fvcore: int
) -> None:
    instead = labelled(ledger(zoo.build(name).report(), "macs").instead)
    assert instead["as torchinfo counts"].total == torchinfo
    assert instead["as fvcore counts"].total == fvcore


def test_the_steps_beyond_are_those_of_deepspeed() -> None:
    beyond = labelled(ledger(zoo.build("squeezenet").report(), "macs").beyond)
    assert beyond["activations"].total == 705_013_944  # calflops 0.3.2
    beyond = labelled(ledger(zoo.build("resnet50").report(), "macs").beyond)
    assert beyond["activations"].total - 1000 == 8_211_108_352  # without the biases of fc


def test_the_groups_of_alexnet() -> None:
    instead = labelled(ledger(zoo.build("alexnet").report(), "params").instead)
    whole = zoo.build("alexnet-one-gpu").report()
    assert instead["groups taken as one"].total == whole.params == 62_378_344
    instead = labelled(ledger(zoo.build("alexnet").report(), "macs").instead)
    assert instead["groups taken as one"].total == whole.macs


def lenet(third: Layer, trainable: bool, *tail: Dense | RadialBasis) -> int:
    """Return the parameters of a LeNet-5 between 1998 and today."""
    small = replace(pool("average", 2), trainable=trainable)
    layers = (conv(6, 5), small, third, small, conv(120, 5), Dense(84), *tail)
    return Network(Shape(32, 32, 1), layers).report().params


def test_the_story_of_lenet() -> None:
    published = zoo.build("lenet5-1998")
    sparse = next(one for one in published.layers if isinstance(one, SparseConv))
    patterns = RadialBasis(10)
    built = [
        published.report().params,
        lenet(conv(16, 5), True, patterns),
        lenet(conv(16, 5), False, patterns),
        lenet(conv(16, 5), False, Dense(10)),
    ]
    assert lenet(sparse, True, patterns) == built[0] == 60_000
    assert built[-1] == zoo.build("lenet5").report().params == 61_706
    story = lenet_story()
    assert [step.total for step in story] == built
    assert [step.change for step in story[1:]] == [900, -44, 850]
    fixed = published.report().fixed
    assert fixed == 840


def test_the_story_of_alexnet() -> None:
    story = alexnet_story()
    names = ("alexnet", "alexnet-one-gpu", "alexnet-torchvision")
    ends = [zoo.build(name).report().params for name in names]
    assert [story[0].total, story[1].total, story[-1].total] == ends
    assert story[1].change == 1_413_120
    assert sum(step.change for step in story[2:]) == 61_100_840 - 62_378_344


def test_what_cannot_be_is_said(everything: Report) -> None:
    with pytest.raises(ExplorerError, match="No ledger of 'watts': params, macs"):
        ledger(everything, "watts")  # type: ignore[arg-type]
    with pytest.raises(ExplorerError, match="A batch of 0"):
        ledger(everything, "macs", batch=0)
    with pytest.raises(ExplorerError, match="0 bytes"):
        ledger(everything, "memory", bytes_per_number=0)
