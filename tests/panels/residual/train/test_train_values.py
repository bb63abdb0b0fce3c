"""What is asked for, what is drawn and what is said, without a window."""

from __future__ import annotations

import sys
from dataclasses import replace
from subprocess import run as run_process

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.residual.config import DataSource, TrainingConfig, pair
from explorer.engine.residual.dataset import Skipped, Survey
from explorer.engine.residual.errors import TrainingError
from explorer.engine.residual.presets import PRESETS, preset
from explorer.engine.residual.steps import Divergence, LaneTest
from explorer.panels.residual.state import TrainState
from explorer.panels.residual.train.curves import Curves, empty_axes, marks_of, where_of
from explorer.panels.residual.train.movie import Movie
from explorer.panels.residual.train.network_values import build_of, count, view_of
from explorer.panels.residual.train.series import Series
from explorer.panels.residual.train.values import (
    adopted,
    config_of,
    differences,
    fields_of,
    is_as_preset,
    with_depth,
    with_preset,
)
from explorer.panels.residual.train.words import (
    layers_texts,
    lost_text,
    outcome,
    plan_text,
    progress_text,
    ratio_text,
    skipped_reasons,
    skipped_text,
    survey_text,
    verdict,
)
from tests.panels.residual.train.making import log_of, record, step

INFINITE = float("inf")


# What is asked for


def test_the_first_state_is_the_usual_preset() -> None:
    assert config_of(TrainState(), None) == preset("usual").config
    assert is_as_preset(TrainState())


@pytest.mark.parametrize("key", [one.key for one in PRESETS])
def test_a_preset_is_asked_for_exactly_but_for_the_images(key: str) -> None:
    before = TrainState(data="folder", folder="/cats", images=500, seed=7, width=32, at=9)
    train = with_preset(before, key)  # type: ignore[arg-type]
    expected = replace(
        preset(key).config, data=DataSource("folder", "/cats"), images=500, seed=7
    )  # fmt: skip
    assert config_of(train, None) == expected
    assert is_as_preset(train)
    assert not is_as_preset(replace(train, epochs=9))
    assert train.at == 0


def test_two_depths_are_four_networks_the_shallower_first() -> None:
    made = config_of(TrainState(depth=56, second=20), None)
    assert [lane.name for lane in made.lanes] == [
        "plain-20", "residual-20", "plain-56", "residual-56",
    ]  # fmt: skip


def test_a_depth_that_is_there_already_is_let_go() -> None:
    train = with_depth(TrainState(depth=20, second=56), 56)
    assert (train.depth, train.second) == (56, 0)
    with pytest.raises(ValueError, match="both depths are 20"):
        TrainState(depth=20, second=20)


def test_a_config_becomes_the_state_that_asks_for_it() -> None:
    wanted = replace(
        TrainingConfig(), lanes=pair(8, 32), optimiser="adam", images=999, shortcut="B", seed=4
    )
    assert config_of(adopted(TrainState(), wanted), None) == wanted


@pytest.mark.parametrize(
    "made",
    [
        replace(TrainingConfig(), lanes=pair(8, 14, 20)),
        replace(TrainingConfig(), lanes=pair(20)[:1]),
        replace(TrainingConfig(), images=None),
        replace(TrainingConfig(), lanes=pair(110)),
        replace(TrainingConfig(), batch=4096),
    ],
)
def test_what_the_controls_cannot_say_leaves_them_as_they_are(made: TrainingConfig) -> None:
    train = TrainState(width=24)
    assert adopted(train, made) == train


def test_without_a_folder_nothing_can_be_asked_for() -> None:
    with pytest.raises(TrainingError, match="Choose the folder"):
        config_of(TrainState(data="cifar10"), None)


def test_every_difference_of_settings_is_said_as_it_is_in_the_curves() -> None:
    shown = TrainingConfig()
    present = replace(
        shown, lanes=pair(56), epochs=9, learning_rate=0.5, batch_norm=False, augment=True,
        schedule="constant", initialisation="small", shortcut="B", images=100, device="cuda",
        data=DataSource("folder", "/cats"), test_images=5, momentum=0.5,
    )  # fmt: skip
    said = differences(shown, present)
    for part in (
        "plain-20 and residual-20", "4 epochs", "learning rate 0.1", "batch norm", "no augment",
        "a rate that falls", "first weights He", "option A", "4,000 images", "the best device",
        "the bundled clothes", "all test images", "momentum 0.9",
    ):  # fmt: skip
        assert part in said
    assert differences(shown, shown) == ""


def test_fields_name_what_the_state_has() -> None:
    found = fields_of(TrainingConfig())
    assert found is not None
    assert replace(TrainState(), **found) == TrainState()


def test_neither_values_nor_the_page_import_torch() -> None:
    code = (
        "import sys, explorer.panels.residual.train.page, explorer.panels.residual.trainings;"
        "sys.exit('torch' in sys.modules)"
    )
    assert run_process([sys.executable, "-c", code], check=False).returncode == 0


# Curves


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(1, 30)), min_size=1, max_size=400),
    st.integers(4, 40),
)
def test_joined_records_are_means_over_all_that_was_shown(
    rows: list[tuple[float, int]], most: int
) -> None:
    series = Series(most)
    iteration = 0
    for error, step_size in rows:
        iteration += step_size
        series.add(record("plain-8", iteration, error, loss=error / 10))
    assert len(series.iterations) <= most + 1
    assert series.iterations == sorted(set(series.iterations))
    assert series.iterations[-1] == iteration
    shown, last = 0.0, 0
    for end, error in zip(series.iterations, series.errors, strict=True):
        shown += error * (end - last)
        last = end
    assert shown == pytest.approx(sum(error * count for error, count in rows), abs=1e-6)
    assert series.highest_error == max(error for error, _ in rows)


def test_few_records_are_drawn_as_they_are() -> None:
    series = Series()
    for iteration in (1, 5, 10):
        series.add(record("plain-8", iteration, float(iteration)))
    assert (series.iterations, series.errors) == ([1, 5, 10], [1.0, 5.0, 10.0])


def test_tests_are_bold_and_training_errors_are_not() -> None:
    log = log_of(8)
    step(log, 10, record("plain-8", 10, 61.0, 1.7), LaneTest("plain-8", 10, 1, 64.0))
    curves = Curves(log)
    drawn = {(one.name, one.series): one for one in curves.drawn("error")}
    assert drawn["plain-8", "training"].ys == (61.0,)
    assert drawn["plain-8", "test"].ys == (64.0,)
    assert [drawn["plain-8", one].is_bold for one in ("training", "test")] == [False, True]
    across, up = curves.axes("error")
    assert (across.high, up.high) == (4.0, 70.0)
    assert curves.drawn("loss")[0].ys == (1.7,)
    assert curves.axes("loss")[1].high == 2.0
    assert empty_axes("error", 7)[0].high == 7.0


def test_a_loss_that_explodes_has_an_axis_of_ratios() -> None:
    log = log_of(8)
    step(log, 1, record("plain-8", 1, loss=3e5), record("residual-8", 1, loss=2.0))
    up = Curves(log).axes("loss")[1]
    assert up.is_log
    assert (up.low, up.high) == (1.0, 1e6)


def test_falls_of_the_rate_and_divergences_are_marked() -> None:
    log = log_of(8)
    step(log, 40, diverged=(Divergence("plain-8", 7), Divergence("residual-8", 7)))
    marks = marks_of(log)
    assert [(one.x, one.text) for one in marks] == [
        (2.0, "rate 0.01"), (3.0, "rate 0.001"), (0.7, "plain-8 and residual-8 diverged"),
    ]  # fmt: skip
    assert marks_of(log_of(8)) == ()


def test_a_place_is_an_iteration_and_an_epoch() -> None:
    where = where_of(log_of(8))
    assert where(1.0) == "iteration 10, epoch 1"
    assert where(1.1) == "iteration 11, epoch 2"


# The movie


def test_the_movie_goes_through_the_recorded_iterations() -> None:
    log = log_of(8)
    for iteration in (1, 10, 20):
        step(
            log, iteration,
            record("plain-8", iteration, norms=(float(iteration), 1.0)),
            record("residual-8", iteration),
        )  # fmt: skip
    movie = Movie(log)
    assert list(movie.iterations()) == [1, 10, 20]
    assert [movie.place(iteration) for iteration in (0, 1, 9, 10, 99)] == [3, 1, 2, 2, 3]
    assert [lane.values[0] for lane in movie.lanes(2, "gradients")] == [10.0, 0.1]
    assert movie.records(0) == movie.records(4) == ()


def test_the_axis_holds_all_that_was_recorded_and_grows_only() -> None:
    log = log_of(8)
    step(log, 1, record("plain-8", 1, norms=(0.02, 0.0, INFINITE, 3.0)))
    movie = Movie(log)
    assert movie.ends("gradients") == (0.01, 10.0)
    step(log, 2, record("plain-8", 2, norms=(0.5, 0.5)))
    assert movie.ends("gradients") == (0.01, 10.0)
    step(log, 3, record("plain-8", 3, norms=(4e-7, 0.5)))
    assert movie.ends("gradients") == (1e-7, 10.0)
    assert movie.ends("variances") == (1.0, 10.0)


def test_of_a_lost_network_the_last_record_stays() -> None:
    log = log_of(8)
    for iteration in (1, 10):
        step(log, iteration, record("plain-8", iteration), record("residual-8", iteration))
    step(log, 20, record("residual-8", 20), diverged=(Divergence("plain-8", 12),))
    shown = {lane.name: one.iteration for lane, one in Movie(log).records(3)}
    assert shown == {"plain-8": 10, "residual-8": 20}
    words = layers_texts(Movie(log).records(3), "gradients")
    assert words[0].startswith("plain-8, before it diverged: first layer 0.1, 1/2 the last’s 0.2")
    assert words[1].startswith("residual-8: ")


# Words


@pytest.mark.parametrize(
    ("norms", "loss", "called"),
    [
        ((0.1, 0.2), 2.0, ""),
        ((0.001, 0.2), 2.0, "vanishing"),
        ((4e-8, 1e-7), 2.3, "vanishing"),
        ((4e-8, 1e-7), 1e-3, ""),  # it has learnt all there is
        ((30.0, 0.2), 2.0, "exploding"),
        ((5e5, 1e6), 3e5, "exploding"),
        ((0.1, INFINITE), 2.0, "exploding"),
        ((0.0, 0.2), 2.0, "vanishing"),
        ((0.0, 0.0), 2.3, "vanishing"),
    ],
)
def test_what_becomes_of_a_gradient(norms: tuple[float, ...], loss: float, called: str) -> None:
    assert verdict(record("plain-8", 1, loss=loss, norms=norms)) == called


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (2.0, 1.0, "2 times"), (1.0, 480.0, "1/480"), (1.0, 3.2e9, "1/3.2e9"),
        (0.0, 1.0, "0 times"), (1.0, 0.0, "–"), (INFINITE, 1.0, "∞ times"), (1.0, INFINITE, "–"),
    ],
)  # fmt: skip
def test_ratios_are_written_with_the_larger_number(one: float, other: float, text: str) -> None:
    assert ratio_text(one, other) == text


def test_variances_are_compared_without_the_scores() -> None:
    log = log_of(8)
    step(log, 1, record("plain-8", 1, variances=(0.2, 1.0, 1e-3, 99.0)))
    text = layers_texts(Movie(log).records(1), "variances")[0]
    assert text == "plain-8: first layer 0.2, last block 0.001, 1/200 the first’s"


def test_the_outcome_says_no_more_than_the_test_images_do() -> None:
    log = log_of(8, test_images=100)
    assert "first test" in outcome(log)
    step(log, 10, LaneTest("plain-8", 10, 1, 30.0), LaneTest("residual-8", 10, 1, 20.0))
    assert "not told apart by so few images, ± 12.2" in outcome(log)
    log = log_of(8, test_images=10_000)
    step(log, 10, LaneTest("plain-8", 10, 1, 30.0), LaneTest("residual-8", 10, 1, 20.0))
    assert "plain-8 30.0 %, residual-8 20.0 % (10.0 ± 1.2 points fewer)" in outcome(log)
    assert outcome(log).endswith("One seed alone.")


def test_what_ended_early_promises_nothing_more() -> None:
    log = log_of(8)
    step(log, 10, record("plain-8", 10))
    log.is_testing = True
    assert " · testing · " in progress_text(log)
    log.end()
    assert " · ended at iteration 10 of 40 · " in progress_text(log)
    assert "then the bold lines begin" not in outcome(log)
    assert "before the first test" in outcome(log)
    step(log, 40, record("plain-8", 40))
    assert " · iteration 40 of 40 · " in progress_text(log)


def test_two_depths_are_compared_on_what_they_learn_from() -> None:
    log = log_of(20, 56)
    said = [
        record(name, 10, error)
        for name, error in (
            ("plain-20", 10.0), ("plain-56", 30.0), ("residual-20", 12.0), ("residual-56", 9.0),
        )
    ]  # fmt: skip
    tests = [LaneTest(one.lane, 10, 1, one.training_error) for one in said]
    step(log, 10, *said, *tests)
    text = outcome(log)
    assert "plain-56 20.0 points worse than plain-20" in text
    assert "residual-56 3.0 points better than residual-20" in text
    step(log, 20, *(record(one.lane, 20, 10.0) for one in said))
    assert "plain-56 as plain-20, residual-56 as residual-20" in outcome(log)


def test_who_is_lost_and_who_goes_on_is_said() -> None:
    log = log_of(8)
    assert lost_text(log) == ""
    step(log, 3, diverged=(Divergence("plain-8", 3),))
    assert "Diverged: plain-8 at iteration 3." in lost_text(log)
    assert lost_text(log).endswith("Only residual-8 is trained further.")
    step(log, 3, diverged=(Divergence("plain-8", 3), Divergence("residual-8", 3)))
    assert "Diverged: plain-8 and residual-8 at iteration 3." in lost_text(log)
    assert lost_text(log).endswith("So the training ends.")


def test_the_plan_counts_iterations() -> None:
    survey = Survey("noise", ("a", "b"), 1000, 200, 28)
    text = plan_text(replace(TrainingConfig(), images=640, epochs=3), survey)
    assert "3 epochs of 10 batches: 30 iterations" in text
    assert "640 of 1,000 images to train on, 200 to test on" in survey_text(survey, 640)
    assert "1,000 images" in survey_text(survey, 4000)


def test_many_skipped_pictures_are_counted_and_some_named() -> None:
    log = log_of(8)
    skipped = tuple(Skipped(f"cats/{number}.png", "it is cut short") for number in range(20))
    data = replace(log.data, skipped=skipped)
    named = "cats/0.png, cats/1.png, cats/2.png and 17 more."
    assert skipped_text(data) == f"20 pictures could not be read, left out: {named}"
    reasons = skipped_reasons(data).splitlines()
    assert reasons[14:] == ["cats/14.png: it is cut short", "and 5 more"]
    assert skipped_reasons(log.data) == ""


# The networks


@pytest.mark.parametrize("batch_norm", [True, False])
def test_with_zeros_in_the_skip_parameters_are_equal(batch_norm: bool) -> None:
    train = TrainState(depth=8, second=14, width=4, batch_norm=batch_norm)
    build = build_of(train, 1, 10)
    counts = count(build)
    assert counts["plain-8"] == counts["residual-8"] < counts["plain-14"] == counts["residual-14"]
    view = view_of(build, 28, counts)
    assert view.stages == ((4, 28), (8, 14), (16, 7))
    assert f"8 layers: {counts['plain-8']:,} parameters with skips and without." in view.text


def test_projections_are_parameters_and_said() -> None:
    build = build_of(TrainState(depth=8, width=4, shortcut="B", batch_norm=False), 1, 10)
    counts = count(build)
    # 1×1 from 4 to 8 and from 8 to 16 channels, with biases
    assert counts["residual-8"] - counts["plain-8"] == 4 * 8 + 8 + 8 * 16 + 16
    assert "184 more in the projections" in view_of(build, 28, counts).text
    assert "PyTorch counts" in view_of(build, 28, {}).text
