"""Norms and variances by layer, against autograd and a pass written out."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.statistics import activation_variances, gradient_norms
from explorer.engine.residual.steps import layer_names


def network(**changes: object) -> CifarNetwork:
    generator = torch.Generator().manual_seed(0)
    return CifarNetwork(8, width=4, channels=1, generator=generator, **changes).double()


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(6, 1, 8, 8, generator=generator, dtype=torch.float64)
    return images, torch.arange(6)


def test_layers_are_named_in_the_order_of_the_pass() -> None:
    names = layer_names(8)
    assert names[:3] == ("conv1", "blocks.0.conv1", "blocks.0.conv2")
    assert names[-1] == "dense"
    assert len(names) == 8
    assert len(layer_names(56)) == 56


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("shortcut", ["A", "B"])
def test_gradient_norms_are_autograds(batch_norm: bool, shortcut: str) -> None:
    net = network(batch_norm=batch_norm, shortcut=shortcut)
    images, labels = batch()
    loss = functional.cross_entropy(net(images), labels)
    weights = [net.get_submodule(name).weight for name in layer_names(8)]
    expected = [one.norm().item() for one in torch.autograd.grad(loss, weights, retain_graph=True)]
    loss.backward()
    assert gradient_norms(net).tolist() == pytest.approx(expected, rel=1e-12)


def test_huge_gradients_have_a_finite_norm() -> None:
    """Their squares are infinite in float32."""
    net = network().float()
    for parameter in net.parameters():
        parameter.grad = torch.full_like(parameter, 1e25)
    norms = gradient_norms(net)
    assert norms.isfinite().all()
    assert norms[0].item() == pytest.approx(6e25, rel=1e-6)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_variances_are_of_what_each_layer_hands_on(batch_norm: bool, alpha: float) -> None:
    net = network(batch_norm=batch_norm, alpha=alpha)
    images, _ = batch()
    found: dict[str, torch.Tensor] = {}
    with activation_variances(net, found):
        scores = net(images)
    expected = {}
    a = net.bn1(net.conv1(images)).relu()
    expected["conv1"] = a
    for number, block in enumerate(net.blocks):
        expected[f"blocks.{number}.conv1"] = block.bn1(block.conv1(a)).relu()
        a = block(a)
        expected[f"blocks.{number}.conv2"] = a
    expected["dense"] = scores
    assert tuple(sorted(found)) == tuple(sorted(layer_names(8)))
    for name, value in expected.items():
        assert found[name].item() == pytest.approx(value.var(correction=0).item(), rel=1e-5)


def test_measuring_changes_neither_the_scores_nor_leaves_hooks() -> None:
    net = network().eval()
    images, _ = batch()
    before = net(images)
    with activation_variances(net, {}):
        assert torch.equal(net(images), before)
    assert not any(one._forward_hooks for one in net.modules())
