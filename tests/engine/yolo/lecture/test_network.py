"""The network's form, what it costs, and that it learns."""

from __future__ import annotations

import pytest
import torch

from explorer.engine.yolo.lecture import ANCHORS, CLASS_NAMES, GRID, SIZE_PX, LectureYolo
from explorer.engine.yolo.lecture.network import fresh_network
from explorer.engine.yolo.lecture.targets import NO_OBJECT, Truth
from explorer.engine.yolo.lecture.training import Batch, TrainingConfig, train
from explorer.engine.yolo.lecture.variation import varied

SIZES = [(20.0, 30.0), (35.0, 45.0), (55.0, 70.0), (80.0, 100.0), (140.0, 150.0)]


@pytest.fixture
def network() -> LectureYolo:
    return fresh_network(SIZES, seed=0)


def test_the_output_is_the_lectures(network: LectureYolo) -> None:
    with torch.inference_mode():
        (output,) = network.eval()(torch.zeros(1, 3, SIZE_PX, SIZE_PX))
    (head,) = network.heads
    assert output.shape == (1, 75, 19, 19)
    assert (GRID, ANCHORS, CLASS_NAMES) == (19, 5, tuple("0123456789"))
    assert head.depth == 75
    assert head.class_scores == "softmax"
    assert head.stride == 32
    assert head.anchors_px == tuple(SIZES)


def test_it_costs_what_its_text_says(network: LectureYolo) -> None:
    macs = 0

    def count(module: torch.nn.Conv2d, _: object, output: torch.Tensor) -> None:
        nonlocal macs
        macs += output[0].numel() * module.weight[0].numel()

    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(count)
    with torch.inference_mode():
        network.eval()(torch.zeros(1, 3, SIZE_PX, SIZE_PX))
    assert round(macs / 1e9, 2) == 1.31


def test_a_fresh_network_is_the_seeds() -> None:
    state, again = torch.get_rng_state(), fresh_network(SIZES, 3).state_dict()
    assert torch.equal(torch.get_rng_state(), state)  # it draws nothing from others' generator
    assert all(
        torch.equal(value, again[key])
        for key, value in fresh_network(SIZES, 3).state_dict().items()
    )
    other = fresh_network(SIZES, 4).state_dict()
    assert not torch.equal(other["predict.weight"], again["predict.weight"])


def one_batch(pictures: int = 2, side: int = 96) -> Batch:
    generator = torch.Generator().manual_seed(0)
    noise = torch.randint(256, (pictures, 3, side, side), generator=generator, dtype=torch.uint8)
    boxes = torch.tensor([[[10.0, 20, 40, 60], [0, 0, 0, 0]], [[50, 40, 90, 90], [5, 5, 30, 28]]])
    return Batch(noise, Truth(boxes, torch.tensor([[3, NO_OBJECT], [7, 1]])))


def test_training_lowers_the_loss_and_ends_where_progress_does(network: LectureYolo) -> None:
    def batches():  # type: ignore[no-untyped-def]
        while True:
            yield one_batch()

    config = TrainingConfig(average=0.5)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    losses, rates = [], []
    for step in train(network, batches(), config, progress=lambda index: index / 25):
        losses.append(float(step.loss.total))
        rates.append(step.rate)
        assert step.scenes == 2 * (step.index + 1)
    assert len(losses) == 25
    assert losses[-1] < 0.5 * losses[0]
    assert max(rates) <= config.peak_rate
    assert rates[-1] < 0.1 * max(rates)
    averaged = step.averaged.state_dict()
    moved = [
        not torch.equal(averaged[key], before[key])
        for key in ("predict.weight", "merge.0.norm.running_mean")
    ]
    assert moved == [True, True]
    assert not any(value.requires_grad for value in step.averaged.parameters())


def test_training_ends_with_its_batches(network: LectureYolo) -> None:
    steps = list(train(network, [one_batch()] * 2, TrainingConfig(), progress=lambda _: 0.0))
    assert [step.index for step in steps] == [0, 1]


def test_the_rate_warms_up_and_falls() -> None:
    config = TrainingConfig(peak_rate=1.0, last_rate=0.1, warm_up=0.1)
    assert config.rate(0.05) == pytest.approx(0.5)
    assert config.rate(0.1) == pytest.approx(1.0)
    assert config.rate(0.55) == pytest.approx(0.55)  # half way down the cosine
    assert config.rate(1.0) == pytest.approx(0.1)


def test_variation_keeps_shapes_and_range_and_follows_its_generator() -> None:
    pictures = torch.randint(256, (16, 3, 32, 32), dtype=torch.uint8)
    first, again = (varied(pictures, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(first, again)
    assert first.shape == pictures.shape
    assert 0 <= float(first.min()) <= float(first.max()) <= 1
    # Light and colour change, places do not: a picture of one colour stays nearly so.
    plain = torch.full((16, 3, 32, 32), 100, dtype=torch.uint8)
    assert float(varied(plain, torch.Generator().manual_seed(5)).std((2, 3)).max()) < 0.06
