from __future__ import annotations

import contextlib
import hashlib
import io
import pickle
import random
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.official import load_official, read_official
from explorer.engine.trained.catalogue import NETWORKS, load_network
from explorer.engine.trained.lenet import LeNet5
from explorer.engine.weights import WeightsError, load_weights

if TYPE_CHECKING:
    from pathlib import Path


class Bomb:
    """Asks the unpickler to write a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return exec, (f"open({str(self.target)!r}, 'w').close()",)


def small_state() -> dict[str, Tensor]:
    return {key: value.clone() for key, value in load_weights("lenet5").items()}


def complete_state(name: str) -> dict[str, Tensor]:
    """A whole official file: our trunk, and dense layers that take next to no room."""
    with torch.device("meta"):
        shapes = {
            key: value.shape for key, value in NETWORKS[name].build_complete().state_dict().items()
        }
    state = load_weights(name)
    for key, shape in shapes.items():
        if key not in state:
            state[key] = torch.full((1,), 1e-4).expand(shape)
    state["classifier.6.bias"] = torch.nn.functional.one_hot(torch.tensor(281), 1000) * 5.0
    return state


def named_by_hash(path: Path) -> Path:
    digits = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return path.rename(path.with_name(f"{path.stem}-{digits}{path.suffix}"))


def save(state: object, path: Path, zipped: bool = True) -> Path:
    if path.suffix == ".safetensors":
        save_file({key: value.contiguous() for key, value in state.items()}, path)
    else:
        torch.save(state, path, _use_new_zipfile_serialization=zipped)
    return path


@pytest.mark.parametrize(
    ("file", "zipped"), [("lenet.pth", True), ("lenet.pth", False), ("lenet.safetensors", True)]
)
def test_a_state_dict_comes_back_as_it_was_saved(tmp_path: Path, file: str, zipped: bool) -> None:
    state = small_state()
    path = named_by_hash(save(state, tmp_path / file, zipped))
    with torch.device("meta"):
        module = LeNet5()
    loaded = load_official(path, module)
    assert loaded.keys() == state.keys()
    for key, value in state.items():
        assert torch.equal(loaded[key], value)


def test_half_precision_becomes_float32(tmp_path: Path) -> None:
    halved = {key: value.half() for key, value in small_state().items()}
    loaded = load_official(save(halved, tmp_path / "lenet.safetensors"), LeNet5())
    assert {value.dtype for value in loaded.values()} == {torch.float32}


def test_a_state_dict_within_a_checkpoint_is_found(tmp_path: Path) -> None:
    path = save({"epoch": 3, "state_dict": small_state()}, tmp_path / "checkpoint.pth")
    assert load_official(path, LeNet5()).keys() == small_state().keys()


@pytest.mark.parametrize("name", ["alexnet", "vgg16"])
def test_a_complete_file_makes_a_trunk_a_classifier(tmp_path: Path, name: str) -> None:
    path = named_by_hash(save(complete_state(name), tmp_path / f"{name}.pth"))
    network = load_network(name, "cpu", official_file=path)
    assert network.info.kind == "classifier"
    assert len(network.labels) == 1000
    assert network.layers[-1].title == "fc8"
    rgb = load_rgb(ASSETS / "images/cat.jpg")
    assert network.classify(rgb, 1)[0].label == "tabby cat"
    # The convolutions are the same as the trunk's.
    x = network.input_tensor(rgb)
    trunk = load_network(name, "cpu").module
    torch.testing.assert_close(network.module.features(x), trunk.features(x))


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_file_of_the_trunk_alone_stays_a_trunk(tmp_path: Path, suffix: str) -> None:
    path = save(load_weights("alexnet"), tmp_path / f"alexnet{suffix}")
    network = load_network("alexnet", "cpu", official_file=path)
    assert network.info.kind == "trunk"
    assert network.labels == ()


def test_torchvisions_squeezenet_sees_pictures_as_torchvision_does(tmp_path: Path) -> None:
    path = save(load_weights("squeezenet"), tmp_path / "squeezenet1_1.pth")
    network = load_network("squeezenet", "cpu", official_file=path)
    assert network.info.preprocessing == NETWORKS["squeezenet"].official_preprocessing
    assert network.info.preprocessing.mean == (0.485, 0.456, 0.406)
    assert load_network("squeezenet", "cpu").info.preprocessing.scale == 1.0


def test_the_published_file_of_efficientnet_lite0_fits(tmp_path: Path) -> None:
    path = save(load_weights("efficientnet-lite0"), tmp_path / "efficientnet-lite0.pth")
    network = load_network("efficientnet-lite0", "cpu", official_file=path)
    best = network.classify(load_rgb(ASSETS / "images/coffee.jpg"), 1)[0]
    assert best.label == "espresso"


def test_the_user_may_replace_a_file_that_is_in_use(tmp_path: Path) -> None:
    path = save(small_state(), tmp_path / "lenet.safetensors")
    network = load_network("lenet5", "cpu", official_file=path)
    before = network.module(torch.ones(1, 1, 32, 32))
    path.write_bytes(b"")
    torch.testing.assert_close(network.module(torch.ones(1, 1, 32, 32)), before)
    with pytest.raises(WeightsError, match=r"lenet\.safetensors cannot be read"):
        load_network("lenet5", "cpu", official_file=path)


def test_a_name_that_promises_another_content(tmp_path: Path) -> None:
    path = save(small_state(), tmp_path / "vgg16-397923af.pth")
    with pytest.raises(WeightsError, match=r"vgg16-397923af\.pth is not what .*, not 397923af"):
        read_official(path)


def test_missing_unexpected_and_misshapen_tensors_are_named(tmp_path: Path) -> None:
    state = small_state()
    del state["fc3.bias"]
    state["fc9.bias"] = torch.zeros(3)
    state["conv1.weight"] = torch.zeros(6, 1, 3, 3)
    path = save(state, tmp_path / "lenet.pth")
    with pytest.raises(WeightsError) as caught:
        load_network("lenet5", "cpu", official_file=path)
    message = str(caught.value)
    assert message.startswith("lenet.pth does not fit LeNet5: ")
    assert "it lacks fc3.bias" in message
    assert "it has fc9.bias, which the network has not" in message
    assert "conv1.weight is (6, 1, 3, 3) and not (6, 1, 5, 5)" in message


def test_a_file_of_another_network_is_told_in_a_few_names(tmp_path: Path) -> None:
    path = save(small_state(), tmp_path / "lenet.pth")
    with pytest.raises(WeightsError, match=r"does not fit VGG16: it lacks .* and 22 more; it has"):
        load_network("vgg16", "cpu", official_file=path)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_wants_to_run_code_is_refused(tmp_path: Path, zipped: bool) -> None:
    target = tmp_path / "ran"
    path = save({"conv1.weight": Bomb(target)}, tmp_path / "evil.pth", zipped)
    with pytest.raises(WeightsError, match=r"evil\.pth is refused: it asks for \S*exec, which"):
        load_network("lenet5", "cpu", official_file=path)
    assert not target.exists()


def test_a_bare_pickle_that_wants_to_run_code_is_refused(tmp_path: Path) -> None:
    target, path = tmp_path / "ran", tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps(Bomb(target), protocol=2))
    with pytest.raises(WeightsError, match=r"evil\.pth"):
        read_official(path)
    assert not target.exists()


def test_a_whole_module_is_refused(tmp_path: Path) -> None:
    path = save(nn.Linear(2, 2), tmp_path / "module.pth")
    with pytest.raises(WeightsError, match=r"it asks for torch\.nn\.modules\.linear\.Linear"):
        read_official(path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["net.pt", "net.pth"])
def test_torchscript_is_refused_as_it_can_run_code(tmp_path: Path, name: str) -> None:
    torch.jit.trace(nn.Linear(2, 2), torch.zeros(1, 2)).save(str(tmp_path / name))
    with pytest.raises(WeightsError, match=r"is a TorchScript file, and opening one can run code"):
        read_official(tmp_path / name)


@pytest.mark.parametrize("name", ["net.pt2", "net.pth"])
def test_an_exported_program_is_refused_as_it_can_run_code(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        for member in ("archive_format", "models/model.json", "data/weights/weight_0"):
            archive.writestr(f"net/{member}", "pt2")
    with pytest.raises(WeightsError, match=r"is an exported program \(\.pt2\), and opening one"):
        read_official(path)


@pytest.mark.parametrize("name", ["weights.bin", "weights.h5", "weights.onnx", "weights"])
def test_other_formats_are_not_read(tmp_path: Path, name: str) -> None:
    shutil.copy(save(small_state(), tmp_path / "lenet.pth"), tmp_path / name)
    with pytest.raises(WeightsError, match=r"only \.pth and \.safetensors files are"):
        read_official(tmp_path / name)


@pytest.mark.parametrize("value", [[1, 2], 3, {"epoch": 3}, {"a": [torch.zeros(1)]}])
def test_a_file_without_a_state_dict(tmp_path: Path, value: object) -> None:
    path = save(value, tmp_path / "value.pth")
    with pytest.raises(WeightsError, match=r"value\.pth holds no state dict"):
        read_official(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>404</html>", b"\x80\x02."])
@pytest.mark.parametrize("name", ["file.pth", "file.safetensors"])
def test_what_is_no_such_file_at_all(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=rf"{name} cannot be read.*Download it again"):
        read_official(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pth", tmp_path):
        with pytest.raises(WeightsError, match=r"cannot be read|is missing"):
            load_network("vgg16", "cpu", official_file=path)


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("zipped", [True, False])
def test_damage_of_any_kind_gives_a_message(tmp_path: Path, zipped: bool) -> None:
    stream = io.BytesIO()
    torch.save({"a": torch.rand(4, 3)}, stream, _use_new_zipfile_serialization=zipped)
    whole, path = stream.getvalue(), tmp_path / "file.pth"
    chance = random.Random(0)
    refused = 0
    for attempt in range(300):
        damaged = bytearray(whole)
        if attempt % 3 == 0:
            del damaged[chance.randrange(len(damaged)) :]
        for _ in range(attempt % 3 * 2):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(WeightsError):
            read_official(path)
            continue
        refused += 1
    assert refused > 100
