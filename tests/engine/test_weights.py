from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import torch

from explorer.engine import weights
from explorer.engine.weights import (
    WeightsError,
    labels,
    load_weights,
    manifest,
    verify_all,
)

NAMES = {"alexnet", "efficientnet-lite0", "imagenet-classes", "lenet5", "squeezenet", "vgg16"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of weights with one small file, to be spoilt."""
    entries = json.loads((weights.FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
    kept = {name: entries[name] for name in ("lenet5", "imagenet-classes")}
    for entry in kept.values():
        shutil.copy(weights.FOLDER / entry["file"], tmp_path)
    write_manifest(tmp_path, kept)
    return tmp_path


def write_manifest(folder: Path, files: object) -> None:
    (folder / "manifest.json").write_text(json.dumps({"version": 1, "files": files}), "utf-8")


def edit_entry(folder: Path, **changes: object) -> None:
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    files["lenet5"].update(changes)
    write_manifest(folder, files)


def test_every_bundled_file_is_what_the_manifest_says() -> None:
    outcomes = verify_all()
    assert {one.name for one in outcomes} >= NAMES
    assert [one.error for one in outcomes if one.error] == []


def test_the_manifest_tells_where_each_file_comes_from() -> None:
    for record in manifest().values():
        assert re.fullmatch("[0-9a-f]{64}", record.sha256)
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", record.date)
        assert record.network
        assert record.licence["code"]
        assert record.licence["weights"]
        assert record.source
        assert (weights.ASSETS.parent / record.build).is_file()
        assert record.path.stat().st_size == record.size_bytes < 45_000_000
    for name in NAMES - {"imagenet-classes"}:
        record = manifest()[name]
        assert record.preprocessing
        assert record.published["top1"]
        assert record.measured


def test_lenet_was_measured_at_99_percent_or_better() -> None:
    assert manifest()["lenet5"].measured["top1"] >= 99.0


def test_the_readme_names_each_file_with_its_script_and_accuracy() -> None:
    text = (weights.ASSETS / "README.md").read_text("utf-8")
    for record in manifest().values():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{record.path.name}`")]
        assert Path(record.build).name in row
        accuracy = record.measured.get("top1") or record.published.get("top1")
        assert accuracy is None or f"{accuracy:.4g}" in row or f"{accuracy:.3g} %" in row


def test_no_file_lies_in_the_folder_unknown_to_the_manifest() -> None:
    known = {record.path.name for record in manifest().values()} | {"manifest.json"}
    assert {path.name for path in weights.FOLDER.iterdir()} == known


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("vgg16", (-0.5537, 0.1427, 0.5290)),
        ("alexnet", (0.11864, 0.09407, 0.09544)),
    ],
)
def test_first_kernel_is_the_published_one(name: str, row: tuple[float, ...]) -> None:
    first = load_weights(name)["features.0.weight"][0, 0].flatten()[:3]
    torch.testing.assert_close(first, torch.tensor(row), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", sorted(NAMES - {"imagenet-classes"}))
def test_tensors_are_float32_of_the_shapes_in_the_manifest(name: str) -> None:
    tensors = load_weights(name)
    assert {key: tuple(one.shape) for key, one in tensors.items()} == manifest()[name].shapes
    assert {one.dtype for one in tensors.values()} <= {torch.float32, torch.int64}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_file_is_mapped_while_in_use_and_let_go_after(folder: Path) -> None:
    def is_mapped() -> bool:
        return str(folder / "lenet5.safetensors") in Path("/proc/self/maps").read_text()

    tensors = load_weights("lenet5", folder)
    assert is_mapped()
    del tensors
    gc.collect()
    assert not is_mapped()


def test_the_checksum_is_computed_once_until_the_file_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    digest = hashlib.file_digest

    def counting(stream, name):
        read.append(stream.name)
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", counting)
    load_weights("lenet5", folder)
    load_weights("lenet5", folder)
    assert len(read) == 1
    os.utime(folder / "lenet5.safetensors", (1, 1))
    load_weights("lenet5", folder)
    assert len(read) == 2
    verify_all(folder)
    assert len(read) == 4  # both files, whatever is remembered


def spoil_missing(path: Path) -> None:
    path.unlink()


def spoil_truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def spoil_emptied(path: Path) -> None:
    path.write_bytes(b"")


def spoil_one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)


def spoil_longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def spoil_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    # As large as the file, or larger, on any file system: its size is not what gives it away.
    edit_entry(path.parent, bytes=path.stat().st_size)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_missing, "is missing"),
        (spoil_truncated, "is cut short"),
        (spoil_emptied, "is cut short: 0 of"),
        (spoil_one_bit, "was altered"),
        (spoil_longer, "was altered"),
        (spoil_folder, "cannot be read"),
    ],
)
def test_a_spoilt_file_is_named_with_what_to_do(folder: Path, spoil, said: str) -> None:
    load_weights("lenet5", folder)  # what was remembered of the good file helps no bad one
    path = folder / "lenet5.safetensors"
    spoil(path)
    with pytest.raises(WeightsError) as caught:
        load_weights("lenet5", folder)
    message = str(caught.value)
    assert said in message
    assert "lenet5.safetensors" in message
    assert "git checkout -- " in message
    assert "python assets/build/train_lenet5.py" in message
    told = {one.name: one.error for one in verify_all(folder)}
    assert told["lenet5"] == message
    assert told["imagenet-classes"] == ""


def test_a_spoilt_list_of_names_is_named(folder: Path) -> None:
    assert labels("imagenet-classes", folder)[207] == "Golden Retriever"
    spoil_truncated(folder / "imagenet-classes.json")
    with pytest.raises(WeightsError, match=r"imagenet-classes\.json is cut short"):
        labels("imagenet-classes", folder)


def test_bundled_files_are_named_as_git_knows_them() -> None:
    with pytest.raises(WeightsError, match=r"'resnet50'; there are") as caught:
        load_weights("resnet50")
    assert "vgg16" in str(caught.value)
    assert weights._shown(weights.FOLDER / "vgg16.safetensors") == (
        "assets/weights/vgg16.safetensors"
    )


def test_a_tensor_of_another_shape_than_in_the_manifest(folder: Path) -> None:
    shapes = dict(manifest(folder)["lenet5"].shapes) | {"conv1.weight": (6, 1, 3, 3)}
    edit_entry(folder, tensors=shapes)
    with pytest.raises(WeightsError, match=r"conv1\.weight is \(6, 1, 5, 5\) and should be"):
        load_weights("lenet5", folder)


def test_a_tensor_that_the_manifest_does_not_know(folder: Path) -> None:
    shapes = dict(manifest(folder)["lenet5"].shapes)
    del shapes["output.bias"]
    edit_entry(folder, tensors=shapes)
    with pytest.raises(WeightsError, match=r"output\.bias is \(10,\) and should be nothing"):
        load_weights("lenet5", folder)
    assert "output.bias" in {one.name: one.error for one in verify_all(folder)}["lenet5"]


def test_a_file_that_is_no_safetensors_though_its_checksum_fits(folder: Path) -> None:
    path = folder / "lenet5.safetensors"
    path.write_bytes(b"not tensors")
    edit_entry(folder, bytes=11, sha256=hashlib.sha256(b"not tensors").hexdigest())
    with pytest.raises(WeightsError, match=r"lenet5\.safetensors cannot be read"):
        load_weights("lenet5", folder)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"files": []}', '{"files": {"lenet5": {}}}', "\udcff"]
)
def test_a_broken_manifest_is_named(folder: Path, content: str) -> None:
    path = folder / "manifest.json"
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(WeightsError, match=r"manifest\.json is damaged .*git checkout -- "):
        load_weights("lenet5", folder)


def test_a_missing_manifest_is_named(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    with pytest.raises(WeightsError, match=r"manifest\.json is missing\. Restore it"):
        verify_all(folder)
