from __future__ import annotations

from pathlib import Path

import pytest

from explorer.app.cli import Options, parse_options
from explorer.app.main import main
from explorer.app.registry import PANELS, PanelKey, UnknownPanelError, panel_info


def test_nothing_asked_for_is_the_default():
    assert parse_options([]) == Options()


def test_everything_asked_for():
    options = parse_options(
        "--panel filters --source camera:0 --screenshot out.png --size 1600x1000 --theme light "
        "--scale 2 --device cpu".split()
    )
    assert options.panel is PanelKey.FILTERS
    assert options.size == (1600, 1000)
    assert options.screenshot == Path("out.png")
    assert (options.theme, options.scale, options.device) == ("light", 2.0, "cpu")


@pytest.mark.parametrize(
    "words",
    [
        "--size 1600", "--size 10x10", "--size 99999x99999", "--size -1x5", "--panel yolo",
        "--theme pink", "--scale 0", "--scale much", "--nonsense",
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_the_usage(words, capsys):
    with pytest.raises(SystemExit) as stop:
        parse_options(words.split())
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_version_names_what_computes(capsys):
    assert main(["--version"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("ConvNet Explorer ")
    assert "torch 2." in printed


def test_an_unknown_panel_suggests_the_nearest():
    with pytest.raises(UnknownPanelError, match="Did you mean 'filters'"):
        panel_info("filter")


def test_panels_are_told_apart():
    shortcuts = [info.shortcut for info in PANELS.values()]
    assert len(set(shortcuts)) == len(shortcuts)
    assert all(key == info.key for key, info in PANELS.items())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--source nosuch.mp4", "no file nosuch.mp4"),
        ("--source bundled:bike", "Did you mean bikes?"),
        ("--scene nosuch.json", "cannot be read"),
    ],
)
def test_a_picture_of_what_is_not_there_fails_and_says_why(qtbot, tmp_path, capsys, words, said):
    picture = tmp_path / "out.png"
    assert main(["--screenshot", str(picture), *words.split()]) == 1
    assert said in capsys.readouterr().out
    assert not picture.exists()


def test_a_damaged_picture_is_said_at_once(qtbot, tmp_path, capsys):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    assert main(["--screenshot", str(tmp_path / "out.png"), "--source", str(broken)]) == 1
    assert "broken.jpg" in capsys.readouterr().out


def test_a_screenshot_has_the_size_that_was_asked_for(qtbot, tmp_path):
    from explorer.engine.images import load_rgb

    picture = tmp_path / "out.png"
    assert main(["--screenshot", str(picture), "--size", "1280x800", "--theme", "light"]) == 0
    assert load_rgb(picture).shape == (800, 1280, 3)
