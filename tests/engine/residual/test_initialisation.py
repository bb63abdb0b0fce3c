"""First weights: as large as their formula says, and the same with skips and without."""

from __future__ import annotations

from math import sqrt

import pytest
import torch

from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.initialisation import deviation


def network(**changes: object) -> CifarNetwork:
    return CifarNetwork(20, generator=torch.Generator().manual_seed(1), **changes)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("he", sqrt(2 / 576)),
        ("xavier", sqrt(2 / (576 + 576))),
        ("small", 0.5 * sqrt(2 / 576)),
        ("large", 2 * sqrt(2 / 576)),
    ],
)
def test_weights_have_the_deviation_of_their_scheme(scheme: str, expected: float) -> None:
    assert deviation(scheme, 576, 576) == pytest.approx(expected)
    weight = network(initialisation=scheme).blocks[8].conv2.weight
    assert weight.std().item() == pytest.approx(expected, rel=0.02)


def test_he_is_torchs() -> None:
    expected = torch.empty(16, 3, 3, 3)
    torch.nn.init.kaiming_normal_(
        expected, nonlinearity="relu", generator=torch.Generator().manual_seed(1)
    )
    assert torch.equal(network().conv1.weight, expected)


def test_projections_leave_the_other_weights_as_they_are() -> None:
    plain, projected = network(alpha=0.0).state_dict(), network(shortcut="B").state_dict()
    assert len(projected) > len(plain)
    for name, value in plain.items():
        assert torch.equal(projected[name], value)


def test_torchs_own_generator_is_not_touched() -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    network()
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize(("scheme", "factor"), [("he", 1.0), ("small", 0.25), ("large", 4.0)])
def test_the_variance_changes_by_this_factor_a_layer(scheme: str, factor: float) -> None:
    """Of He et al. (2015), equation 8: Var[z] = n/2·Var[w]·Var[z before]; here over 7 layers."""
    plain = CifarNetwork(
        8, alpha=0.0, width=64, batch_norm=False, initialisation=scheme,
        generator=torch.Generator().manual_seed(0),
    )  # fmt: skip
    x = torch.randn(16, 3, 16, 16, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        z1 = plain.conv1(x)
        before = z1.relu()
        for block in plain.blocks[:2]:
            before = block(before)
        z = plain.blocks[2].residual(before)
    measured = (z.pow(2).mean() / z1.pow(2).mean()).item() ** (1 / 6)
    # Padding with zeros takes a little at each border.
    assert 0.75 * factor < measured < 1.1 * factor
