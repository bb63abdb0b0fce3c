from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QMessageBox

from explorer.widgets import export


@pytest.fixture
def image() -> QImage:
    made = QImage(4, 3, QImage.Format.Format_RGB32)
    made.fill(QColor("#5aa9ff"))
    return made


@pytest.fixture
def parent(qtbot):
    made = QLabel("parent")
    qtbot.addWidget(made)
    return made


def _answer(monkeypatch, path: Path | None) -> list[str]:
    """Let the file dialog answer with a path; returns what it was asked to begin with."""
    asked = []

    def answer(_parent, _title, start, _filter):
        asked.append(start)
        return (str(path) if path else "", "")

    monkeypatch.setattr(export.QFileDialog, "getSaveFileName", answer)
    return asked


def test_a_picture_is_written_and_read_again(tmp_path, image):
    export.write_png(tmp_path / "a.png", image)
    assert QImage(str(tmp_path / "a.png")) == image


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, image):
    target = tmp_path / "no such folder" / "a.png"
    with pytest.raises(export.ExportError, match=r"a\.png was not written"):
        export.write_png(target, image)
    old = tmp_path / "old.png"
    old.write_bytes(b"old")
    with pytest.raises(export.ExportError, match="no picture"):
        export.write_png(old, QImage())
    assert old.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.png"]


def test_a_table_is_written_as_csv(tmp_path):
    export.write_csv(tmp_path / "t.csv", [("name", "value"), ("a, b", 0.5), ("−", -1)])
    assert (tmp_path / "t.csv").read_text("utf-8") == 'name,value\n"a, b",0.5\n−,-1\n'


def test_saving_asks_where_and_remembers_the_folder(tmp_path, monkeypatch, parent, image):
    asked = _answer(monkeypatch, tmp_path / "chosen")
    saved = export.save_image(parent, image, "Feature maps · VGG-16")
    assert saved == tmp_path / "chosen.png"
    assert saved.is_file()
    assert Path(asked[0]).name == "feature-maps-vgg-16.png"
    export.save_array(parent, [("a", 1)], "Kernel")
    assert Path(asked[1]) == tmp_path / "kernel.csv"


def test_nothing_is_saved_when_nothing_is_chosen(tmp_path, monkeypatch, parent, image):
    _answer(monkeypatch, None)
    assert export.save_image(parent, image, "x") is None
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_shown_and_stops_nothing(tmp_path, monkeypatch, qtbot, parent, image):
    _answer(monkeypatch, tmp_path / "gone" / "a.png")
    assert export.save_image(parent, image, "x") is None
    box = parent.findChild(QMessageBox)
    assert "a.png was not written" in box.text()
    box.close()


def test_a_widget_is_saved_as_it_is_seen(tmp_path, monkeypatch, parent):
    _answer(monkeypatch, tmp_path / "w.png")
    parent.resize(50, 20)
    export.save_widget(parent, parent, "w")
    assert QImage(str(tmp_path / "w.png")).size() == parent.size()


def test_the_clipboard_gets_pictures_and_text(image):
    export.copy_image(image)
    assert QGuiApplication.clipboard().image().size() == image.size()
    export.copy_text(r"\frac{1}{2}")
    assert QGuiApplication.clipboard().text() == r"\frac{1}{2}"


@pytest.mark.parametrize(
    ("name", "file"), [("A/B: c?", "a-b-c"), ("…", "convnet-explorer"), ("conv2_2", "conv2_2")]
)
def test_names_of_files(name, file):
    assert export.file_name(name) == file
