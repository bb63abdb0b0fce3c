"""`capture` on awkward modules: it gives what each really put out, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explorer.engine.features import LayerError, capture


class Block(nn.Module):
    """A residual block as libraries write it: one ReLU twice, in place, and an in-place sum."""

    def __init__(self, inplace: bool = True) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=inplace)

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x
        return self.relu(out)


class Pair(NamedTuple):
    first: Tensor
    rest: dict[str, Any]


class Several(nn.Module):
    def forward(self, x: Tensor) -> Pair:
        return Pair(x + 1, {"a": [x + 2, None], "b": (x + 3, 7)})


class User(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.several = Several()
        self.unused = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        pair = self.several(x)
        pair.first.mul_(0)
        return pair.rest["a"][0] + pair.rest["b"][0]


def network(inplace: bool = True) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3),
        nn.ReLU(inplace=inplace),
        nn.Sequential(Block(inplace), Block(inplace)),
        nn.Flatten(),
        nn.Linear(4 * 6 * 6, 5),
    ).eval()


def x_of(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


X = x_of(1, 3, 8, 8)


def hooks_of(module: nn.Module) -> int:
    return sum(len(one._forward_hooks) + len(one._forward_pre_hooks) for one in module.modules())


@pytest.mark.parametrize("grad", [False, True])
def test_each_layer_as_it_came_out_although_it_is_overwritten_later(grad: bool) -> None:
    net = network()
    found = capture(net, X, grad=grad)
    # The reference computes every step by itself, on copies.
    conv = net[0](X)
    assert torch.equal(found["0"], conv)
    assert (found["0"] < 0).any()
    x = F.relu(conv)
    assert torch.equal(found["1"], x)
    for name, block in (("2.0", net[2][0]), ("2.1", net[2][1])):
        a1 = F.relu(block.bn1(block.conv1(x)))
        z2 = block.bn2(block.conv2(a1))
        assert torch.allclose(found[f"{name}.bn1"], block.bn1(block.conv1(x)))
        assert torch.allclose(found[f"{name}.bn2"], z2)
        x = F.relu(z2 + x)
        assert torch.allclose(found[f"{name}.relu"], x)
        assert torch.allclose(found[name], x)
    assert torch.allclose(found["4"], net(X))


def test_all_but_the_containers_in_the_order_of_the_pass() -> None:
    parts = ["conv1", "bn1", "conv2", "bn2", "relu"]
    blocks = [f"2.{i}{part}" for i in (0, 1) for part in [*(f".{p}" for p in parts), ""]]
    assert list(capture(network(), X)) == ["0", "1", *blocks, "3", "4"]


def test_only_what_is_asked_for_in_that_order() -> None:
    found = capture(network(), X, ["4", "2", "2.0.conv1", "2", ""])
    assert list(found) == ["4", "2", "2.0.conv1", ""]
    assert torch.equal(found["4"], found[""])
    assert list(capture(network(), X, "2.0")) == ["2.0"]


def test_nothing_is_copied_that_nobody_overwrites() -> None:
    seen: list[int] = []
    net = network(inplace=False)
    net[1].register_forward_hook(lambda _m, inputs, _out: seen.append(inputs[0].data_ptr()))
    assert capture(net, X, ["0"])["0"].data_ptr() == seen[0]


@pytest.mark.parametrize(
    "overwrite",
    [
        lambda t: t.add_(1),
        lambda t: t[0, 1].zero_(),
        lambda t: torch.add(t, 1, out=t),
        lambda t: F.relu(t, inplace=True),
        lambda t: t.view(-1).copy_(torch.zeros(t.numel())),
        lambda t: torch._foreach_mul_([t], 2),
        lambda t: t.__setitem__(0, 3.0),
    ],
)
def test_every_way_of_overwriting_is_seen(overwrite: Any) -> None:
    class Vandal(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3)

        def forward(self, x: Tensor) -> Tensor:
            out = self.conv(x)
            overwrite(out)
            return out

    net = Vandal()
    assert torch.equal(capture(net, X)["conv"], net.conv(X))


def test_several_tensors() -> None:
    x = x_of(2)
    found = capture(User(), x)
    assert list(found) == ["several", "several[1]", "several[2]"]
    assert torch.equal(found["several"], x + 1)
    assert torch.equal(found["several[2]"], x + 3)
    x = x.requires_grad_()
    found = capture(User(), x, grad=True)
    assert torch.equal(found["several"], x + 1)


def test_a_module_without_parts() -> None:
    conv = nn.Conv2d(3, 2, 3)
    found = capture(conv, X)
    assert list(found) == [""]
    assert torch.equal(found[""], conv(X))


def test_gradients_reach_the_captured_tensors_and_only_if_asked() -> None:
    net = network()
    plain = capture(net, X, ["0"])
    assert not plain["0"].requires_grad
    found = capture(net, X, ["0", "2.0.bn2", "4"], grad=True)
    wanted = torch.autograd.grad(found["4"][0, 2], [found["0"], found["2.0.bn2"]])
    tail = (conv := net[0](X).detach().requires_grad_())
    for part in network(inplace=False)[1:]:
        tail = part(tail)
    expected = torch.autograd.grad(tail[0, 2], conv)[0]
    assert torch.allclose(wanted[0], expected, atol=1e-6)
    assert wanted[1].abs().sum() > 0


def test_the_hooks_go_whatever_happens() -> None:
    net = network()
    capture(net, X)
    assert hooks_of(net) == 0
    with pytest.raises(RuntimeError):
        capture(net, x_of(1, 5, 8, 8))
    with pytest.raises(LayerError):
        capture(net, X, ["0", "nowhere"])
    assert hooks_of(net) == 0
    assert torch.allclose(net(X), net(X))


def test_the_mode_and_the_input_are_left_alone() -> None:
    net = nn.Sequential(nn.ReLU(inplace=True), nn.Dropout(0.5)).train()
    x = X.clone()
    assert (capture(net, x)["1"] == 0).float().mean() > 0.5
    assert net.training


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2.0.conv3", r'no layer "2\.0\.conv3"\. Near it: .*2\.0\.conv1'),
        ("layer7", r'no layer "layer7"\. Near it: 0, 1, 2'),
    ],
)
def test_a_name_that_does_not_exist(name: str, message: str) -> None:
    with pytest.raises(LayerError, match=message) as raised:
        capture(network(), X, [name])
    assert isinstance(raised.value, ValueError)


def test_a_layer_that_the_pass_never_comes_to() -> None:
    with pytest.raises(LayerError, match='never comes to layer "unused"'):
        capture(User(), x_of(2), ["unused"])
    assert "unused" not in capture(User(), x_of(2))


def test_a_capture_inside_another_module_s_capture() -> None:
    class Nested(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def forward(self, x: Tensor) -> Tensor:
            return capture(self.net, x, ["0"])["0"] + 1

    outer = Nested()
    found = capture(outer, X, ["net.0", ""])
    assert torch.equal(found["net.0"] + 1, found[""])


def test_two_threads_capture_from_one_module_without_mixing() -> None:
    net = network()
    inputs = [x_of(1, 3, 8, 8) * scale for scale in (1, 2, 3, 4)]
    alone = [capture(net, x) for x in inputs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda x: [capture(net, x) for _ in range(20)], inputs))
    for expected, found in zip(alone, together, strict=True):
        for each in found:
            assert list(each) == list(expected)
            assert all(torch.equal(each[name], expected[name]) for name in expected)


def test_what_pictures_need_comes_without_torch_and_capture_without_its_compiler() -> None:
    script = """
import sys
import explorer.engine.colormaps, explorer.engine.filters, explorer.engine.images
import explorer.engine.pooling, explorer.engine.probe
assert "torch" not in sys.modules
import torch
from explorer.engine.features import capture
capture(torch.nn.ReLU(), torch.zeros(1, 1, 2, 2))
assert "torch._dynamo" not in sys.modules
"""
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
