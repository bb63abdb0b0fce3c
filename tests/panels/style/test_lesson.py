"""The lesson and the scenes name what there is, and their figures are those of the state."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import msgspec

from explorer.engine.assets import ASSETS
from explorer.engine.style.layers import channels_of
from explorer.engine.style.reconstruct import LOSSES
from explorer.panels.style.keeps.values import PREVIEW_SIZE, PREVIEW_STEPS
from explorer.panels.style.panel import PAGES
from explorer.panels.style.state import STYLE_COUNT, StyleState

LESSON = " ".join(files("explorer.panels.style").joinpath("lesson.md").read_text("utf-8").split())
SCENES = sorted((ASSETS / "scenes").glob("style-*.json"))


def read(path: Any) -> tuple[dict[str, Any], StyleState]:
    scene = json.loads(path.read_text(encoding="utf-8"))
    return scene, msgspec.convert(scene["state"], StyleState)


def scene_of(page: str) -> tuple[str, StyleState]:
    """Return caption and state of the first scene of a page."""
    found = (read(path) for path in SCENES)
    return next((scene["caption"], state) for scene, state in found if state.page == page)


def test_figures_of_the_lesson_are_true() -> None:
    channels = channels_of("relu2_1")
    assert f"Gram matrix of {channels} × {channels}" in LESSON
    assert f"{channels * (channels + 1) // 2:,} different numbers" in LESSON
    assert f"has **{STYLE_COUNT}** such sets" in LESSON


def test_the_lesson_names_the_pages() -> None:
    titles = {title for title, _ in PAGES.values()}
    assert {title for title in titles if f"**{title}**" in LESSON} == titles - {"A whole folder"}


def test_captions_say_what_is_painted() -> None:
    caption, state = scene_of("paint")
    assert f"{state.paint.steps} steps of L-BFGS at {state.paint.size} px" in caption
    caption, state = scene_of("losses")
    count = channels_of(state.losses.layer)
    assert f"of {state.losses.layer}, {count} × {count}" in caption
    caption, state = scene_of("keeps")
    assert f"in {state.keeps.steps} steps each" in caption
    assert "Ten pictures" in caption
    assert len(LOSSES) * len(state.keeps.blocks) == 10
    assert (state.keeps.size, state.keeps.steps) == (PREVIEW_SIZE, PREVIEW_STEPS)
    caption, state = scene_of("live")
    assert f"three of its {STYLE_COUNT} styles" in caption
    assert sum(weight > 0 for weight in state.live.weights) == 3
