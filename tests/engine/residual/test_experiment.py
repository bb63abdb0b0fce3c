"""A block taken apart: its equation, the identity, and what comes back through it."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.residual.block_gradient import block_gradient
from explorer.engine.residual.block_values import FORMS, STAGES, Form
from explorer.engine.residual.blocks import Block
from explorer.engine.residual.bundled import (
    DEVIATION,
    LAB_NAMES,
    MEAN,
    lab_error,
    load_lab_network,
)
from explorer.engine.residual.config import DataSource
from explorer.engine.residual.data import load_data
from explorer.engine.residual.experiment import (
    BlockExperiment,
    lab_experiment,
    plain_convolutions,
)


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def block(form: Form, batch_norm: bool = False) -> Block:
    """A block with biases, and with a batch norm that has seen something."""
    sizes = (4, 4, 1) if form in ("same", "linear") else (4, 8, 2)
    made = Block(*sizes, shortcut="B" if form == "B" else "A", batch_norm=batch_norm).double()
    with torch.no_grad():
        for number, value in enumerate(made.parameters()):
            value.copy_(0.3 * drawn(*value.shape, seed=number))
        for name, value in made.named_buffers():
            if name.endswith(("mean", "var")):
                value.copy_(drawn(*value.shape, seed=9).abs() + 0.5)
    return made.eval()


def experiment(form: Form, batch_norm: bool = False) -> BlockExperiment:
    x = drawn(1, 4, 8, 8, seed=50)
    return BlockExperiment(
        block(form, batch_norm), x if form == "linear" else x.relu(), form == "linear"
    )


def picture(form: Form = "same") -> BlockExperiment:
    return lab_experiment(load_rgb(ASSETS / "images" / "cat.jpg"), form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("alpha", [0.0, 0.4, 1.0])
def test_what_is_shown_is_the_blocks_equation(form: Form, alpha: float) -> None:
    one = experiment(form, batch_norm=True)
    view = one.look(alpha)
    original = block(form, batch_norm=True)
    with torch.no_grad():
        total = original.residual(one.x) + alpha * original.shortcut(one.x)
    expected = total if form == "linear" else functional.relu(total)
    torch.testing.assert_close(view.stage("sum").tensor, total[0])
    torch.testing.assert_close(view.stage("a2").tensor, expected[0])
    assert [stage.key for stage in view.stages] == list(STAGES)
    assert torch.equal(view.stage("a0").tensor, one.x[0])
    assert torch.equal(view.stage("a1").tensor, view.stage("z1").tensor.relu())


def test_summaries_are_those_of_the_tensors() -> None:
    stage = experiment("same").look().stage("a2")
    values = stage.tensor.numpy()
    assert stage.mean == pytest.approx(values.mean())
    assert stage.deviation == pytest.approx(values.std())
    assert (stage.smallest, stage.largest) == (values.min(), values.max())
    assert stage.zero_share == (values == 0).mean() > 0
    assert stage.title == "a[l+2]"


@pytest.mark.parametrize("form", FORMS)
def test_one_number_is_its_terms(form: Form) -> None:
    view = experiment(form).look(0.7)
    numbers = view.numbers(3, 2, 1)
    total = numbers.z2 + 0.7 * numbers.around
    assert numbers.total == pytest.approx(total)
    assert numbers.output == pytest.approx(total if form == "linear" else max(total, 0))
    with pytest.raises(IndexError):
        view.numbers(99, 0, 0)


@pytest.mark.parametrize("form", ["same", "A", "linear"])
@pytest.mark.parametrize("source", [experiment, picture])
def test_weights_of_zero_make_the_identity_exactly(form: Form, source) -> None:
    one = source(form)
    assert not one.zeroed
    assert one.look().identity.largest > 0
    zeroed = one.with_zero_weights()
    assert zeroed.zeroed
    view = zeroed.look(1.0)
    assert view.identity.largest == 0
    assert view.identity.is_exact
    if form != "A":
        assert torch.equal(view.stage("a2").tensor, one.x[0])
    assert not view.stage("z2").tensor.any()
    assert ("no g is in the way" if form == "linear" else "came out of a ReLU") in (
        view.identity.reason
    )
    assert not one.zeroed  # the first is as it was


def test_half_an_alpha_is_no_identity() -> None:
    one = picture().with_zero_weights()
    view = one.look(0.5)
    assert view.identity.largest == 0.5 * view.stage("a0").largest
    assert view.identity.reason.endswith("is left is 0.5·a[l].")


@pytest.mark.parametrize(
    ("form", "left"), [("A", "0.5·a[l], every second pixel of it."), ("B", "g(0.5·W_s·a[l]).")]
)
def test_half_an_alpha_of_another_shape_says_what_is_left(form: Form, left: str) -> None:
    view = experiment(form).with_zero_weights().look(0.5)
    assert view.identity.reason.endswith(f"what is left is {left}")
    made = 0.5 * view.around
    assert torch.equal(view.stage("a2").tensor, made.relu())


def test_a_projection_is_no_identity_and_says_why() -> None:
    view = experiment("B").with_zero_weights().look()
    assert view.identity.largest == pytest.approx(-view.around.min().item())
    assert "Option B is no identity" in view.identity.reason
    assert view.identity.of == "W_s·a[l]"


def test_a_linear_addition_lets_negative_numbers_through() -> None:
    one = picture("linear")
    assert (one.x < 0).any()
    assert not (picture().x < 0).any()
    # With the ReLU behind it would have been lost.
    relu = BlockExperiment(one.block, one.x).with_zero_weights().look()
    assert relu.identity.largest > 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_folding_leaves_the_function_as_it_is(form: Form, batch_norm: bool) -> None:
    original, x = block(form, batch_norm), drawn(2, 4, 8, 8)
    torch.testing.assert_close(plain_convolutions(original)(x), original(x))
    assert isinstance(plain_convolutions(original).bn1, torch.nn.Identity)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("alpha", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("zeroed", [False, True])
def test_the_gradient_by_hand_is_autograds(form: Form, alpha: float, zeroed: bool) -> None:
    one = experiment(form)
    one = one.with_zero_weights() if zeroed else one
    x = one.x.clone().requires_grad_()
    through = one.block.residual(x)
    total = through + alpha * one.block.shortcut(x)
    y = total if form == "linear" else total.relu()
    arriving = drawn(*y.shape, seed=70)
    (expected,) = torch.autograd.grad(y, x, arriving)
    gradient = block_gradient(one.block, one.x, arriving, alpha, form == "linear")
    torch.testing.assert_close(gradient.total, expected, rtol=1e-12, atol=1e-12)
    if alpha == 0:
        assert not gradient.around.any()
    if zeroed:
        assert not gradient.through.any()


@pytest.mark.parametrize("form", ["same", "A", "B"])
def test_the_gradient_of_a_block_in_training_is_autograds(form: Form) -> None:
    """Of the module itself, with batch norm, with respect to its input and all its weights."""
    made = block(form, batch_norm=True).train()
    inputs = (drawn(3, 4, 6, 6), *made.parameters())

    def run(x: torch.Tensor, *_weights: torch.Tensor) -> torch.Tensor:
        return made(x)

    for one in inputs:
        one.requires_grad_()
    assert torch.autograd.gradcheck(run, inputs, eps=1e-6, atol=1e-5)


def test_around_the_block_the_gradient_grows_with_alpha() -> None:
    one = experiment("linear")
    curve = one.gradient_curve([0.0, 0.25, 0.5, 1.0])
    # With no g behind, the identity term is α times what arrives, whose length is 1.
    assert curve.around == pytest.approx([0.0, 0.25, 0.5, 1.0])
    assert curve.through == pytest.approx([curve.through[0]] * 4)
    gradient = one.gradient(0.5)
    assert curve.total[2] == pytest.approx(gradient.total.norm().item())
    assert one.with_zero_weights().gradient_curve([1.0]).total == pytest.approx([1.0])


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_flows_through_a_bundled_network(form: Form) -> None:
    view = picture(form).look()
    channels, height = (8, 112) if form in ("same", "linear") else (16, 56)
    assert view.stage("a0").tensor.shape == (8, 112, 112)
    assert view.stage("a2").tensor.shape == (channels, height, height)
    assert all(stage.tensor.isfinite().all() for stage in view.stages)
    assert view.stage("a2").zero_share < 0.95


def test_a_block_of_a_picture_is_the_networks() -> None:
    network = load_lab_network("residual-20")
    one = picture()
    torch.testing.assert_close(
        one.look().stage("a2").tensor, network.blocks[1](one.x)[0], rtol=1e-4, atol=1e-5
    )


def test_bundled_networks_err_as_the_manifest_says() -> None:
    data = load_data(DataSource(), 2, 1000)
    images = (torch.from_numpy(data.test_images).float() - MEAN) / DEVIATION
    said = {name: lab_error(name) for name in LAB_NAMES if "20" in name}
    errors = {}
    with torch.inference_mode():
        for name in said:
            scores = load_lab_network(name)(images.permute(0, 3, 1, 2))
            wrong = scores.argmax(1) != torch.from_numpy(data.test_labels)
            errors[name] = 100 * wrong.double().mean().item()
    assert errors == pytest.approx(said, abs=2)  # of the first half of the images
    assert errors["residual-20"] < errors["plain-20"]


def test_they_are_normalised_by_what_they_learnt_from() -> None:
    images = load_data(DataSource()).images
    assert images.mean() == pytest.approx(MEAN, abs=1e-3)
    assert images.std() == pytest.approx(DEVIATION, abs=1e-3)
