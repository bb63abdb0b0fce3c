"""Data of the user's own: read as it is, and refused with the reason before anything starts."""

from __future__ import annotations

import gzip
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.clothes import CLASS_NAMES, load_clothes
from explorer.engine.images import save_rgb
from explorer.engine.residual.config import DataSource
from explorer.engine.residual.data import load_data, read_data, survey
from explorer.engine.residual.data_files import CIFAR_CLASSES
from explorer.engine.residual.errors import TrainingDataError

if TYPE_CHECKING:
    from pathlib import Path


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


# The bundled clothes


def test_the_bundled_clothes_are_10000_and_2000() -> None:
    data, seen = load_data(DataSource()), survey(DataSource())
    assert data.images.shape == (10_000, 28, 28, 1)
    assert data.test_images.shape == (2000, 28, 28, 1)
    assert data.class_names == CLASS_NAMES == seen.class_names
    assert (seen.images, seen.test_images, seen.side) == (10_000, 2000, 28)
    few = load_data(DataSource(), 100, 50)
    assert (len(few.images), len(few.test_labels)) == (100, 50)
    assert np.array_equal(few.images[..., 0], load_clothes().train.images[:100])


# MNIST's form


def write_idx(folder: Path, stem: str, array: np.ndarray, packed: bool = False) -> Path:
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    path = folder / f"{stem}-idx{array.ndim}-ubyte{'.gz' if packed else ''}"
    content = header + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


@pytest.fixture
def idx(tmp_path: Path) -> Path:
    tmp_path = tmp_path / "FashionMNIST" / "raw"
    tmp_path.mkdir(parents=True)
    for stem, count in (("train", 12), ("t10k", 4)):
        write_idx(tmp_path, f"{stem}-images", rng().integers(0, 256, (count, 28, 28)), count == 4)
        write_idx(tmp_path, f"{stem}-labels", np.arange(count) % 10, count == 12)
    return tmp_path


def test_the_four_files_of_mnist_are_read_packed_or_not(idx: Path) -> None:
    data = load_data(DataSource("idx", str(idx)))
    assert data.images.shape == (12, 28, 28, 1)
    assert data.test_labels.tolist() == [0, 1, 2, 3]
    assert data.class_names == tuple("0123456789")
    assert np.array_equal(data.images[..., 0], rng().integers(0, 256, (12, 28, 28)))
    assert survey(DataSource("idx", str(idx))).images == 12


def test_they_are_found_below_and_fashion_mnist_is_known_by_its_labels(idx: Path) -> None:
    write_idx(idx, "train-labels", np.array([9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9]), packed=True)
    data = load_data(DataSource("idx", str(idx.parent)))
    assert (data.name, data.class_names) == ("Fashion-MNIST", CLASS_NAMES)


def test_a_missing_file_of_the_four_is_named(idx: Path) -> None:
    next(idx.glob("t10k-labels*")).unlink()
    with pytest.raises(TrainingDataError, match="does not hold t10k-labels-idx"):
        load_data(DataSource("idx", str(idx)))


def test_images_and_labels_that_do_not_belong_together_are_refused(idx: Path) -> None:
    write_idx(idx, "train-labels", np.arange(11) % 10, packed=True)
    with pytest.raises(TrainingDataError, match="do not belong together"):
        load_data(DataSource("idx", str(idx)))


def test_a_truncated_idx_file_is_refused(idx: Path) -> None:
    path = next(idx.glob("train-images*"))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(TrainingDataError, match="cut short"):
        load_data(DataSource("idx", str(idx)))


def test_one_class_is_refused(idx: Path) -> None:
    write_idx(idx, "train-labels", np.full(12, 3), packed=True)
    with pytest.raises(TrainingDataError, match="all 12 images to train on are of one class, “3”"):
        load_data(DataSource("idx", str(idx)))


# CIFAR-10


def cifar_rows(count: int, seed: int) -> tuple[bytes, np.ndarray, np.ndarray]:
    images = np.random.default_rng(seed).integers(0, 256, (count, 32, 32, 3), np.uint8)
    labels = np.arange(count, dtype=np.uint8) % 10
    rows = np.concatenate([labels[:, None], images.transpose(0, 3, 1, 2).reshape(count, -1)], 1)
    return rows.tobytes(), images, labels


@pytest.fixture
def cifar(tmp_path: Path) -> Path:
    folder = tmp_path / "cifar-10-batches-bin"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"data_batch_{number}.bin").write_bytes(cifar_rows(5, number)[0])
    (folder / "test_batch.bin").write_bytes(cifar_rows(3, 9)[0])
    return tmp_path


def test_cifars_binary_files_are_read(cifar: Path) -> None:
    data = load_data(DataSource("cifar10", str(cifar)))
    expected = np.concatenate([cifar_rows(5, 1)[1], cifar_rows(5, 2)[1]])
    assert np.array_equal(data.images, expected)
    assert data.labels.tolist() == [0, 1, 2, 3, 4] * 2
    assert np.array_equal(data.test_images, cifar_rows(3, 9)[1])
    assert data.class_names == CIFAR_CLASSES
    seen = survey(DataSource("cifar10", str(cifar)))
    assert (seen.images, seen.test_images) == (10, 3)


def test_a_truncated_binary_is_refused_by_name(cifar: Path) -> None:
    path = cifar / "cifar-10-batches-bin" / "data_batch_2.bin"
    path.write_bytes(path.read_bytes()[:-1])
    for look in (survey, load_data):
        with pytest.raises(TrainingDataError, match=r"data_batch_2\.bin has 15,364 bytes"):
            look(DataSource("cifar10", str(cifar)))


def test_a_label_that_cifar_has_not_is_refused(cifar: Path) -> None:
    path = cifar / "cifar-10-batches-bin" / "test_batch.bin"
    path.write_bytes(b"\x0a" + path.read_bytes()[1:])
    with pytest.raises(TrainingDataError, match="a label 10"):
        load_data(DataSource("cifar10", str(cifar)))


def test_the_pickled_version_is_refused_and_the_other_named(tmp_path: Path) -> None:
    (tmp_path / "data_batch_1").write_bytes(b"\x80\x02")
    with pytest.raises(TrainingDataError, match="Choose the binary version"):
        load_data(DataSource("cifar10", str(tmp_path)))


@pytest.mark.parametrize("kind", ["idx", "cifar10", "folder"])
def test_an_empty_folder_and_one_that_is_not_there_are_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(TrainingDataError, match=r"does not hold|no subfolder"):
        survey(DataSource(kind, str(tmp_path)))
    with pytest.raises(TrainingDataError, match=r"does not exist|No such file"):
        survey(DataSource(kind, str(tmp_path / "gone")))


# A folder of pictures


def write_class(folder: Path, name: str, count: int, grey: int) -> None:
    (folder / name).mkdir()
    for number in range(count):
        size = (40 + number, 60, 3)
        save_rgb(folder / name / f"{number}.png", np.full(size, grey + number, np.uint8))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    write_class(tmp_path, "cats", 10, 20)
    write_class(tmp_path, "dogs", 5, 200)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("no picture")
    return tmp_path


def test_each_subfolder_with_pictures_is_a_class(pictures: Path) -> None:
    seen = survey(DataSource("folder", str(pictures), 16))
    assert (seen.class_names, seen.images, seen.test_images) == (("cats", "dogs"), 12, 3)
    data = load_data(DataSource("folder", str(pictures), 16))
    assert data.images.shape == (12, 16, 16, 3)
    assert np.bincount(data.labels).tolist() == [8, 4]
    assert np.bincount(data.test_labels).tolist() == [2, 1]
    assert ((data.images[:, 0, 0, 0] >= 200) == (data.labels == 1)).all()
    assert set(data.labels[:2].tolist()) == {0, 1}  # the first images are of all classes


def test_the_split_is_the_same_again_and_nothing_is_in_both_parts(pictures: Path) -> None:
    first, again = (load_data(DataSource("folder", str(pictures), 16)) for _ in range(2))
    assert np.array_equal(first.images, again.images)
    assert np.array_equal(first.test_images, again.test_images)
    greys = {int(one[0, 0, 0]) for one in first.images}
    assert not greys & {int(one[0, 0, 0]) for one in first.test_images}


def test_unreadable_pictures_are_listed_and_skipped(pictures: Path) -> None:
    (pictures / "cats" / "3.png").write_bytes(b"nothing")
    (pictures / "cats" / "4.png").write_bytes(b"")
    data = load_data(DataSource("folder", str(pictures), 16))
    assert sorted(one.path for one in data.skipped) == ["cats/3.png", "cats/4.png"]
    assert all(one.reason for one in data.skipped)
    assert len(data.images) + len(data.test_images) == 13


def test_a_class_that_cannot_be_read_is_refused_with_the_reason(pictures: Path) -> None:
    for path in (pictures / "dogs").iterdir():
        path.write_bytes(b"nothing")
    with pytest.raises(TrainingDataError, match=r"Of class “dogs” 0 pictures can be read.*dogs/"):
        load_data(DataSource("folder", str(pictures), 16))


def test_one_class_of_pictures_is_refused(tmp_path: Path) -> None:
    write_class(tmp_path, "cats", 4, 20)
    for look in (survey, load_data):
        with pytest.raises(TrainingDataError, match="one subfolder with pictures, “cats”"):
            look(DataSource("folder", str(tmp_path)))


def test_a_class_of_one_picture_is_refused(pictures: Path) -> None:
    write_class(pictures, "fish", 1, 90)
    with pytest.raises(TrainingDataError, match="“fish” has only 1 picture"):
        survey(DataSource("folder", str(pictures)))


def test_reading_says_how_far_it_is_and_takes_no_more_than_is_needed(pictures: Path) -> None:
    steps = list(read_data(DataSource("folder", str(pictures), 16)))
    assert [step.done for step in steps] == list(range(1, 16))
    assert steps[-1].fraction == 1
    few = list(read_data(DataSource("folder", str(pictures), 16), images=4))
    assert few[-1].total == 6
