"""The panel's training: begun, paused, saved, gone on with, and what is left when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from explorer.engine.residual.config import DataSource
from explorer.engine.residual.errors import CheckpointError, TrainingDataError
from explorer.panels.residual.training_job import Anew, GoOn, run
from explorer.panels.residual.trainings import Trainings
from explorer.services.jobs import JobState
from tests.panels.residual.train.making import TOTAL, config, write_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from explorer.engine.residual.training import TrainingResult
    from explorer.panels.residual.training_job import Order, Said
    from explorer.panels.residual.trainings import Make
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 20_000


@pytest.fixture
def make(context: PanelContext, one_thread: None) -> Iterator[Callable[..., Trainings]]:
    made: list[Trainings] = []

    def one(generator: Make = run) -> Trainings:
        made.append(Trainings(context.jobs, context.errors, make=generator))
        return made[-1]

    yield one
    while made:
        trainings = made.pop()
        trainings.shutdown()
        trainings.deleteLater()


def ended(qtbot, trainings: Trainings) -> None:
    def is_over() -> bool:
        state = trainings.state()
        return state is not None and state.is_end and trainings.is_idle()

    qtbot.waitUntil(is_over, timeout=TIMEOUT_MS)


def equal(one: TrainingResult, other: TrainingResult) -> bool:
    """Whether all weights and all records are the same, to the bit."""
    pairs = zip(one.trained, other.trained, strict=True)
    return one.history == other.history and all(
        torch.equal(value, second.state_dict()[name])
        for first, second in pairs
        for name, value in first.state_dict().items()
    )


def test_networks_learn_to_the_end(qtbot, make: Callable[..., Trainings], noise: Path) -> None:
    trainings = make()
    assert trainings.trained() is None
    assert not trainings.can_save()
    trainings.start("Training", Anew(config(noise)))
    assert trainings.is_running()
    ended(qtbot, trainings)
    assert trainings.state() is JobState.DONE
    log, result = trainings.log, trainings.trained()
    assert log is not None
    assert result is not None
    assert (log.iteration, log.total, log.per_epoch) == (TOTAL, TOTAL, TOTAL // 2)
    assert [one.name for one in result.trained] == ["plain-8", "residual-8"]
    assert log.history() == result.history
    assert [test.iteration for test in log.lane("plain-8").tests] == [6, 12]
    assert trainings.can_save()


def test_a_cancelled_training_leaves_the_networks_of_its_last_test(
    qtbot, make: Callable[..., Trainings], noise: Path
) -> None:
    trainings = make()
    trainings.start("Training", Anew(config(noise, epochs=500)))
    qtbot.waitUntil(lambda: trainings.trained() is not None, timeout=TIMEOUT_MS)
    assert trainings.job is not None
    trainings.job.cancel()
    ended(qtbot, trainings)
    assert trainings.state() is JobState.CANCELLED
    result = trainings.trained()
    assert result is not None
    assert all(one.test_error is not None for one in result.trained)
    assert trainings.can_save()


def test_a_checkpoint_of_a_running_training_goes_on_as_it_would_have(
    qtbot, make: Callable[..., Trainings], noise: Path, tmp_path: Path
) -> None:
    whole = make()
    whole.start("Training", Anew(config(noise)))
    ended(qtbot, whole)

    saved = make()
    path = tmp_path / "taken.safetensors"
    with qtbot.waitSignal(saved.saved, timeout=TIMEOUT_MS) as said:
        saved.start("Training", Anew(config(noise)))
        qtbot.waitUntil(saved.can_save, timeout=TIMEOUT_MS)
        saved.save(path)
    assert said.args == [path, said.args[1]]

    resumed = make()
    resumed.start("Training on", GoOn(path, "cpu"))
    ended(qtbot, resumed)
    assert resumed.log is not None
    assert resumed.log.first == said.args[1]
    assert resumed.log.remark == ""
    ends = whole.trained(), resumed.trained()
    assert ends[0] is not None
    assert ends[1] is not None
    assert equal(ends[0], ends[1])


def test_a_paused_training_rests_is_saved_and_goes_on(
    qtbot, make: Callable[..., Trainings], noise: Path, tmp_path: Path
) -> None:
    trainings = make()
    trainings.start("Training", Anew(config(noise, epochs=500)))
    qtbot.waitUntil(trainings.can_save, timeout=TIMEOUT_MS)
    assert trainings.job is not None
    trainings.job.pause()
    assert trainings.is_running()
    assert trainings.is_idle()
    path = tmp_path / "paused.safetensors"
    with qtbot.waitSignal(trainings.saved, timeout=TIMEOUT_MS) as said:
        trainings.save(path)
    again = tmp_path / "again.safetensors"
    with qtbot.waitSignal(trainings.saved, timeout=TIMEOUT_MS) as second:
        trainings.save(again)
    assert said.args[1] == second.args[1]  # nothing was learnt meanwhile
    before = said.args[1]
    trainings.job.resume()
    qtbot.waitUntil(
        lambda: trainings.log is not None and trainings.log.iteration > before, timeout=TIMEOUT_MS
    )


def test_another_start_takes_the_place_of_the_one_before(
    qtbot, make: Callable[..., Trainings], noise: Path
) -> None:
    trainings = make()
    trainings.start("First", Anew(config(noise, epochs=500)))
    qtbot.waitUntil(trainings.can_save, timeout=TIMEOUT_MS)
    first = trainings.log
    trainings.start("Second", Anew(config(noise, seed=1)))
    assert trainings.log is first  # until the second has begun
    ended(qtbot, trainings)
    assert trainings.log is not first
    assert trainings.log is not None
    assert trainings.log.config.seed == 1
    assert trainings.state() is JobState.DONE


def test_pictures_are_read_first_and_what_cannot_be_is_left_out(
    qtbot, make: Callable[..., Trainings], tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "own", {"cats": 6, "dogs": 6})
    (folder / "cats" / "torn.png").write_bytes(b"no picture")
    trainings = make()
    trainings.start("Training", Anew(config(folder, data=DataSource("folder", str(folder), 16))))
    ended(qtbot, trainings)
    assert trainings.state() is JobState.DONE
    assert trainings.log is not None
    data = trainings.log.data
    assert (data.class_names, data.channels) == (("cats", "dogs"), 3)
    assert [one.path for one in data.skipped] == ["cats/torn.png"]


def test_what_fails_before_it_begins_leaves_what_was_there(
    qtbot, make: Callable[..., Trainings], noise: Path, tmp_path: Path
) -> None:
    trainings = make()
    trainings.start("Training", Anew(config(noise)))
    ended(qtbot, trainings)
    log, result = trainings.log, trainings.trained()
    (tmp_path / "empty").mkdir()
    trainings.start("Training", Anew(config(tmp_path / "empty")))
    ended(qtbot, trainings)
    assert trainings.state() is JobState.FAILED
    assert isinstance(trainings.failure, TrainingDataError)
    assert (trainings.log, trainings.trained()) == (log, result)
    trainings.start("Training", Anew(config(noise)))
    ended(qtbot, trainings)
    assert trainings.state() is JobState.DONE
    assert trainings.failure is None


def test_a_file_that_is_no_checkpoint_is_refused(
    qtbot, make: Callable[..., Trainings], tmp_path: Path
) -> None:
    path = tmp_path / "torn.safetensors"
    path.write_bytes(b"torn")
    trainings = make()
    trainings.start("Training on", GoOn(path, "cpu"))
    ended(qtbot, trainings)
    assert isinstance(trainings.failure, CheckpointError)
    assert trainings.log is None


def test_images_that_have_moved_are_found_where_they_are_now(
    qtbot, make: Callable[..., Trainings], noise: Path, tmp_path: Path
) -> None:
    trainings = make()
    trainings.start("Training", Anew(config(noise)))
    ended(qtbot, trainings)
    path = tmp_path / "end.safetensors"
    with qtbot.waitSignal(trainings.saved, timeout=TIMEOUT_MS):
        trainings.save(path)
    moved = noise.rename(tmp_path / "moved")

    trainings.start("Training on", GoOn(path, "cpu"))
    ended(qtbot, trainings)
    assert "not where they were" in str(trainings.failure)
    trainings.start("Training on", GoOn(path, "cpu", DataSource("idx", str(moved))))
    ended(qtbot, trainings)
    assert trainings.state() is JobState.DONE
    assert trainings.log is not None
    assert trainings.log.config.data.folder == str(moved)


def test_a_place_that_cannot_be_written_is_said(
    qtbot, make: Callable[..., Trainings], noise: Path, tmp_path: Path
) -> None:
    trainings = make()
    trainings.start("Training", Anew(config(noise)))
    ended(qtbot, trainings)
    with qtbot.waitSignal(trainings.notSaved, timeout=TIMEOUT_MS) as said:
        trainings.save(tmp_path / "nowhere" / "taken.safetensors")
    assert "nowhere" in said.args[0]
    assert trainings.trained() is not None


def test_a_fault_of_the_program_is_reported(
    qtbot, context: PanelContext, make: Callable[..., Trainings], noise: Path
) -> None:
    def broken(_order: Order) -> Generator[Said, None, TrainingResult]:
        raise RuntimeError("broken")
        yield

    heard: list[object] = []
    context.errors.reported.connect(heard.append)
    trainings = make(broken)
    trainings.start("Training", Anew(config(noise)))
    ended(qtbot, trainings)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=TIMEOUT_MS)  # it comes by a post of its own
    assert isinstance(trainings.failure, RuntimeError)
