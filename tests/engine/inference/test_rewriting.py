from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from explorer.engine.inference import rewriting
from explorer.engine.inference.folding import fold_batch_norm, fold_input_scale
from explorer.engine.inference.packed import PackedConv, PairMaxPool
from explorer.engine.inference.rewriting import InFormat, rewrite
from explorer.engine.inference.tracing import traced
from tests.engine.inference.networks import small_yolo

CPU = torch.device("cpu")


def rewritten(network: nn.Module, dtype: torch.dtype) -> nn.Module:
    graph = traced(network)
    fold_batch_norm(graph)
    rewrite(graph, CPU, dtype)
    return graph


def picture(size: int = 64) -> Tensor:
    drawn = torch.rand((1, 3, size, size), generator=torch.Generator().manual_seed(1))
    return drawn.contiguous(memory_format=torch.channels_last)


def test_float32_stays_what_it_was() -> None:
    network = small_yolo()
    for size in (64, 96, 64):
        for ours, theirs in zip(
            rewritten(network, torch.float32)(picture(size)), network(picture(size)), strict=True
        ):
            torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_bfloat16_stays_close() -> None:
    network = small_yolo()
    for ours, theirs in zip(
        rewritten(network, torch.bfloat16)(picture()), network(picture()), strict=True
    ):
        assert ours.dtype == torch.float32
        assert (ours - theirs).abs().max() < 0.03 * theirs.abs().max()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_without_onednn_torch_does_it(monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype) -> None:
    monkeypatch.setattr(rewriting, "can_pack", lambda conv, dtype: False)
    network = small_yolo()
    ours = rewritten(network, dtype)
    assert not any(isinstance(module, PackedConv) for module in ours.modules())
    assert sum(isinstance(module, nn.LeakyReLU) for module in ours.modules()) == 7
    for our, their in zip(ours(picture()), network(picture()), strict=True):
        assert our.dtype == torch.float32
        assert (our - their).abs().max() < 0.03 * their.abs().max()


def test_the_first_and_the_last_convolutions_stay_exact() -> None:
    formats = _formats(rewritten(small_yolo(), torch.bfloat16))
    exact = {name for name, dtype in formats.items() if dtype == torch.float32}
    assert exact == {"stem.0.conv", "heads_out.0", "heads_out.1"}
    assert len(formats) == 9


def test_a_first_convolution_is_exact_behind_the_scale_too() -> None:
    graph = traced(nn.Sequential(nn.AvgPool2d(1), nn.Conv2d(3, 8, 1), nn.ReLU()))
    fold_input_scale(graph, 0.5)
    rewrite(graph, CPU, torch.bfloat16)
    assert set(_formats(graph).values()) == {torch.bfloat16}  # the pooling reads the picture
    network = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, padding_mode="reflect"), nn.ReLU())
    graph = traced(network)
    fold_input_scale(graph, 0.5)
    rewrite(graph, CPU, torch.bfloat16)
    assert set(_formats(graph).values()) == {torch.float32}


def test_pairs_are_pooled_quickly_and_others_as_before() -> None:
    modules = dict(rewritten(small_yolo(), torch.float32).named_modules())
    assert {name for name, module in modules.items() if isinstance(module, PairMaxPool)} == {
        "stem.1", "stem.3", "fine.1",
    }  # fmt: skip
    assert type(modules["coarse.2"]) is nn.MaxPool2d


def test_an_activation_that_another_layer_reads_past_stays() -> None:
    class Both(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3)
            self.activation = nn.LeakyReLU(0.1)

        def forward(self, x: Tensor) -> Tensor:
            maps = self.conv(x)
            return self.activation(maps) - maps

    network = Both().requires_grad_(False)
    torch.testing.assert_close(rewritten(network, torch.float32)(picture()), network(picture()))


def test_layers_that_are_no_convolutions_compute_in_float32() -> None:
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3),
        nn.Conv2d(8, 8, 3),
        nn.PReLU(8),
        nn.BatchNorm2d(8),
        nn.ConvTranspose2d(8, 4, 2, 2),
    ).eval()
    ours = rewritten(network, torch.bfloat16)
    assert _formats(ours)["1"] == torch.bfloat16
    with torch.no_grad():
        torch.testing.assert_close(ours(picture()), network(picture()), atol=0.02, rtol=0.05)


def test_a_layer_at_two_places_is_rewritten_once() -> None:
    conv = nn.Conv2d(3, 3, 3, padding=1).requires_grad_(False)
    network = nn.Sequential(conv, nn.ReLU(), conv)
    ours = rewritten(network, torch.bfloat16)
    assert [type(module) for module in ours.modules()].count(InFormat) == 1
    torch.testing.assert_close(ours(picture()), network(picture()))


def _formats(network: nn.Module) -> dict[str, torch.dtype]:
    found = {}
    for name, module in network.named_modules():
        if isinstance(module, PackedConv):
            found[name] = module.dtype
        elif isinstance(module, InFormat):
            found[name] = module.dtype
    return found
