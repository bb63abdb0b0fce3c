"""Built modules against torch's own functions and against numbers worked by hand."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from explorer.engine.network import (
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    LayerError,
    LocalResponseNorm,
    Network,
    NetworkError,
    Pool,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
    relu,
)
from explorer.engine.network.built.module import ACTIVATIONS, modules_by_place

X = torch.rand(2, 3, 9, 8, generator=torch.Generator().manual_seed(0)) - 0.5


def built(*layers: Layer) -> nn.Sequential:
    torch.manual_seed(1)
    module = Network(Shape(9, 8, 3), layers).to_module()
    assert isinstance(module, nn.Sequential)
    return module


@pytest.mark.parametrize("padding", [(0, 1, 2, 3), (2, 2, 1, 1), "valid"])
def test_a_convolution_with_any_padding(padding: str | tuple[int, int, int, int]) -> None:
    module = built(Conv(4, (3, 2), (2, 1), padding))
    above, below, left, right = (0, 0, 0, 0) if padding == "valid" else padding
    around = F.pad(X, (left, right, above, below))
    expected = F.conv2d(around, module[0].weight, module[0].bias, (2, 1))
    torch.testing.assert_close(module(X), expected)


def test_a_plain_convolution_is_torchs_own() -> None:
    for padding in ("valid", "same", "tf-same", (1, 1, 0, 0)):
        assert type(built(conv(4, 3, p=padding))[0]) is nn.Conv2d


@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel")
@pytest.mark.parametrize("name", ["same", "tf-same"])
def test_same_padding_of_an_even_kernel_is_torchs(name: str) -> None:
    module = built(Conv(4, (4, 2), padding=name, dilation=(1, 3), groups=1))  # type: ignore[arg-type]
    expected = F.conv2d(
        X, module[0].weight, module[0].bias, padding="same", dilation=(1, 3)
    )  # fmt: skip
    torch.testing.assert_close(module(X), expected)


def test_tensorflows_padding_follows_the_size_of_what_comes() -> None:
    """3 cells at a stride of 2: an even size gets one cell after, an odd one 1 on each side."""
    module = built(conv(4, 3, s=2, p="tf-same"))
    weight, bias = module[0].weight, module[0].bias
    for size, pads in ((8, (0, 1)), (9, (1, 1)), (1, (1, 1))):
        x = torch.rand(1, 3, size, size)
        expected = F.conv2d(F.pad(x, (*pads, *pads)), weight, bias, 2)
        torch.testing.assert_close(module(x), expected)


def test_a_sparse_convolution_is_a_dense_one_with_zeros() -> None:
    connections = ((0, 2), (1,), (0, 1, 2))
    module = built(SparseConv(connections, (3, 3), (2, 1), (1, 0, 0, 1)))
    sparse = module[0]
    assert sorted(sparse.state_dict()) == ["bias", "weight"]
    assert sum(one.numel() for one in sparse.parameters()) == 6 * 9 + 3
    dense = torch.zeros(3, 3, 3, 3)
    pairs = [(row, column) for row, seen in enumerate(connections) for column in seen]
    for kernel, (row, column) in zip(sparse.weight, pairs, strict=True):
        dense[row, column] = kernel
    expected = F.conv2d(F.pad(X, (0, 1, 1, 0)), dense, sparse.bias, (2, 1))
    torch.testing.assert_close(module(X), expected)
    module(X).sum().backward()
    assert torch.count_nonzero(sparse.weight.grad) == 6 * 9


def test_a_sparse_convolution_starts_within_the_bounds_of_each_filter() -> None:
    sparse = built(SparseConv(((0,), (0, 1, 2)), (5, 5)))[0]
    assert 0.15 < sparse.weight[0].abs().max() <= 25**-0.5
    assert 0.09 < sparse.weight[1:].abs().max() <= 75**-0.5


@pytest.mark.parametrize("mode", ["max", "average"])
def test_pooling(mode: str) -> None:
    module = built(Pool(mode, (3, 2), (2, 3), (1, 0), ceil=True, counts_padding=False))
    if mode == "max":
        expected = F.max_pool2d(X, (3, 2), (2, 3), (1, 0), ceil_mode=True)
    else:
        expected = F.avg_pool2d(
            X, (3, 2), (2, 3), (1, 0), ceil_mode=True, count_include_pad=False
        )  # fmt: skip
    torch.testing.assert_close(module(X), expected)
    same = built(Pool("max", (3, 5), (1, 1), "same"))
    torch.testing.assert_close(same(X), F.max_pool2d(X, (3, 5), 1, (1, 2)))


def test_trainable_pooling_has_a_coefficient_and_a_bias_for_each_channel() -> None:
    module = built(pool("average", 2), Pool("average", trainable=True))
    assert [tuple(one.shape) for one in module.parameters()] == [(3,), (3,)]
    mean = F.avg_pool2d(F.avg_pool2d(X, 2), 2)
    torch.testing.assert_close(module(X), mean)
    with torch.no_grad():
        module[1].weight.copy_(torch.tensor([1.0, 2.0, -3.0]))
        module[1].bias.copy_(torch.tensor([0.5, 0.0, 1.0]))
    torch.testing.assert_close(module(X)[:, 2], -3 * mean[:, 2] + 1)
    torch.testing.assert_close(module(X)[:, 0], mean[:, 0] + 0.5)


def test_radial_basis_by_hand() -> None:
    module = Network(Shape(1, 1, 3), (RadialBasis(2),)).to_module()
    assert list(module.parameters()) == []
    patterns = module[0].patterns  # type: ignore[index]
    assert set(patterns.flatten().tolist()) <= {-1.0, 1.0}
    patterns.copy_(torch.tensor([[1.0, -1.0, 1.0], [1.0, 1.0, 1.0]]))
    x = torch.tensor([1.0, 2.0, 0.0]).view(1, 3, 1, 1)
    assert module(x).tolist() == [[0 + 9 + 1, 0 + 1 + 1]]


def test_a_residual_block_adds_and_then_applies_g() -> None:
    module = built(Residual((conv(3, 3, p=1), relu(), conv(3, 1)), after="tanh"))
    body = module[0].body
    torch.testing.assert_close(module(X), torch.tanh(body[2](F.relu(body[0](X))) + X))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    torch.testing.assert_close(module(X), torch.tanh(X))


def test_a_projected_residual_block_without_g() -> None:
    module = built(Residual((conv(5, 3, s=2, p=1),), (conv(5, 1, s=2),), "none"))
    block = module[0]
    torch.testing.assert_close(module(X), block.body[0](X) + block.shortcut[0](X))


def test_branches_are_stacked_in_their_order() -> None:
    module = built(Inception(((conv(2, 1),), (), (pool("max", 3, s=1, p=1), relu()))))
    out = module(X)
    torch.testing.assert_close(out[:, :2], module[0].paths[0](X))
    torch.testing.assert_close(out[:, 2:5], X)
    torch.testing.assert_close(out[:, 5:], F.relu(F.max_pool2d(X, 3, 1, 1)))


def test_a_concatenation_has_the_present_volume_first() -> None:
    module = built(
        conv(2, 1, name="a"), conv(4, 1, name="a"), conv(1, 1), Concat(("input", "a")), relu("tanh")
    )
    a = module[1](module[0](X))
    expected = torch.tanh(torch.cat([module[2](a), X, a], 1))
    torch.testing.assert_close(module(X), expected)


def test_a_concatenation_in_a_block_sees_its_own_sequence() -> None:
    module = built(conv(4, 1), Inception(((conv(2, 1), Concat(("input",))), ())))
    assert module(X).shape == (2, 2 + 4 + 4, 9, 8)
    before = module[0](X)
    torch.testing.assert_close(module(X)[:, 2:6], before)


def test_a_layer_that_is_called_input_hides_the_input() -> None:
    network = Network(Shape(9, 8, 3), (conv(5, 1, name="input"), conv(1, 1), Concat(("input",))))
    assert network.report().output.channels == 6
    assert network.to_module()(X).shape[1] == 6


def test_a_side_head_answers_in_training_only() -> None:
    module = built(SideHead((GlobalPool(), Dense(2))), relu())
    torch.testing.assert_close(module.eval()(X), F.relu(X))
    assert module[0].answer is None
    torch.testing.assert_close(module.train()(X), F.relu(X))
    torch.testing.assert_close(module[0].answer, module[0].head[1](X.mean((2, 3))))


def test_a_dense_layer_reads_a_whole_volume_and_a_vector() -> None:
    module = built(Dense(5), Dense(4, bias=False), BatchNorm(epsilon=0.1))
    inner = F.linear(X.flatten(1), module[0].weight, module[0].bias)
    expected = F.linear(inner, module[1].weight) / 1.1**0.5
    torch.testing.assert_close(module.eval()(X), expected)
    assert isinstance(module[2], nn.BatchNorm1d)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("relu", F.relu), ("relu6", F.relu6), ("leaky-relu", F.leaky_relu), ("elu", F.elu),
        ("gelu", F.gelu), ("silu", F.silu), ("sigmoid", torch.sigmoid), ("tanh", torch.tanh),
        ("softmax", lambda x: F.softmax(x, 1)),
    ],
)  # fmt: skip
def test_activations(function: str, expected: object) -> None:
    assert len(ACTIVATIONS) == 9
    torch.testing.assert_close(built(relu(function))(9 * X), expected(9 * X))


def test_the_other_layers() -> None:
    norm = built(LocalResponseNorm(3, 0.1, 0.5, 1.5))
    torch.testing.assert_close(norm(X), F.local_response_norm(X, 3, 0.1, 0.5, 1.5))
    torch.testing.assert_close(built(Dropout(1.0)).train()(X), torch.zeros_like(X))
    torch.testing.assert_close(built(Dropout()).eval()(X), X)
    torch.testing.assert_close(built(GlobalPool("max"), Flatten())(X), X.amax((2, 3)))
    assert built(BatchNorm(affine=False))[0].weight is None
    assert built()(X) is X


def test_places_are_those_of_the_report() -> None:
    network = Network(
        Shape(9, 8, 3),
        (
            conv(3, 3, p=1),
            Residual((Inception(((conv(1, 1),), (conv(2, 1), relu()))),), ()),
            SideHead((Dense(2),)),
        ),
    )
    places = modules_by_place(network.to_module())
    assert list(places) == [one.place for one in network.report().walk()]
    assert isinstance(places[(1, 0, 0, 1, 1)], nn.ReLU)
    assert places[(2, 0, 0)].out_features == 2
    with pytest.raises(NetworkError, match="A Linear has no places"):
        modules_by_place(nn.Linear(2, 2))


def test_the_meta_device_costs_nothing() -> None:
    sizes = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
    layers = [one for c in sizes for one in ((conv(c, 3, p=1), relu()) if c else (pool(),))]
    dense = (Dense(4096), relu(), Dense(4096), relu(), Dense(1000))
    with torch.device("meta"):
        module = Network(Shape(224, 224, 3), (*layers, *dense)).to_module()
        every = Network(
            Shape(9, 9, 2),
            (SparseConv(((0,), (0, 1)), (3, 3)), Pool("max", trainable=True), RadialBasis(3)),
        ).to_module()
    assert sum(one.numel() for one in module.parameters()) == 138_357_544
    for built_there in (module, every):
        stored = (*built_there.parameters(), *built_there.buffers())
        assert {one.device.type for one in stored} == {"meta"}
    assert module(torch.empty(1, 3, 224, 224, device="meta")).shape == (1, 1000)
    assert every(torch.empty(5, 2, 9, 9, device="meta")).shape == (5, 3)


def test_an_illegal_network_is_not_built() -> None:
    with pytest.raises(LayerError, match="groups do not divide") as caught:
        built(conv(4, 3), Residual((conv(4, 3, p=1, groups=3),)))
    assert (caught.value.place, caught.value.field) == ((1, 0, 0), "groups")


def test_more_numbers_than_a_tensor_can_hold() -> None:
    network = Network(Shape(1_000_000, 1_000_000, 1), (conv(2, 1), Dense(1_000_000)))
    with pytest.raises(LayerError, match=r"dense 1000000 has .* more than a tensor") as caught:
        network.to_module()
    assert caught.value.place == (1,)


def test_networks_are_read_and_reported_without_torch() -> None:
    code = (
        "import sys; from explorer.engine.network import *; "
        "import explorer.engine.network.built.check, explorer.engine.network.edit; "
        "n = Network(Shape(9, 9, 1), (conv(2, 3),)); Network.from_json(n.to_json()).report(); "
        "assert not {'torch', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
