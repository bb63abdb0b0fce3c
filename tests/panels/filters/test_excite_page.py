"""The page of excited units, driven as a person would."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from explorer.engine.assets import ASSETS
from explorer.engine.excite import ExciteError
from explorer.engine.images import load_rgb, resize
from explorer.panels.filters.excite.ascent import ascend
from explorer.panels.filters.excite.mathematics import GENERAL
from explorer.panels.filters.excite.page import ExcitePage
from explorer.panels.filters.excite.values import CamAnswer, ExciteView, GradientAnswer
from explorer.panels.filters.state import ExciteState, FiltersState, UnitState
from explorer.services.jobs import JobState
from explorer.services.media import parse_source
from explorer.services.plain import from_plain, to_plain
from explorer.widgets import theme
from explorer.widgets.numbers import short_number
from tests.panels.driving import press, slider
from tests.panels.filters.driving import run_entry, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from explorer.widgets.panel import PanelContext

    Make = Callable[..., ExcitePage]

FIRST = UnitState(network="squeezenet", layer="features.0", channel=3)


def state(unit: UnitState = FIRST, **changes: Any) -> FiltersState:
    return FiltersState(page="excite", unit=unit, excite=replace(ExciteState(), **changes))


def words(page: ExcitePage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel))


def view_of(page: ExcitePage) -> ExciteView:
    assert page.result is not None
    return page.result


def gradient(page: ExcitePage) -> GradientAnswer:
    answer = view_of(page).answer
    assert isinstance(answer, GradientAnswer)
    return answer


def evidence(page: ExcitePage) -> CamAnswer:
    answer = view_of(page).answer
    assert isinstance(answer, CamAnswer)
    return answer


@pytest.fixture(scope="module")
def cat() -> NDArray[np.uint8]:
    return resize(load_rgb(ASSETS / "images" / "cat.jpg"), 150, 225)


@pytest.fixture
def make(make_page: Make, context: PanelContext, qtbot, cat) -> Make:
    """Build the page with the engine loaded."""

    def made(shown: FiltersState | None = None, rgb: NDArray[np.uint8] | None = None) -> ExcitePage:
        context.engine.start()
        return make_page(ExcitePage, cat if rgb is None else rgb, shown or state())

    return made


def test_pictures_come_before_torch_and_the_answer_follows_by_itself(
    make_page, context, qtbot, cat
) -> None:
    page = make_page(ExcitePage, cat, state())
    assert page.result is not None
    assert page.result.answer is None
    assert page.input_card.picture.image is not None
    assert not page.maximise_card.start.isEnabled()
    context.engine.start()
    assert not page.is_idle()
    settle(qtbot, page)
    assert gradient(page).values.shape == (224, 224)
    assert page.weights_in_use() == ("squeezenet",)


def test_the_picture_of_the_gradient_says_its_numbers(make) -> None:
    page = make()
    answer = gradient(page)
    said = words(page)
    assert "SqueezeNet 1.1 sees the frame, 131 × 131, as 224 × 224, RGB" in said
    row, column = answer.peak_at
    assert f"at row {row}, column {column}" in said
    assert r"A^{3}_{ij}" in page.mathematics.formula.latex()
    assert page.mathematics.formula.problem() == ""
    assert page.answer_card.picture.image.size().toTuple() == (224, 224)
    assert page.mathematics.map.picture.image.size().toTuple() == (111, 111)


def test_the_slider_asks_about_another_channel(make, qtbot) -> None:
    page = make()
    before = gradient(page).values.copy()
    slider(page, "channel  k").setValue(20)
    settle(qtbot, page)
    assert page.store.state.unit.channel == 20
    assert view_of(page).unit.channel == 20
    assert not np.array_equal(gradient(page).values, before)
    press(page, "strongest channel on this picture")
    settle(qtbot, page)
    assert page.store.state.unit.channel is None
    strongest = view_of(page).unit.channel
    assert view_of(page).unit.rank == 1
    assert page.unit_card.channel.value() == strongest
    press(page, "strongest channel on this picture")
    assert page.store.state.unit.channel == strongest


def test_one_value_and_its_sign_are_shown_with_their_field(make, qtbot) -> None:
    page = make()
    press(page, "Gradient of: largest value")
    press(page, "Shown: signed")
    settle(qtbot, page)
    answer = gradient(page)
    assert answer.signed
    assert answer.position is not None
    top, left, bottom, right = answer.extent
    assert (bottom - top, right - left) == (3, 3)
    assert "not 0 within 3 × 3" in words(page)
    assert r"\max_{i,j} A^k_{ij}" in page.mathematics.formula.latex()


def test_layers_are_walked(make, qtbot) -> None:
    page = make()
    press(page, "The next layer")
    settle(qtbot, page)
    assert view_of(page).layer.title == "relu1"
    assert page.store.state.unit.channel == 3
    press(page, "The layer before")
    settle(qtbot, page)
    assert view_of(page).layer.title == "conv1"
    page.store.update("unit", channel=60)
    page.unit_card.layer.currentChanged.emit("features.3.squeeze")  # of 16 channels
    settle(qtbot, page)
    assert page.store.state.unit.channel is None
    assert view_of(page).layer.title == "fire2/squeeze"


def test_a_class_is_chosen_by_button_and_by_search(make, qtbot) -> None:
    page = make(state(replace(FIRST, layer="", channel=None), method="grad-cam"))
    best = evidence(page)
    assert view_of(page).layer.title == "fire9"
    offered = [button.prediction() for button in page.class_card.buttons]
    assert [one.index for one in offered] == [one.index for one in view_of(page).predictions]
    assert page.class_card.buttons[0].isChecked()
    assert f"y^c = {best.score:.1f}" in page.mathematics.formula.latex()
    page.class_card.buttons[2].click()
    settle(qtbot, page)
    assert page.store.state.excite.class_index == offered[2].index
    assert evidence(page).label == offered[2].label
    page.class_card.all.set_current("537")
    page.class_card.all.currentChanged.emit("537")
    settle(qtbot, page)
    assert evidence(page).class_index == 537
    assert evidence(page).label in words(page)
    press(page, "best class of this picture")
    settle(qtbot, page)
    assert evidence(page).class_index == best.class_index


def test_the_weights_are_a_table_to_choose_from(make, qtbot) -> None:
    page = make(state(replace(FIRST, layer="features.12"), method="grad-cam"))
    shown = page.mathematics.table.weights()
    assert shown == evidence(page).weights[:6]
    page.mathematics.table.channelChosen.emit(shown[1].channel)
    settle(qtbot, page)
    assert page.store.state.unit.channel == shown[1].channel
    assert view_of(page).unit.channel == shown[1].channel


def test_opacity_is_painted_without_another_answer(make, qtbot) -> None:
    page = make(state(replace(FIRST, layer="features.12"), method="grad-cam"))
    answer = evidence(page)

    def seen() -> QImage:
        return page.answer_card.picture.rendered()

    before = seen()
    slider(page, "heat over the picture").setValue(1000)
    assert page.store.state.excite.opacity == 1
    assert seen() != before
    settle(qtbot, page)
    assert evidence(page) is answer


def test_a_trunk_says_why_and_offers_networks_that_classify(make, qtbot) -> None:
    unit = UnitState(network="alexnet", layer="features.0", channel=0)
    page = make(state(unit, method="grad-cam"))
    assert "names no class" in page.class_card.message.text
    assert page.answer_card.picture.image is None
    press(page, "SqueezeNet")
    settle(qtbot, page)
    assert page.store.state.unit == UnitState(network="squeezenet")
    assert evidence(page).label
    assert not page.class_card.message.isVisible()


def test_an_onnx_file_says_why_and_leads_to_its_maps(make) -> None:
    page = make(state(UnitState(network="own", own_file="/x/mine.onnx")))
    assert "forward only" in page.unit_card.message.text
    assert page.weights_in_use() == ()
    press(page, "Feature maps")
    assert page.store.state.page == "maps"


@pytest.mark.parametrize("method", ["gradient", "grad-cam", "maximise"])
def test_a_channel_that_is_not_there_is_met_with_the_nearest(make, qtbot, method) -> None:
    page = make(state(replace(FIRST, channel=900), method=method))
    assert page.unit_card.message.text == "conv1 has channels 0 to 63, and none is 900."
    assert page.store.state.unit.channel == 900
    assert not page.maximise_card.start.isEnabled()
    press(page, "Use 63")
    settle(qtbot, page)
    assert view_of(page).unit.channel == 63
    assert page.unit_card.message.text == ""


def test_a_layer_without_maps_is_met_with_one_that_has(make, qtbot) -> None:
    page = make(state(replace(FIRST, layer="classifier.3", channel=0), method="grad-cam"))
    assert "cannot say where" in page.unit_card.message.text
    press(page, "Use fire9")
    settle(qtbot, page)
    assert evidence(page).heat.shape == (13, 13)


def test_a_class_that_is_not_there_is_met_with_the_best(make, qtbot) -> None:
    page = make(state(replace(FIRST, layer="features.12"), method="grad-cam", class_index=4000))
    assert "none is 4000" in page.class_card.message.text
    press(page, "Best class")
    settle(qtbot, page)
    assert evidence(page).label


def test_presenting_maximises_once(make, qtbot, context) -> None:
    page = make(state(method="maximise", steps=3, size=64))
    assert "this picture" not in words(page)
    page.present()
    assert not page.is_idle()
    settle(qtbot, page)
    job = page.ascents.job
    assert job.state is JobState.DONE
    assert len(page.ascents.curve) == 4
    assert page.mathematics.curve.values() == tuple(page.ascents.curve)
    assert page.ascent_card.picture.image.size().toTuple() == (64, 64)
    assert "The best picture, of step" in words(page)
    page.present()
    settle(qtbot, page)
    assert page.ascents.job is job
    press(page, "Start")
    assert page.ascents.job is not job
    settle(qtbot, page)


def test_presenting_waits_for_the_network(make_page, context, qtbot, cat) -> None:
    page = make_page(ExcitePage, cat, state(replace(FIRST, channel=None), method="maximise",
                                            steps=1, size=64))  # fmt: skip
    context.engine.start()
    page.present()
    settle(qtbot, page)
    assert page.ascents.state() is JobState.DONE
    assert page.ascents.request.unit.channel == view_of(page).unit.channel


def test_presenting_what_cannot_be_maximised_comes_to_rest(make, qtbot) -> None:
    page = make(state(replace(FIRST, channel=900), method="maximise"))
    page.present()
    settle(qtbot, page)
    assert page.ascents.job is None


def test_a_job_outlives_its_page_and_another_unit_replaces_it(make, qtbot, context) -> None:
    page = make(state(method="maximise", steps=2000, size=64))
    press(page, "Start")
    qtbot.waitUntil(lambda: page.ascents.step is not None)
    former = page.ascents.job
    page.deactivate()
    assert [job.title for job in context.jobs.running()] == ["Maximise conv1, channel 3"]
    page.activate()
    page.store.update("excite", steps=2)
    slider(page, "channel  k").setValue(5)
    press(page, "Start")
    qtbot.waitUntil(lambda: page.ascents.job is not former)
    settle(qtbot, page)
    assert page.ascents.request.title == "conv1, channel 5"
    assert page.ascents.state() is JobState.DONE
    assert context.jobs.running() == ()


def test_a_job_is_paused_and_cancelled_by_its_bar(make, qtbot) -> None:
    page = make(state(method="maximise", steps=2000, size=64))
    press(page, "Start")
    qtbot.waitUntil(lambda: page.ascents.step is not None)
    press(page, "Pause")
    settle(qtbot, page)
    assert page.ascents.state() is JobState.PAUSED
    press(page, "Go on")
    assert page.ascents.state() is JobState.RUNNING
    press(page, "Cancel")
    settle(qtbot, page)
    assert page.ascents.state() is JobState.CANCELLED
    assert page.ascents.shown() is page.ascents.step.best
    assert page.ascent_card.picture.image is not None


def test_another_seed_starts_again(make, qtbot) -> None:
    page = make(state(method="maximise", steps=8, size=64))
    press(page, "Another seed")
    settle(qtbot, page)
    assert page.store.state.excite.seed == 1
    assert page.ascents.request.seed == 1


def test_lenet_takes_its_own_size_alone(make, qtbot) -> None:
    unit = UnitState(network="lenet5", layer="conv1", channel=0)
    digit = np.zeros((60, 60, 3), np.uint8)
    digit[10:50, 28:33] = 255
    page = make(
        replace(state(unit, method="maximise", steps=1), maps=replace(FiltersState().maps,
                digit_from="source")), digit,
    )  # fmt: skip
    assert not slider(page, "side of the picture").isEnabled()
    page.present()
    settle(qtbot, page)
    assert page.ascents.step.now.rgb.shape == (32, 32, 3)


def test_presenting_draws_a_digit_and_asks_its_strongest_unit(make, qtbot) -> None:
    page = make(state(UnitState(network="lenet5"), method="maximise", steps=1))
    page.present()
    settle(qtbot, page)
    assert page.store.state.maps.strokes
    assert dict(page.digit_card.rows())
    assert page.ascents.request.unit.channel == view_of(page).unit.channel
    assert page.ascents.request.size == 32


def test_the_value_under_the_pointer_is_said(make, qtbot) -> None:
    page = make()
    page.answer_card.picture.hovered.emit(100, 30)
    value = short_number(float(gradient(page).values[100, 30]))
    assert f"m = {value} at row 100, column 30" in words(page)
    slider(page, "channel  k").setValue(9)
    settle(qtbot, page)
    value = short_number(float(gradient(page).values[100, 30]))
    assert f"m = {value} at row 100, column 30" in words(page)
    page.answer_card.picture.unhovered.emit()
    assert "Largest" in words(page)
    page.store.update("excite", method="grad-cam")
    page.store.update("unit", layer="features.12")
    settle(qtbot, page)
    height = view_of(page).seen_rgb.shape[0]
    page.answer_card.picture.hovered.emit(height - 1, 0)
    assert f"L = {short_number(float(evidence(page).heat[12, 0]))} at row 12, col" in words(page)


def test_your_own_network_is_opened_on_the_page_of_maps(make, qtbot) -> None:
    page = make()
    with qtbot.waitSignal(page.noticeRequested):
        page.unit_card.network.currentChanged.emit("own")
    assert page.store.state.page == "maps"


def test_a_unit_that_nothing_changes_is_said(make, qtbot, monkeypatch) -> None:
    page = make(state(method="maximise", steps=2, size=64))

    def stuck(_request: object):
        yield from ()
        raise ExciteError("Nothing changes channel 3 of conv1.")

    monkeypatch.setattr(page.ascents, "_make", stuck)
    press(page, "Start")
    settle(qtbot, page)
    assert page.ascent_card.message.text == "Nothing changes channel 3 of conv1."
    monkeypatch.setattr(page.ascents, "_make", ascend)
    press(page, "Start")
    settle(qtbot, page)
    assert page.ascent_card.message.text == ""


def test_a_digit_is_drawn_and_explained(make, qtbot) -> None:
    page = make(state(UnitState(network="lenet5"), method="grad-cam"))
    assert page.digit_card.isVisible()
    assert view_of(page).problem.place == "picture"
    page.digit_card.strokesDrawn.emit((((0.45, 0.2), (0.5, 0.8)),))
    settle(qtbot, page)
    answer = evidence(page)
    assert answer.label == "1"
    assert dict(page.digit_card.rows())["1"] == pytest.approx(answer.probability, rel=1e-5)
    page.store.update("maps", digit_from="source")
    settle(qtbot, page)
    assert page.input_card.picture.image.size().toTuple() == (225, 150)
    page.store.update("unit", network="squeezenet", layer="", channel=None)
    settle(qtbot, page)
    assert not page.digit_card.isVisible()


@pytest.mark.parametrize(
    ("method", "entry", "shape"),
    [
        ("gradient", "Gradient as CSV…", (224, 224)),
        ("gradient", "The unit's map as CSV…", (13, 13)),
        ("grad-cam", "Grad-CAM as CSV…", (13, 13)),
    ],
)
def test_maps_are_saved_to_the_last_digit(make, qtbot, save_to, method, entry, shape) -> None:
    page = make(state(replace(FIRST, layer="features.12"), method=method))
    run_entry(page, entry)
    settle(qtbot, page)
    (file,) = save_to.iterdir()
    header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
    saved = np.array([row[1:] for row in rows], np.float32)
    assert saved.shape == shape
    assert header[1:] == [str(column) for column in range(shape[1])]
    if entry.startswith("The unit"):
        expected = view_of(page).unit.map.values
    else:
        expected = gradient(page).values if method == "gradient" else evidence(page).heat
    np.testing.assert_array_equal(saved, expected)


def test_pictures_weights_and_curve_are_saved(make, qtbot, save_to) -> None:
    page = make(state(replace(FIRST, layer="features.12"), method="grad-cam"))
    for entry in ("Whole view as PNG…", "Input as PNG…", "Grad-CAM as PNG…", "Weights as CSV…"):
        run_entry(page, entry)
        settle(qtbot, page)
    press(page, "Method: Maximise")
    page.store.update("excite", steps=2, size=64)
    page.present()
    settle(qtbot, page)
    run_entry(page, "Picture as PNG…")
    run_entry(page, "Curve as CSV…")
    settle(qtbot, page)
    files = {file.name for file in save_to.iterdir()}
    pictures = [name for name in files if name.endswith(".png")]
    assert len(pictures) == 4
    assert all(not QImage(str(save_to / name)).isNull() for name in pictures)
    tables = {name.split("-")[0]: name for name in files if name.endswith(".csv")}
    curve = (save_to / tables["curve"]).read_text(encoding="utf-8").splitlines()
    assert curve[0] == "step,mean activation"
    assert [float(line.split(",")[1]) for line in curve[1:]] == pytest.approx(page.ascents.curve)
    weights = (save_to / tables["weights"]).read_text(encoding="utf-8").splitlines()
    assert len(weights) == 513


def test_a_state_is_saved_and_restored(make, qtbot) -> None:
    page = make(state(method="grad-cam"))
    wanted = state(
        UnitState(network="squeezenet", layer="features.12", channel=7),
        method="gradient", gradient_of="strongest", gradient_shown="signed",
    )  # fmt: skip
    page.store.set(from_plain(to_plain(wanted), FiltersState))
    settle(qtbot, page)
    assert page.store.state == wanted
    assert gradient(page).signed
    assert page.unit_card.channel.value() == 7
    assert page.unit_card.layer.current() == "features.12"
    assert page.gradient_card.isVisible()
    assert not page.class_card.isVisible()


def test_hostile_values_never_get_into_the_state() -> None:
    for changes in ({"steps": 0}, {"size": 32}, {"moves": 3.0}, {"opacity": 2.0}, {"seed": -1}):
        with pytest.raises(ValueError, match="it has to lie from"):
            state(**changes)


def test_another_theme_repaints_maps_in_its_colours(make, qapp, qtbot) -> None:
    page = make(state(gradient_shown="signed"))
    before = page.answer_card.picture.image.colorTable()
    theme.apply_theme(qapp, "light")
    try:
        assert page.answer_card.picture.image.colorTable() != before
        assert page.mathematics.map.picture.image.colorTable() != before
    finally:
        theme.apply_theme(qapp, "dark")
    settle(qtbot, page)


def test_a_moving_source_is_followed(make, qtbot, context, cat) -> None:
    page = make()
    first = gradient(page)
    context.source.open_picture(np.ascontiguousarray(cat[:, ::-1]))
    qtbot.waitUntil(lambda: page.is_idle() and gradient(page) is not first)


def test_formulae_have_letters_while_the_picture_moves(make_page, context, qtbot, cat) -> None:
    context.engine.start()
    page = make_page(ExcitePage, cat, state())
    still = page.mathematics.formula.latex()
    assert r"A^{3}_{ij}" in still
    context.source.open(parse_source("bundled:bikes"))
    qtbot.waitUntil(lambda: page.mathematics.formula.latex() == GENERAL["gradient"], timeout=10_000)
    context.source.set_frozen(True)
    qtbot.waitUntil(lambda: "A^{3}_{ij}" in page.mathematics.formula.latex(), timeout=10_000)
    settle(qtbot, page)
