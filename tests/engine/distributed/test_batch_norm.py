"""Batch norm by the statistics of all processes, here of one; `test_together` has two."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
import torch
import torch.distributed as dist
from torch import nn

from explorer.engine.distributed import DistributedError
from explorer.engine.distributed.batch_norm import TotalBatchNorm2d, with_total_statistics
from tests.torchrun import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _group(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", LOOPBACK)
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    yield
    dist.destroy_process_group()


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@pytest.mark.usefixtures("_group")
@pytest.mark.parametrize("momentum", [0.1, None])
@pytest.mark.parametrize("affine", [True, False])
def test_it_is_torchs_with_gradients_and_running_statistics(
    momentum: float | None, affine: bool
) -> None:
    own = nn.BatchNorm2d(3, momentum=momentum, affine=affine).double()
    for value in own.parameters():
        nn.init.uniform_(value, 0.5, 2, generator=torch.Generator().manual_seed(2))
    total = with_total_statistics(deepcopy(own))
    assert isinstance(total, TotalBatchNorm2d)
    for step in range(3):
        x = (drawn(4, 3, 5, 6) + step).requires_grad_()
        y = x.detach().clone().requires_grad_()
        torch.autograd.backward((own(x) * drawn(4, 3, 5, 6)).sum())
        torch.autograd.backward((total(y) * drawn(4, 3, 5, 6)).sum())
        torch.testing.assert_close(y.grad, x.grad, rtol=1e-12, atol=1e-12)
    for one, other in zip(own.parameters(), total.parameters(), strict=True):
        torch.testing.assert_close(other.grad, one.grad, rtol=1e-12, atol=1e-12)
    for key, value in own.state_dict().items():
        torch.testing.assert_close(total.state_dict()[key], value, rtol=1e-12, atol=1e-12)


@pytest.mark.usefixtures("_group")
def test_its_gradient_is_that_of_differences() -> None:
    norm = with_total_statistics(nn.BatchNorm2d(2, track_running_stats=False).double())
    x = drawn(3, 2, 2, 3).requires_grad_()
    assert torch.autograd.gradcheck(norm, (x,))


@pytest.mark.usefixtures("_group")
def test_one_number_a_channel_is_too_few() -> None:
    with pytest.raises(DistributedError, match="larger batch"):
        with_total_statistics(nn.BatchNorm2d(2))(torch.ones(1, 2, 1, 1))


def test_parameters_and_buffers_stay_what_they_were() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Sequential(nn.BatchNorm2d(2, eps=0.1))).eval()
    before = network.state_dict(keep_vars=True)
    x = drawn(2, 1, 3, 3).float()
    wanted = network(x)
    assert with_total_statistics(network) is network
    after = network.state_dict(keep_vars=True)
    assert list(after) == list(before)
    assert all(after[key] is value for key, value in before.items())
    assert torch.equal(network(x), wanted)
