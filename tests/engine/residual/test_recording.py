"""The recorded run shows what the paper's figure 6 does, and is refused where it is damaged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from explorer.engine.residual.recording import (
    LARGEST,
    PAPER_ERRORS,
    PATH,
    RecordingError,
    load_recording,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_plain_networks_get_worse_with_depth_and_residual_ones_do_not() -> None:
    last = {run.name: run.last for run in load_recording().runs}
    for error in ("training_error", "test_error"):
        assert getattr(last["plain-56"], error) > getattr(last["plain-20"], error)
        assert getattr(last["residual-56"], error) <= getattr(last["residual-20"], error)


def test_it_says_what_was_run() -> None:
    recording = load_recording()
    content = json.loads(PATH.read_text(encoding="utf-8"))
    assert recording.device == content["device"]
    assert recording.torch == content["torch"]
    assert recording.seed == content["recipe"]["seed"]
    assert {run.name for run in recording.runs} == set(content["runs"])
    assert recording.iterations == max(run[-1]["iteration"] for run in content["runs"].values())
    assert recording.is_whole == (recording.iterations >= 64_000)
    assert f"{recording.iterations:,}" in recording.what_was_run
    if not recording.is_whole:
        assert "of the paper's 64,000 iterations" in recording.what_was_run
        assert f"{recording.iterations / 640:.0f}%" in recording.what_was_run


def test_every_number_of_the_file_is_there() -> None:
    content = json.loads(PATH.read_text(encoding="utf-8"))["runs"]
    for run in load_recording().runs:
        assert len(run.epochs) == len(content[run.name])
        for one, written in zip(run.epochs, content[run.name], strict=True):
            assert one.test_error == written["test_error"]
            assert list(one.gradient_norms) == written["gradient_norms"]
            assert one.rate == written["rate"]


def test_the_papers_numbers_stand_beside() -> None:
    assert dict(PAPER_ERRORS) == {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43}
    recording = load_recording()
    assert (recording.epochs, recording.paper_epochs) == (78, 164)
    assert recording.run("residual-56").paper_error == 6.97
    assert recording.run("plain-56").paper_error is None
    run = recording.run("residual-20")
    assert run.best_test_error <= run.last.test_error


def epochs_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    return content["runs"]["plain-20"]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda content: content.pop("device"), "“device” is missing"),
        (lambda content: content["runs"].clear(), "no run"),
        (lambda content: epochs_of(content).pop(3), "epochs of plain-20 are missing"),
        (lambda content: epochs_of(content).clear(), "epochs of plain-20 are missing"),
        (lambda content: epochs_of(content)[0].update(test_error=101), "impossible numbers"),
        (lambda content: epochs_of(content)[0].update(loss=float("nan")), "impossible numbers"),
        (lambda content: epochs_of(content)[0]["gradient_norms"].pop(), "20 layers"),
        (lambda content: content["runs"].update({"wide-20": []}), "called 'wide-20'"),
        (lambda content: content.update(runs=[]), "not built like a recording"),
        (lambda content: epochs_of(content)[0].update(loss=-1.0), "impossible numbers"),
        (
            lambda content: epochs_of(content)[0].update(iteration=float("inf")),
            "not built like a recording",
        ),
        (lambda content: epochs_of(content)[5].update(iteration=1), "do not rise"),
        (lambda content: epochs_of(content).pop(), "not trained beside plain-20"),
        (lambda content: content["recipe"].update(paper_iterations=0), "impossible numbers"),
    ],
)
def test_a_damaged_recording_is_refused(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], object], reason: str
) -> None:
    content = json.loads(PATH.read_text(encoding="utf-8"))
    spoil(content)
    path = tmp_path / "recording.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RecordingError, match=reason):
        load_recording(path)


def test_a_missing_or_truncated_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recording.json"
    with pytest.raises(RecordingError, match="No such file"):
        load_recording(path)
    path.write_bytes(PATH.read_bytes()[:1000])
    with pytest.raises(RecordingError, match="no JSON text, or not all of it"):
        load_recording(path)
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(RecordingError, match="no JSON text"):
        load_recording(path)


def test_what_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "film.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(RecordingError, match=r"more than 64 MB.*has written"):
        load_recording(path)
