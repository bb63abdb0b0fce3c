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
