"""The lesson and the scenes name what there is, and their figures are those of the application."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.residual.bundled import lab_error, load_lab_network
from explorer.engine.residual.recording import load_recording
from explorer.panels.residual.operate.accuracy import AccuracyRequest, measure
from explorer.panels.residual.operate.session import Session
from explorer.panels.residual.operate.values import OperateRequest
from explorer.panels.residual.panel import PAGES
from explorer.panels.residual.state import ResidualState
from explorer.services.frames import Frame
from explorer.services.media import parse_source

if TYPE_CHECKING:
    from pathlib import Path

LESSON = " ".join(
    files("explorer.panels.residual").joinpath("lesson.md").read_text("utf-8").split()
)


def read(path: Path) -> tuple[dict[str, Any], ResidualState]:
    scene = json.loads(path.read_text(encoding="utf-8"))
    return scene, msgspec.convert(scene["state"], ResidualState)


def scene_of(name: str) -> tuple[str, ResidualState]:
    """Return caption and state of a scene."""
    scene, state = read(ASSETS / "scenes" / f"residual-{name}.json")
    return scene["caption"], state


def test_the_lesson_names_the_pages() -> None:
    titles = {title for title, _ in PAGES.values()}
    assert {title for title in titles if f"**{title}**" in LESSON} == titles


def test_the_recorded_run_is_quoted_as_it_is() -> None:
    recording = load_recording()
    ends = {run.name: run.last for run in recording.runs}
    errors = {name: f"{one.training_error:.2f}" for name, one in ends.items()}
    told = (
        f"{ends['plain-56'].iteration:,} of the paper's {recording.paper_iterations:,} iterations. "
        f"Plain-56 ends at {errors['plain-56']} % of the training images wrong, plain-20 at "
        f"{errors['plain-20']} %; with skips it is {errors['residual-56']} and "
        f"{errors['residual-20']} %, and on the test images {ends['residual-56'].test_error:.2f} "
        f"and {ends['residual-20'].test_error:.2f} %."
    )
    assert told in LESSON
    caption, _ = scene_of("07-recorded")
    assert f"{recording.epochs} epochs" in caption
    for name, error in errors.items():
        assert error in caption, name


def test_the_papers_figures_are_quoted() -> None:
    assert "8.75, 7.51, 7.17, 6.97 and 6.43 %" in LESSON


def test_the_surfaces_networks_are_quoted_as_the_manifest_says() -> None:
    network = load_lab_network("residual-56")
    assert f"{sum(one.numel() for one in network.parameters()):,} parameters" in LESSON
    caption, state = scene_of("09-relief")
    assert state.surface.view == "surface"
    for name in ("plain-56", "residual-56"):
        assert f"{lab_error(name):.2f} %" in caption


@pytest.mark.slow
def test_what_a_block_is_worth_is_quoted_as_it_is_measured() -> None:
    *_, last = measure(AccuracyRequest("efficientnet-lite0", "cpu"))
    agreeing = {place: pair.cells[:2] for place, pair in enumerate(last.pairs[1:])}
    counts = [count for count, _ in agreeing.values()]
    assert f"on {min(counts)} to {max(counts)} of the {last.total} bundled photographs" in LESSON
    caption, state = scene_of("04-operate")
    (deleted,) = state.operate.deleted
    assert f"on {agreeing[deleted][0]} of {last.total} photographs" in caption


@pytest.mark.slow
def test_two_faces_come_together_as_the_lesson_says() -> None:
    caption, state = scene_of("05-faces")
    operate = state.operate
    rgb = load_rgb(ASSETS / "images" / "obama-portrait.jpg")
    frame = Frame(rgb, 0, 0.0, parse_source("bundled:obama-portrait"))
    request = OperateRequest("dlib-face", "cpu", (), operate.deleted, (), operate.other)
    faces = Session("cpu").respond(frame, request).faces
    assert faces is not None
    (one,) = faces.distances
    for text in (caption, LESSON):
        assert f"d = {one.before:.3f} to {one.after:.3f}" in text
    assert one.after < faces.tau < one.before
    assert f"τ = {faces.tau:.2f}" in caption
