"""The bundled scenes name what there is, and the lessons send to pages that there are."""

from __future__ import annotations

import json
import re
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from explorer.engine.assets import ASSETS
from explorer.engine.weights import manifest

if TYPE_CHECKING:
    from pathlib import Path

SCENES = sorted((ASSETS / "scenes").glob("*.json"))
PANELS = ("filters", "bottleneck", "detector", "faces", "style", "residual")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def pages_of(panel: str) -> dict[str, Any]:
    pages: dict[str, Any] = import_module(f"explorer.panels.{panel}.panel").PAGES
    return pages


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_a_scene_names_what_is_bundled(path: Path) -> None:
    scene = read(path)
    digests = {record["sha256"] for record in read(ASSETS / "media.json")}
    assert scene["media"]["sha256"] in digests
    assert scene["weights"] == {name: manifest()[name].sha256 for name in scene["weights"]}
    assert scene["title"]
    assert scene["caption"].endswith(".")


@pytest.mark.parametrize("panel", PANELS)
def test_every_page_has_a_scene_in_its_order(panel: str) -> None:
    kind = getattr(import_module(f"explorer.panels.{panel}.state"), f"{panel.capitalize()}State")
    scenes = [read(path) for path in SCENES if path.stem.startswith(f"{panel}-")]
    assert {scene["panel"] for scene in scenes} == {panel}
    pages = [msgspec.convert(scene["state"], kind).page for scene in scenes]
    assert list(dict.fromkeys(pages)) == list(pages_of(panel))


@pytest.mark.parametrize("panel", PANELS)
def test_a_lesson_sends_to_pages_that_there_are(panel: str) -> None:
    lesson = files(f"explorer.panels.{panel}").joinpath("lesson.md").read_text("utf-8")
    named = re.findall(r"Try it\* on \*\*([^*]+)\*\*", " ".join(lesson.split()))
    assert set(named) <= {title for title, _ in pages_of(panel).values()}
