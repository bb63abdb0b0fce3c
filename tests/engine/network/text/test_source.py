"""PyTorch source against what the report says, in a fresh interpreter, and against the module."""

from __future__ import annotations

import ast
import json
import random
import re
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    LayerError,
    LocalResponseNorm,
    Network,
    Pool,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    conv_norm,
    pool,
    relu,
)
from explorer.engine.network.built.torch_layers import SparseConv2d
from explorer.engine.network.text.source import pytorch_source
from explorer.engine.network.text.source_text import identifier, one_line, quoted
from explorer.engine.zoo import NAMES, build
from tests.engine.network.random_networks import FUNCTIONS, random_network

if TYPE_CHECKING:
    from explorer.engine.network import Layer

RUNNER = Path(__file__).with_name("run_sources.py")
RUFF = Path(sys.executable).with_name("ruff")
HOSTILE = (
    '"\nimport os',
    "\rimport os\r\nimport sys",
    "\u2028import os\u2029\x85\x0b\x0c",
    '"""\nimport os\n"""',
    "'''",
    "\\",
    '\\"',
    'x"); import os; ("',
    "# -*- coding: utf-7 -*-",
    "null\x00byte",
    "\u202eturned\u2066",
    "{0} %s {x!r}",
    "<script>alert(1)</script>",
    "torch",
    "class",
    "print",
    "x" * 80,
    "Größe 3×3",
    "漢字",
    "_",
    "",
)


def _every_kind() -> Network:
    return Network(
        Shape(33, 30, 3),
        (
            conv(8, 3, p="same", name="first"),
            Conv(8, (3, 5), (2, 1), (0, 1, 2, 3), (1, 2), 2, False),
            Conv(8, (4, 4), padding="same"),
            Conv(6, (5, 5), (2, 2), "tf-same"),
            *(relu(function) for function in FUNCTIONS),
            SparseConv(((0, 1), (5,), (2, 3, 4)), (3, 2), (1, 1), "same"),
            BatchNorm(),
            BatchNorm(affine=False, epsilon=1e-3),
            LocalResponseNorm(),
            LocalResponseNorm(3, 1e-3, 0.5, 1.0),
            pool("average", 2, s=1),
            Pool("average", (2, 2), (1, 1), trainable=True),
            Pool("max", (3, 3), (2, 2), "same", ceil=True),
            Pool("max", (2, 2), (1, 1), dilation=(2, 1)),
            Pool("average", (3, 3), (1, 1), (1, 1), counts_padding=False, name="pooled"),
            Dropout(0.25),
            Concat(("pooled",)),
            Residual((conv(6, 3, p=1), BatchNorm()), after="none"),
            Residual((conv(9, 1),), (conv(9, 1, bias=False),), "gelu"),
            Inception(((conv(2, 1),), (pool("max", 3, s=1, p=1), conv(3, 1)), ())),
            SideHead((GlobalPool("max"), Dense(4), Activation("softmax"))),
            GlobalPool(),
            Flatten(),
            Dense(7, bias=False),
            BatchNorm(),
            Activation("softmax"),
            RadialBasis(5),
        ),
        "Every kind",
    )


def _plain(*layers: Layer, side: int = 12, channels: int = 3, name: str = "") -> Network:
    return Network(Shape(side, side, channels), layers, name)


def _widths(*widths: int) -> tuple[Layer, ...]:
    return tuple(Residual((conv(w, 3, p=1),), (conv(w, 1),)) for w in widths)


HAND_MADE = {
    "every-kind": _every_kind(),
    "empty": _plain(),
    "dense-only": _plain(Dense(3)),
    "radial-of-a-volume": _plain(RadialBasis(3)),
    "empty-branches": _plain(Inception(((), ()))),
    "stacked-input": _plain(conv(4, 3, p=1), Concat(("input", "input"))),
    "layer-called-input": _plain(conv(4, 3, p=1, name="input"), relu(), Concat(("input",))),
    "name-used-twice": _plain(
        conv(4, 3, p=1, name="a"), Concat(("a",)), conv(5, 1, name="a"), Concat(("a", "input"))
    ),
    "vectors-stacked": _plain(Dense(4, name="a"), Dense(5), Concat(("a",))),
    "repeated-plain": _plain(*(conv(3, 3, p=1) for _ in range(40))),
    "repeated-pairs": _plain(*((conv(3, 3, p=1), relu()) * 20), Dense(2)),
    "repeated-strides": _plain(*(conv(3, 3, s=2, p=1) for _ in range(5)), side=200),
    "repeated-with-kept": _plain(
        *((conv(3, 3, p=1, name="a"), relu()) * 9), conv(3, 1), Concat(("a",))
    ),
    "widths": _plain(*_widths(4, 8, 8, 8, 16)),
    "projected-although-equal": _plain(
        *_widths(4, 4, 8), Residual((conv(8, 3, p=1),)), Residual((conv(8, 3, p=1),))
    ),
    "mixed-afters": _plain(
        *(Residual((conv(3, 3, p=1),), after=f) for f in ("relu", "none", "softmax", "relu"))
    ),
    "nested": _plain(
        *(
            Inception(((Residual((conv(w, 3, p=1),), (conv(w, 1),)),), (conv(w, 1),)))
            for w in (3, 3, 5, 7)
        ),
        *(Residual((Residual((conv(12, 1),), (conv(12, 1),)),), (conv(12, 1),)) for _ in range(2)),
    ),
    "side-heads": _plain(
        SideHead((Dense(3),)), conv(4, 3, p=1), SideHead((Dense(3),)),
        Residual((SideHead((Dense(3),)), conv(4, 1))),
    ),
    "many-numbers": _plain(
        *(Inception(tuple((conv(w + i, 1),) for i in range(12))) for w in (2, 5))
    ),
    "groups": _plain(*(conv(c, 3, p=1, groups=c) for c in (6, 6)), channels=6),
    "rectangular": Network(
        Shape(9, 17, 2),
        tuple(
            Residual(tuple(conv(2, f, p=(f[0] // 2, f[1] // 2)) for f in kernels))
            for kernels in (((1, 7), (7, 1)), ((3, 3), (3, 3)))
        ),
    ),
}  # fmt: skip


def _families(seed: int) -> Network:
    """Return blocks of few structures and many numbers, as the published networks have them."""
    rng = random.Random(seed)
    layers: list[Layer] = []
    channels = 4
    for _ in range(rng.randint(4, 12)):
        kind, width, s = rng.randrange(3), rng.choice((4, 8, 12)), rng.choice((1, 1, 1, 2))
        out = rng.choice((width, 4 * width))
        side = conv_norm(out, 1, s=s, function="none") if s > 1 or out != channels else ()
        if kind == 0:
            body = (*conv_norm(width, 1), *conv_norm(out, 3, s=s, p=1, function="none"))
            layers.append(Residual(body, side, rng.choice(("relu", "relu"))))
        elif kind == 1:
            f = rng.choice((3, 5))
            body = (*conv_norm(width, f, s=s, p=f // 2), conv(out, 1))
            layers.append(Residual(body, side))
        else:
            out = 3 * width
            layers.append(
                Inception(((conv(width, 1),), (conv(width, 1), relu(), conv(2 * width, 3, p=1))))
            )
        layers += [layers[-1]] * rng.choice((0, 0, 2)) if s == 1 and out == channels else []
        channels = out
    return Network(Shape(32, 32, 4), (*layers, GlobalPool(), Dense(5)))


def _sources(networks: dict[str, Network], folder: Path) -> dict[str, dict[str, object]]:
    """Write the sources, run them in one fresh interpreter, and return what it saw."""
    for name, network in networks.items():
        (folder / f"{name}.py").write_text(pytorch_source(network), encoding="utf-8")
    shapes = {name: list(network.input) for name, network in networks.items()}
    (folder / "shapes.json").write_text(json.dumps(shapes), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-I", "-W", "ignore", str(RUNNER), str(folder)],
        check=True, timeout=110, cwd=folder,
    )  # fmt: skip
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def _expected(network: Network) -> list[list[int]]:
    return [
        _nchw(one.output, one.is_flat)
        for one in network.report().leaves()
        if one.layer.kind != "flatten"
    ]


def _nchw(shape: Shape, is_flat: bool) -> list[int]:
    return [shape.channels] if is_flat else [shape.channels, shape.height, shape.width]


def _compare(networks: dict[str, Network], folder: Path) -> None:
    for name, result in _sources(networks, folder).items():
        report = networks[name].report()
        ends_flat = bool(report.layers) and report.layers[-1].is_flat
        assert result["output"] == _nchw(report.output, ends_flat), name
        assert result["params"] == report.params + report.side_params, name
        seen = [one[:1] if one[1:] == [1, 1] else one for one in result["seen"]]
        expected = _expected(networks[name])
        assert seen == [one[:1] if one[1:] == [1, 1] else one for one in expected], name
        assert not [one for one in result["imported"] if one.startswith("explorer")], name
    checked = subprocess.run(
        [str(RUFF), "check", "--isolated", "--quiet", str(folder)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_hand_made_networks_with_every_kind_of_layer(tmp_path: Path) -> None:
    _compare(HAND_MADE, tmp_path)


def test_the_zoo(tmp_path: Path) -> None:
    networks = {name: build(name) for name in NAMES}
    _compare(networks, tmp_path)
    formatted = subprocess.run(
        [str(RUFF), "format", "--isolated", "--diff", str(tmp_path)], capture_output=True, text=True
    )
    assert formatted.returncode == 0, formatted.stdout


def test_random_networks(tmp_path: Path) -> None:
    rng = random.Random(5)
    networks = {f"random{index}": random_network(rng) for index in range(120)}
    networks |= {f"family{index}": _families(index) for index in range(60)}
    _compare(networks, tmp_path)


def test_a_source_runs_as_a_program(tmp_path: Path) -> None:
    path = tmp_path / "lenet.py"
    path.write_text(pytorch_source(build("lenet5")), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, text=True, timeout=110
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "(1, 10)\n61,706 parameters\n"


def _module_of(source: str) -> torch.nn.Module:
    namespace: dict[str, object] = {"__name__": "source"}
    exec(compile(source, "source", "exec"), namespace)
    (name,) = re.findall(r"^    model = (\w+)\(\)", source, re.MULTILINE)
    return namespace[name]()  # type: ignore[operator]


def _has_sparse(network: Network) -> bool:
    return any(one.layer.kind == "sparse-conv" for one in network.report().walk())


@pytest.mark.parametrize("make", [random_network, lambda rng: _families(rng.randrange(10**6))])
def test_a_source_computes_what_the_module_computes(make) -> None:
    rng = random.Random(11)
    drawn = (make(rng) for _ in range(400))
    for network in islice((one for one in drawn if not _has_sparse(one)), 40):
        torch.manual_seed(3)
        written, built = _module_of(pytorch_source(network)).eval(), network.to_module().eval()
        _copy(built, written)
        height, width, channels = network.input
        x = torch.randn(2, channels, height, width)
        with torch.no_grad():
            torch.testing.assert_close(written(x), built(x), rtol=1e-4, atol=1e-4, equal_nan=True)


def _copy(source: torch.nn.Module, target: torch.nn.Module) -> None:
    pairs = [(source.parameters(), target.parameters()), (source.buffers(), target.buffers())]
    with torch.no_grad():
        for sources, targets in pairs:
            for one, other in zip(sources, targets, strict=True):
                other.copy_(one.reshape(other.shape))


def test_the_sparse_convolution_computes_what_the_module_computes() -> None:
    layer = SparseConv(((0, 1), (2,), (0, 2)), (3, 2), (2, 1), (1, 1, 0, 1))
    network = Network(Shape(8, 9, 3), (layer,))
    (sparse,) = network.to_module()
    assert isinstance(sparse, SparseConv2d)
    written = _module_of(pytorch_source(network))
    with torch.no_grad():
        for conv_, weight, bias in zip(
            written[1].filters, sparse.weight.split([2, 1, 2]), sparse.bias, strict=True
        ):
            conv_.weight.copy_(weight[None])
            conv_.bias.copy_(bias)
        x = torch.randn(2, 3, 8, 9)
        torch.testing.assert_close(written(x), sparse(x))


def test_side_heads_run_in_training_only() -> None:
    model = _module_of(pytorch_source(_plain(SideHead((Dense(3),)), conv(2, 1))))
    x = torch.randn(2, 3, 12, 12)
    assert model.train()(x).shape == (2, 2, 12, 12)
    assert model[0].answer.shape == (2, 3)
    model.eval()(x)
    assert model[0].answer is None


def test_lenet_by_hand() -> None:
    network = Network(
        Shape(32, 32, 1),
        (
            conv(6, 5, name="C1"), relu("tanh"), pool("average", 2, name="S2"),
            conv(16, 5, name="C3"), relu("tanh"), pool("average", 2, name="S4"),
            Dense(120, name="C5"), relu("tanh"), Dense(84, name="F6"), relu("tanh"),
            Dense(10, name="output"),
        ),
        "LeNet-5",
    )  # fmt: skip
    body = pytorch_source(network).split("\n\n\n")[1]
    assert body == (
        "def lenet_5() -> nn.Sequential:\n"
        "    return nn.Sequential(\n"
        "        nn.Conv2d(1, 6, 5),  # C1: (N, 6, 28, 28)\n"
        "        nn.Tanh(),\n"
        "        nn.AvgPool2d(2),  # S2: (N, 6, 14, 14)\n"
        "        nn.Conv2d(6, 16, 5),  # C3: (N, 16, 10, 10)\n"
        "        nn.Tanh(),\n"
        "        nn.AvgPool2d(2),  # S4: (N, 16, 5, 5)\n"
        "        nn.Flatten(),  # (N, 400)\n"
        "        nn.Linear(400, 120),  # C5: (N, 120)\n"
        "        nn.Tanh(),\n"
        "        nn.Linear(120, 84),  # F6: (N, 84)\n"
        "        nn.Tanh(),\n"
        "        nn.Linear(84, 10),  # output: (N, 10)\n"
        "    )"
    )


@pytest.mark.parametrize(
    ("name", "most_lines"), [("resnet152", 80), ("googlenet", 125), ("vgg19", 70), ("lenet5", 35)]
)
def test_sources_are_short(name: str, most_lines: int) -> None:
    assert len(pytorch_source(build(name)).splitlines()) <= most_lines


def test_blocks_of_one_structure_become_one_function() -> None:
    source = pytorch_source(build("resnet152"))
    assert "def bottleneck(c_in: int, width: int, stride: int = 1) -> Residual:" in source
    assert "if c_in != 4 * width:" in source
    assert "*[bottleneck(1024, 256) for _ in range(35)]," in source
    assert "bottleneck(1024, 512, stride=2),  # conv5_1: (N, 2048, 7, 7)" in source
    lite = pytorch_source(build("efficientnet-lite0"))
    assert "def inverted_residual(channels: int, kernel: int) -> Residual:" in lite
    assert "padding=kernel // 2" in lite


def test_only_the_classes_that_are_needed_are_written() -> None:
    assert "class" not in pytorch_source(build("vgg16"))
    assert re.findall(r"^class (\w+)", pytorch_source(build("googlenet")), re.MULTILINE) == [
        "Inception", "SideHead",
    ]  # fmt: skip
    assert "shortcut" not in pytorch_source(_plain(Residual((conv(3, 1),)))).replace("# ", "")


def test_defaults_are_not_repeated() -> None:
    source = pytorch_source(_plain(conv(4, 3, s=2, p=1), BatchNorm(), pool("max", 2), Dropout()))
    assert "nn.Conv2d(3, 4, 3, stride=2, padding=1),  # (N, 4, 6, 6)\n" in source
    assert "nn.BatchNorm2d(4),\n" in source
    assert "nn.MaxPool2d(2),  # (N, 4, 3, 3)\n" in source


def test_an_illegal_network_is_refused() -> None:
    with pytest.raises(LayerError, match="does not fit"):
        pytorch_source(_plain(conv(4, 99)))


def _named(name: str) -> Network:
    """Return a network in which everything that can have a name has this one."""
    return Network(
        Shape(8, 8, 3),
        (
            conv(4, 3, p=1, name=name),
            relu(name=name),
            *(Residual((conv(4, 3, p=1, name=name),), name=name) for _ in range(3)),
            Inception(((conv(4, 1, name=name),), ()), name=name),
            SideHead((Dense(2, name=name),), name=name),
            Dense(2, name=name),
        ),
        name,
    )


def _skeleton(source: str) -> str:
    """Return a source's syntax tree without its docstring and without the function's name."""
    (name,) = re.findall(r"^    model = (\w+)\(\)", source, re.MULTILINE)
    tree = ast.parse(source)
    tree.body.pop(0)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.name = "main"
        elif isinstance(node, ast.Name) and node.id == name:
            node.id = "main"
    return ast.dump(tree)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_code(name: str, tmp_path: Path) -> None:
    source = pytorch_source(_named(name))
    assert _skeleton(source) == _skeleton(pytorch_source(_named("plain")))
    source.encode("utf-8")
    assert all(line.isprintable() for line in source.split("\n"))
    _module_of(source)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
@example("P")  # a variable of the source itself
def test_no_name_becomes_code_whatever_it_is(name: str) -> None:
    assert _skeleton(pytorch_source(_named(name))) == _skeleton(pytorch_source(_named("plain")))


@pytest.mark.parametrize("name", [name for name in HOSTILE if name])
def test_a_name_that_is_asked_for_is_found_again(name: str) -> None:
    network = _plain(conv(4, 3, p=1, name=name), relu(), Concat((name,)))
    assert _module_of(pytorch_source(network))(torch.zeros(1, 3, 12, 12)).shape[1] == 8


@given(st.text(st.characters()))
def test_a_quoted_text_is_read_as_it_was(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text
    assert quoted(text).isprintable()


@given(st.text(st.characters()))
def test_a_comment_is_one_line_and_an_identifier_is_one(text: str) -> None:
    assert one_line(text).isprintable()
    assert len(one_line(text)) <= 48
    assert identifier(text).isidentifier()
    assert identifier(text).isascii()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 10**6), st.text(max_size=6))
def test_any_random_network_runs_from_its_source(seed: int, name: str) -> None:
    network = replace(random_network(random.Random(seed), length=4), name=name)
    report = network.report()
    with torch.device("meta"):
        model = _module_of(pytorch_source(network)).eval()
        height, width, channels = network.input
        output = model(torch.empty(1, channels, height, width))
    assert output[0].numel() == report.output.size
    params = sum(one.numel() for one in model.parameters())
    assert params == report.params + report.side_params
