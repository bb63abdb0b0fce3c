"""Files that are no ONNX network, or a hostile one: each gives its reason, none does harm."""

from __future__ import annotations

import contextlib
import os
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper
from safetensors.torch import save_file
from torch import nn

from explorer.engine import onnx_file
from explorer.engine.onnx_network import OnnxError, OnnxNetwork

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONV = [helper.make_node("Conv", ["x", "w"], ["y"])]


def model(nodes: Sequence[onnx.NodeProto] = CONV, **about: Any) -> onnx.ModelProto:
    weight = np.ones((4, 3, 3, 3), np.float32)
    stored = about.get("initializer", [onnx.numpy_helper.from_array(weight, "w")])
    inputs = about.get(
        "inputs",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, about.get("shape", [1, 3, 8, 8]))],
    )
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["a", "b", "c", "d"])
    graph = helper.make_graph(nodes, "g", inputs, [output], stored)
    opsets = [helper.make_opsetid("", about.get("opset", 17)), *about.get("opsets", [])]
    return helper.make_model(
        graph,
        opset_imports=opsets,
        ir_version=about.get("ir", 8),
        functions=about.get("functions", []),
    )


def refused(path: Path, content: bytes | onnx.ModelProto) -> str:
    """Write a file, open it, and return why it is refused."""
    raw = content if isinstance(content, bytes) else content.SerializeToString()
    path.write_bytes(raw)
    with pytest.raises(OnnxError) as caught:
        OnnxNetwork.open(path)
    return str(caught.value)


def test_what_is_written_here_opens(tmp_path: Path) -> None:
    onnx.save(model(), tmp_path / "good.onnx")
    network = OnnxNetwork.open(tmp_path / "good.onnx")
    assert network.run(np.ones((1, 3, 8, 8), np.float32))["y"].max() == 27


def test_no_file_a_folder_and_an_empty_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.onnx", tmp_path):
        with pytest.raises(OnnxError, match=f"{path.name} cannot be read"):
            OnnxNetwork.open(path)
    assert "is empty (0 bytes)" in refused(tmp_path / "a.onnx", b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    with pytest.raises(OnnxError, match="a pipe or a device"):
        OnnxNetwork.open(tmp_path / "pipe.onnx")


def test_a_name_that_no_file_has() -> None:
    with pytest.raises(OnnxError, match="is no name of a file"):
        OnnxNetwork.open(Path("a\0b.onnx"))


def _script(path: Path) -> None:
    torch.jit.trace(nn.Conv2d(3, 4, 3), torch.zeros(1, 3, 8, 8)).save(str(path))


def _exported(path: Path) -> None:
    torch.export.save(torch.export.export(nn.Conv2d(3, 4, 3), (torch.zeros(1, 3, 8, 8),)), path)


def _keras(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", "{}")


def _zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("network.onnx", model().SerializeToString())


def _state_dict(path: Path) -> None:
    torch.save(nn.Conv2d(3, 4, 3).state_dict(), path)


def _bytes(beginning: bytes) -> Callable[[Path], Any]:
    return lambda path: path.write_bytes(beginning + bytes(99))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("write", "message"),
    [
        (_script, r"is a TorchScript file\. It is not opened, because loading one can run code"),
        (_exported, r"is a PyTorch exported program \(\.pt2\)\. It is not opened, because loading"),
        (_state_dict, r"is a PyTorch file of weights or of a whole model \(\.pth, \.pt\)\. If it"),
        (_bytes(pickle.dumps({"a": 1})), r"is a pickle, an old PyTorch file"),
        (
            lambda path: save_file({"w": torch.zeros(3)}, path),
            r"holds weights only \(safetensors\)",
        ),
        (_bytes(b"\x89HDF\r\n\x1a\n"), "is an HDF5 file, as Keras writes"),
        (_keras, "is a Keras file"),
        (_zipped, r"is a ZIP archive\. Unpack it and open the \.onnx file in it"),
        (_bytes(b"PK\x03\x04"), "is a damaged or incomplete archive"),
        (_bytes(b"\x1c\0\0\0TFL3"), "is a TensorFlow Lite file"),
        (_bytes(b"\x1c\0\0\0ORTM"), "is in ONNX Runtime's own format"),
        (_bytes(b"\x89PNG\r\n\x1a\n"), r"is a picture \(PNG\)"),
        (_bytes(b"<!DOCTYPE html>"), "is a web page"),
        (_bytes(b"version https://git-lfs.github.com/spec/v1"), "is a Git LFS pointer"),
    ],
)
def test_other_files_are_named(tmp_path: Path, write: Callable[[Path], Any], message: str) -> None:
    path = tmp_path / "network.onnx"
    write(path)
    with pytest.raises(OnnxError, match=rf"network\.onnx {message}"):
        OnnxNetwork.open(path)


def test_a_pickle_that_would_run_code_does_not(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (os.mkdir, (str(tmp_path / "sprung"),))

    torch.save(Trap(), tmp_path / "a.pt")
    with pytest.raises(OnnxError):
        OnnxNetwork.open(tmp_path / "a.pt")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.9, 0.999])
def test_a_part_of_a_file_is_refused(tmp_path: Path, share: float) -> None:
    whole = model().SerializeToString()
    message = refused(tmp_path / "a.onnx", whole[: max(1, int(len(whole) * share))])
    assert message.startswith("a.onnx ")
    assert message.endswith("Download or export it again.")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=400))
def test_random_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path / "a.onnx", content).startswith("a.onnx ")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 700), value=st.integers(0, 255))
def test_one_wrong_byte_does_no_harm(tmp_path: Path, place: int, value: int) -> None:
    content = bytearray(model().SerializeToString())
    content[place % len(content)] = value
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    with contextlib.suppress(OnnxError):
        OnnxNetwork.open(path).run(np.zeros((1, 3, 8, 8), np.float32))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (model(opset=99), "uses version 99 of the ONNX operations; .* Export it again"),
        (model(ir=99), "is not a valid ONNX network: Your model ir_version 99 is higher"),
        (model([]), "holds no network: there is no operation in it"),
        (
            model([helper.make_node("Foo", ["x"], ["y"])]),
            "is not a valid ONNX network: No Op registered for Foo",
        ),
        (
            model(
                [helper.make_node("Foo", ["x"], ["y"], domain="their.own")],
                opsets=[helper.make_opsetid("their.own", 1)],
            ),
            "cannot be computed: it uses the operation their.own:Foo, which is not part of ONNX",
        ),
        (
            model([helper.make_node("Relu", ["b"], ["y"]), helper.make_node("Relu", ["y"], ["b"])]),
            "is not a valid ONNX network: Nodes in a graph must be topologically sorted",
        ),
        (model([helper.make_node("Relu", ["w"], ["y"])]), "computes no feature maps from its inp"),
        (model(shape=[1, 3, 1 << 40, 1 << 40]), "may be 1 to 4096 px high"),
        (model(shape=[1, 7, 8, 8]), "takes 7 channels; a picture has 1 or 3"),
        (model(shape=[64, 3, 8, 8]), "takes 64 pictures at once. Export it for a batch of 1"),
        (model(shape=[1, 3, 8]), "takes an input of shape 1×3×8; a picture is fed as N×C×H×W"),
        (
            model(
                [helper.make_node("Add", ["x", "z"], ["y"])],
                inputs=[
                    helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, 8, 8])
                    for name in "xz"
                ],
            ),
            r"has 2 inputs \(x, z\); one picture can be fed",
        ),
        (
            model(inputs=[helper.make_tensor_value_info("x", TensorProto.STRING, [1, 3, 8, 8])]),
            "takes string values; a picture is fed as numbers",
        ),
    ],
)  # fmt: skip
def test_a_network_that_cannot_be_used_gives_its_reason(
    tmp_path: Path, given: onnx.ModelProto, message: str
) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(given.SerializeToString())
    with pytest.raises(OnnxError, match=message):
        OnnxNetwork.open(path)


def test_a_name_that_is_no_text_is_said(tmp_path: Path) -> None:
    content = model([helper.make_node("Relu", ["x"], ["y"], name="first")]).SerializeToString()
    message = refused(tmp_path / "a.onnx", content.replace(b"first", b"fi\xf5st"))
    assert "Download or export it again" in message


def test_weights_that_claim_to_be_huge_are_refused(tmp_path: Path) -> None:
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1 << 40, 3, 3, 3])
    assert "is not a valid ONNX network" in refused(
        tmp_path / "a.onnx", model(initializer=[weight])
    )
    weight.raw_data = b"1234"
    assert "is not a valid ONNX network" in refused(
        tmp_path / "b.onnx", model(initializer=[weight])
    )


def test_a_tensor_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Upsample", ["x", "s"], ["big"]),
        helper.make_node("Relu", ["big"], ["y"]),
    ]
    scales = helper.make_tensor("s", TensorProto.FLOAT, [4], [1.0, 1.0, 1e4, 1e4])
    message = refused(tmp_path / "a.onnx", model(nodes, initializer=[scales], opset=9))
    assert "would make y 1×3×80000×80000, over 268,435,456 values" in message


def test_a_size_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    pads = helper.make_tensor("s", TensorProto.FLOAT, [4], [1.0, 1.0, 64.0, 64.0])
    nodes = [helper.make_node("Resize", ["x", "", "s"], ["y"])]
    path = tmp_path / "a.onnx"
    onnx.save(model(nodes, initializer=[pads], shape=[1, 3, "h", "w"]), path)
    network = OnnxNetwork.open(path)
    assert network.layers_at(8, 8)[0].shape == (1, 3, 512, 512)
    with pytest.raises(OnnxError, match="Choose a smaller picture"):
        network.run(np.zeros((1, 3, 1000, 1000), np.float32))


def test_functions_that_explode_or_go_in_circles_are_refused(tmp_path: Path) -> None:
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("f", 1)]

    def function(name: str, called: str) -> onnx.FunctionProto:
        call = [helper.make_node(called, [a], [b], domain="f") for a, b in ("xz", "zy")]
        return helper.make_function("f", name, ["x"], ["y"], call, opsets)

    last = helper.make_function(
        "f", "F20", ["x"], ["y"], [helper.make_node("Relu", ["x"], ["y"])], opsets
    )
    doubling = [*(function(f"F{i}", f"F{i + 1}") for i in range(20)), last]
    nodes = [helper.make_node("F0", ["x"], ["y"], domain="f")]
    about = {"opsets": opsets[1:], "initializer": []}
    message = refused(tmp_path / "a.onnx", model(nodes, functions=doubling, **about))
    assert "has 1,048,576 operations; up to 20,000 can be walked" in message
    circle = [function("F0", "F1"), function("F1", "F0")]
    message = refused(tmp_path / "b.onnx", model(nodes, functions=circle, **about))
    assert "must not be recursive" in message
    chain = [function(f"F{i}", f"F{i + 1}") for i in range(60)]
    message = refused(tmp_path / "c.onnx", model(nodes, functions=chain, **about))
    assert "nests its functions deeper than 50" in message


def _external(folder: Path, location: str | None = None) -> Path:
    path = folder / "a.onnx"
    onnx.save(model(), path, save_as_external_data=True, location="a.bin", size_threshold=0)
    if location is not None:
        changed = onnx.load(path, load_external_data=False)
        changed.graph.initializer[0].external_data[0].value = location
        path.write_bytes(changed.SerializeToString())
    return path


def test_weights_beside_the_file_are_read(tmp_path: Path) -> None:
    network = OnnxNetwork.open(_external(tmp_path))
    assert network.run(np.ones((1, 3, 8, 8), np.float32))["y"].max() == 27


def test_weights_outside_the_folder_are_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(9999))
    (inside / "link.bin").symlink_to(tmp_path / "secret.bin")
    places = ("../secret.bin", str(tmp_path / "secret.bin"), "link.bin", "sub/../../secret.bin", "")
    for place in places:
        with pytest.raises(OnnxError, match="not in its own folder"):
            OnnxNetwork.open(_external(inside, place))
    with pytest.raises(OnnxError, match="which is missing"):
        OnnxNetwork.open(_external(inside, "*/_ORT_MEM_ADDR_/*"))


def test_weights_that_are_missing_or_cut_off_are_said(tmp_path: Path) -> None:
    path = _external(tmp_path)
    (tmp_path / "a.bin").write_bytes(b"1234")
    with pytest.raises(OnnxError, match=r"a\.bin, the weights of a\.onnx, is not complete"):
        OnnxNetwork.open(path)
    (tmp_path / "a.bin").unlink()
    with pytest.raises(OnnxError, match=r"keeps its weights in a.bin, which is missing"):
        OnnxNetwork.open(path)


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _external(tmp_path)
    monkeypatch.setattr(onnx_file, "MAX_BYTES", 300)
    with pytest.raises(OnnxError, match=r"too large to be opened"):
        OnnxNetwork.open(path)
    monkeypatch.setattr(onnx_file, "MAX_BYTES", 100)
    with pytest.raises(OnnxError, match=r"a.onnx has .* GB can be opened"):
        OnnxNetwork.open(path)
