from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from explorer.engine.images import save_rgb
from explorer.engine.style import StyleCache
from explorer.panels.style.paint import estimator as estimator_module
from explorer.panels.style.paint import loss_chart
from explorer.panels.style.paint import page as page_module
from explorer.panels.style.paint import work as work_module
from explorer.panels.style.paint.page import PaintPage
from explorer.panels.style.paint.time_words import LOADING
from explorer.panels.style.pictures import PictureKeeper
from explorer.panels.style.presets import preset
from explorer.panels.style.shared import Shared
from explorer.panels.style.state import PaintState, StyleChoice, StyleState
from explorer.panels.style.values import CONTENT
from explorer.services.engine_loader import EngineLoader
from explorer.services.jobs import JobState
from explorer.services.media import parse_source
from explorer.services.store import Store
from explorer.services.turns import Turns
from explorer.widgets.qimages import qimage_from_rgb
from tests.panels.driving import drop, dropped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.style.studio import Studio
    from explorer.widgets.panel import PanelContext

    MakePage = Callable[..., PaintPage]

TIMEOUT_MS = 60_000
QUICK = PaintState(
    size=64,
    steps=12,
    picture_every=2,
    content_layers=(("relu2_2", 1.0),),
    style_layers=(("relu1_1", 1.0), ("relu2_1", 0.3)),
)
LONG = replace(QUICK, steps=3000, picture_every=1)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="session")
def network() -> Turns[StyleCache]:
    """The network, read once for all tests."""
    return Turns(StyleCache)


@pytest.fixture
def make_page(
    qtbot,
    context: PanelContext,
    studio: Studio,
    network: Turns[StyleCache],
    monkeypatch: pytest.MonkeyPatch,
    show_page: Callable[..., None],
) -> MakePage:
    """Build the page with real services; it is as large as at 1280×800."""
    monkeypatch.setattr(page_module, "REST_MS", 0)
    studio.network = network

    def make(
        paint: PaintState = QUICK, *, context: PanelContext = context, rest: bool = True
    ) -> PaintPage:
        store = Store(StyleState(paint=paint))
        keeper = PictureKeeper(context.errors)
        page = PaintPage(context, store, Shared(keeper, studio))
        keeper.follow(store)
        show_page(page, keeper)
        context.engine.start()
        if rest:
            settle(qtbot, page)
        return page

    return make


@pytest.fixture
def page(make_page: MakePage) -> PaintPage:
    return make_page()


def settle(qtbot, page: PaintPage) -> None:
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)


def paint_of(page: PaintPage) -> PaintState:
    state: PaintState = page.store.state.paint
    return state


def click(qtbot, button: Any) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)


def start(qtbot, page: PaintPage, steps: int = 1) -> None:
    """Start, and wait until some steps were taken."""
    click(qtbot, page.run_card.start)
    qtbot.waitUntil(
        lambda: bool(page.studio.branches) and len(page.studio.branches[0].losses) >= steps,
        timeout=TIMEOUT_MS,
    )


# Pictures


def test_the_page_opens_with_pictures_a_preset_and_a_measured_time(page: PaintPage) -> None:
    card = page.pictures_card
    assert card.content.title() == "Chelsea the cat"
    assert card.content.words() == "451 × 300 px"
    assert card.styles[0].title() == "The Starry Night, 1889"
    assert page.run_card.start.isEnabled()
    assert not page.run_card.message.text
    assert "12 steps" in page.run_card.words()
    assert "measured here" in page.run_card.words()
    assert r"\alpha" in page.formula_card.formula.latex()


def test_a_file_is_dropped_on_the_content_and_a_picture_on_the_style(
    qtbot, page: PaintPage, tmp_path: Path
) -> None:
    path = tmp_path / "mine.png"
    save_rgb(path, np.full((60, 80, 3), 9, np.uint8))
    assert drop(page.pictures_card.content, dropped(path))
    settle(qtbot, page)
    assert paint_of(page).content == str(path)
    assert page.pictures_card.content.words() == "80 × 60 px"
    mime = QMimeData()
    mime.setImageData(qimage_from_rgb(np.full((50, 40, 3), 200, np.uint8)))
    assert drop(page.pictures_card.styles[0], mime)
    settle(qtbot, page)
    assert paint_of(page).styles[0].picture == ""
    assert page.pictures_card.styles[0].title() == "Dropped picture"
    assert page.pictures.pictures.is_whole


def test_what_is_no_picture_is_not_taken_or_says_why(
    qtbot, page: PaintPage, tmp_path: Path
) -> None:
    (tmp_path / "words.txt").write_text("words")
    assert not drop(page.pictures_card.content, dropped(tmp_path / "words.txt"))
    (tmp_path / "bad.png").write_bytes(b"no picture at all")
    assert drop(page.pictures_card.content, dropped(tmp_path / "bad.png"))
    settle(qtbot, page)
    assert "not a picture" in page.pictures_card.content.words()
    assert "The content: bad.png" in page.run_card.message.text
    assert not page.run_card.start.isEnabled()
    assert not page.pictures_card.content.thumb.has_picture()


@pytest.mark.parametrize(
    ("text", "words"),
    [("bundled:bikes", "moves"), ("/nowhere/x.png", "There is no file"), ("", "memory alone")],
)
def test_a_content_that_cannot_be_had_stands_beside_start(
    qtbot, page: PaintPage, text: str, words: str
) -> None:
    page.store.update("paint", content=text)
    settle(qtbot, page)
    assert words in page.run_card.message.text
    assert not page.run_card.start.isEnabled()
    page.store.update("paint", content="bundled:cat")
    settle(qtbot, page)
    assert page.run_card.start.isEnabled()
    assert not page.run_card.message.text


def test_too_small_a_picture_is_refused(qtbot, page: PaintPage, tmp_path: Path) -> None:
    save_rgb(tmp_path / "tiny.png", np.zeros((12, 80, 3), np.uint8))
    page.pictures_card.styles[0].textChosen.emit(str(tmp_path / "tiny.png"))
    settle(qtbot, page)
    assert "80 × 12 px are too few" in page.run_card.message.text


def test_a_file_is_opened_and_a_picture_is_pasted(
    qtbot, page: PaintPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_rgb(tmp_path / "own.png", np.zeros((40, 40, 3), np.uint8))
    answer = (str(tmp_path / "own.png"), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: answer)
    click(qtbot, page.pictures_card.content.open)
    assert paint_of(page).content == str(tmp_path / "own.png")
    QGuiApplication.clipboard().setImage(qimage_from_rgb(np.zeros((40, 44, 3), np.uint8)))
    click(qtbot, page.pictures_card.content.paste)
    settle(qtbot, page)
    assert paint_of(page).content == ""
    assert page.pictures_card.content.title() == "Pasted picture"
    QGuiApplication.clipboard().setText("words")
    click(qtbot, page.pictures_card.content.paste)
    assert "There is no picture here" in page.pictures_card.content.words()


def test_the_source_s_present_frame_is_taken(qtbot, page: PaintPage) -> None:
    source = page.context.source
    assert not page.pictures_card.content.frame.isEnabled()
    source.open(parse_source("bundled:horses"))
    qtbot.waitUntil(lambda: source.current_frame() is not None, timeout=TIMEOUT_MS)
    click(qtbot, page.pictures_card.content.frame)
    settle(qtbot, page)
    assert paint_of(page).content == "bundled:horses"
    source.open(parse_source("bundled:bikes"), frozen=True)
    qtbot.waitUntil(
        lambda: (frame := source.current_frame()) is not None and frame.spec.kind == "video",
        timeout=TIMEOUT_MS,
    )
    click(qtbot, page.pictures_card.content.frame)
    assert paint_of(page).content == ""
    assert "picture 0 of" in page.pictures_card.content.title()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_bundled_pictures_pop_up_with_thumbnails(qtbot, page: PaintPage) -> None:
    popup = page.pictures_card.popup
    click(qtbot, page.pictures_card.styles[0].bundled)
    qtbot.waitUntil(popup.is_idle, timeout=TIMEOUT_MS)
    assert popup.isVisible()
    assert popup.list.item(0).text() == "The Starry Night, 1889"
    assert popup.list.currentRow() == 0
    assert popup.list.count() >= 20
    popup.list.setCurrentRow(1)
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert paint_of(page).styles[0].picture == "bundled:great-wave"
    click(qtbot, page.pictures_card.content.thumb)
    assert popup.list.item(0).text() != "The Starry Night, 1889"
    popup.list.itemClicked.emit(popup.list.item(0))
    settle(qtbot, page)
    assert paint_of(page).content == "bundled:dog-bicycle-truck"


def test_styles_are_added_weighed_and_taken_away(qtbot, page: PaintPage) -> None:
    card = page.pictures_card
    assert card.styles[0].weight.isHidden()
    for count in (2, 3, 4):
        click(qtbot, card.add_style)
        assert len(paint_of(page).styles) == count
    assert card.add_style.isHidden()
    assert len({choice.picture for choice in paint_of(page).styles}) == 4
    card.styles[1].weight.valueChanged.emit(0.25)
    assert paint_of(page).styles[1].weight == 0.25
    settle(qtbot, page)
    assert page.plan().config.style_mix == (1.0, 0.25, 1.0, 1.0)
    before = paint_of(page).styles
    click(qtbot, card.styles[0].remove)
    settle(qtbot, page)
    assert paint_of(page).styles == before[1:]
    assert not card.styles[3].isVisible()
    assert card.styles[0].title() == "The Great Wave off Kanagawa, 1823–1829"


# Controls


def test_presets_are_chosen_changed_and_come_back(qtbot, make_page: MakePage) -> None:
    page = make_page(replace(PaintState(), size=64), rest=False)
    card = page.way_card
    wild = card.presets.findChildren(QPushButton)[2]
    click(qtbot, wild)
    assert paint_of(page) == preset("wild").applied(paint_of(page))
    assert card.facts() == "wild"
    assert card.back.isHidden()
    card.weights["variation_weight"].valueChanged.emit(50.0)
    assert card.facts() == "wild, changed"
    assert card.preset_words() == "Changed: γ."
    click(qtbot, card.back)
    assert card.facts() == "wild"
    assert card.preset_words() == preset("wild").words
    settle(qtbot, page)


def test_every_control_changes_its_field(qtbot, page: PaintPage) -> None:
    way, size = page.way_card, page.size_card
    for signal, value, field, expected in (
        (way.weights["content_weight"].valueChanged, 0.0, "content_weight", 0.0),
        (way.weights["style_weight"].valueChanged, 30.0, "style_weight", 30.0),
        (way.strokes.colour.currentChanged, "luminance", "colour", "luminance"),
        (way.strokes.scale.valueChanged, 1.5, "style_scale", 1.5),
        (way.strokes.pooling.currentChanged, "average", "pooling", "average"),
        (way.start.noise.valueChanged, 0.5, "noise", 0.5),
        (way.start.seed.valueChanged, 7.0, "seed", 7),
        (way.optimiser.choice.currentChanged, "adam", "optimizer", "adam"),
        (way.optimiser.rate.valueChanged, 0.05, "learning_rate", 0.05),
        (way.network.precision.currentChanged, "float32", "precision", "float32"),
        (size.longer_side.valueChanged, 96.0, "size", 96),
        (size.sizes.currentChanged, "128", "size", 128),
        (size.steps.valueChanged, 20.0, "steps", 20),
        (size.every.valueChanged, 4.0, "picture_every", 4),
    ):
        signal.emit(value)
        assert getattr(paint_of(page), field) == expected
    click(qtbot, way.start.dice)
    assert paint_of(page).seed == 8
    click(qtbot, size.more.findChild(QPushButton))
    size.coarse.click()
    assert paint_of(page).coarse
    settle(qtbot, page)


def test_layers_are_chosen_with_weights(qtbot, page: PaintPage) -> None:
    section = page.way_card.layers
    click(qtbot, section.findChild(QPushButton))
    field = section.field("relu3_1", "style_layers")
    field.setText("0.5")
    field.editingFinished.emit()
    assert dict(paint_of(page).style_layers) == {"relu1_1": 1.0, "relu2_1": 0.3, "relu3_1": 0.5}
    field.setText("0")
    field.editingFinished.emit()
    assert paint_of(page).style_layers == QUICK.style_layers
    assert section.field("conv1_1", "content_layers").isHidden()
    section.all.click()
    assert not section.field("conv1_1", "content_layers").isHidden()
    content = section.field("relu2_2", "content_layers")
    content.setText("many")
    content.editingFinished.emit()
    assert paint_of(page).content_layers == QUICK.content_layers
    assert content.problem()
    settle(qtbot, page)


def test_another_normalisation_changes_the_weights_and_the_formula(qtbot, page: PaintPage) -> None:
    section = page.way_card.normalisation
    section.choice.currentChanged.emit("gatys")
    assert paint_of(page).normalisation == "gatys"
    assert paint_of(page).style_weight == pytest.approx(800)
    assert "4 N^2 M^2" in section.formula.latex()
    settle(qtbot, page)
    assert not section.formula.problem()
    section.choice.currentChanged.emit("sum")
    assert 0 < paint_of(page).style_weight < 1e-4
    assert "10^{" in page.formula_card.formula.latex()
    settle(qtbot, page)


def test_vgg19_wants_its_file_and_says_what_is_wrong_with_it(
    qtbot, page: PaintPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["", str(tmp_path / "no-such.pth")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (answers.pop(0), ""))
    trunk = page.way_card.network.trunk
    trunk.set_current("vgg19")
    trunk.currentChanged.emit("vgg19")  # and the question for the file is cancelled
    assert (paint_of(page).trunk, trunk.current()) == ("vgg16", "vgg16")
    trunk.currentChanged.emit("vgg19")
    assert paint_of(page).trunk == "vgg19"
    settle(qtbot, page)  # measuring has found out
    assert "no-such.pth" in page.run_card.message.text
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    assert page.studio.branches[0].state() is JobState.FAILED
    assert "no-such.pth" in page.run_card.message.text
    page.store.update("paint", style_layers=(("relu3_4", 1.0), ("relu1_1", 0.5)))
    trunk.currentChanged.emit("vgg16")
    assert paint_of(page).style_layers == (("relu1_1", 0.5),)  # VGG-16 has no relu3_4
    assert page.weights_in_use() == ("vgg16",)
    settle(qtbot, page)
    assert not page.run_card.message.text


# Painting


def test_start_pause_resume_and_cancel(qtbot, make_page: MakePage) -> None:
    page = make_page(LONG)
    start(qtbot, page, 3)
    (branch,) = page.studio.branches
    bar = page.run_card.bars[0]
    assert bar.isVisible()
    assert page.run_card.measure.isHidden()
    click(qtbot, bar._pause)
    qtbot.waitUntil(lambda: branch.state() is JobState.PAUSED)
    qtbot.waitUntil(page.studio.is_idle, timeout=TIMEOUT_MS)
    count = len(branch.losses)
    click(qtbot, bar._pause)
    qtbot.waitUntil(lambda: len(branch.losses) > count + 2, timeout=TIMEOUT_MS)
    click(qtbot, bar._cancel)
    settle(qtbot, page)
    assert branch.state() is JobState.CANCELLED
    assert page.studio.shown() is branch.best()
    assert "is kept" in page.run_card.words()
    assert not bar.isVisible()
    assert page.run_card.start.isEnabled()


def test_what_is_painted_has_the_whole_line(qtbot, make_page: MakePage) -> None:
    page = make_page(LONG)
    start(qtbot, page)
    card = page.run_card
    QApplication.processEvents()
    assert card.bars[0].width() > 0.6 * card.width()
    page.store.update("paint", style_weight=5000.0)
    assert card.fork.isVisible()
    page.studio.fork(page.studio.branches[0].moments[0], page.plan())
    assert [bar.isVisible() for bar in card.bars] == [True, True, False]
    assert card.fork.isHidden()
    page.studio.cancel_all()
    settle(qtbot, page)
    assert not any(bar.isVisible() for bar in card.bars)


def test_a_painting_ends_with_its_losses_in_the_formula(qtbot, page: PaintPage) -> None:
    page.present()
    assert not page.is_idle()
    settle(qtbot, page)
    (branch,) = page.studio.branches
    assert branch.state() is JobState.DONE
    assert branch.losses[-1].loss < 0.7 * branch.losses[0].loss
    assert page.formula_card.facts() == "A, step 12"
    assert rf"200}} \cdot {{{branch.losses[-1].style:.3g}" in page.formula_card.formula.latex()
    assert not page.formula_card.formula.problem()
    assert "A: 12 steps in" in page.run_card.words()
    page.present()  # what is painted stays
    assert page.studio.branches == (branch,)


def test_the_same_seed_paints_the_same_picture(qtbot, make_page: MakePage) -> None:
    page = make_page(replace(QUICK, noise=1.0, seed=5))
    pictures = []
    for _ in range(2):
        click(qtbot, page.run_card.start)
        settle(qtbot, page)
        newest = page.studio.branches[0].newest()
        assert newest is not None
        pictures.append(newest.rgb)
    assert (pictures[0] == pictures[1]).all()


def test_other_weights_go_on_from_a_moment(qtbot, page: PaintPage) -> None:
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    assert page.run_card.fork.isHidden()  # nothing would be painted otherwise
    moment = next(one for one in page.studio.branches[0].moments if one.index == 6)
    page.studio.select(moment)
    page.way_card.weights["style_weight"].valueChanged.emit(5000.0)
    assert page.run_card.fork.accessibleName() == "Fork from step 6"
    click(qtbot, page.run_card.fork)
    settle(qtbot, page)
    first, second = page.studio.branches
    assert (first.plan.config.style_weight, second.plan.config.style_weight) == (200, 5000)
    assert second.origin is not None
    assert second.origin.index == second.losses[0].index == 6
    assert second.state() is JobState.DONE
    assert len(first.losses) == 13


def test_a_fork_is_asked_for_in_the_timeline(qtbot, page: PaintPage) -> None:
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    page.work.forkRequested.emit(page.studio.branches[0].moments[1])
    settle(qtbot, page)
    assert len(page.studio.branches) == 2


def test_starting_anew_lets_go_of_what_is_painted(qtbot, make_page: MakePage) -> None:
    page = make_page(LONG)
    start(qtbot, page)
    former = page.studio.branches[0]
    page.store.update("paint", steps=4)
    click(qtbot, page.run_card.start)
    qtbot.waitUntil(lambda: page.studio.branches[0] is not former, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert page.studio.branches[0].losses[-1].index == 4


def test_short_of_memory_the_size_that_fits_is_offered(
    qtbot, make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.engine.style import memory

    page = make_page(replace(QUICK, size=200, steps=2))
    needed = memory.needed_bytes(page.plan().config)
    monkeypatch.setattr(memory, "free_bytes", lambda _device: needed // 2)
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    fits = memory.largest_size(page.plan().config, needed // 2, below=200)
    assert 100 < fits < 150
    assert f"{fits} px would fit" in page.run_card.message.text
    assert page.run_card.fit.accessibleName() == f"Take {fits} px"
    click(qtbot, page.run_card.fit)
    assert paint_of(page).size == fits
    assert not page.run_card.message.text
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    assert page.studio.branches[0].state() is JobState.DONE


def test_what_was_painted_stays_where_memory_is_short(
    qtbot, page: PaintPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.engine.style import memory

    start(qtbot, page)
    settle(qtbot, page)
    painted = page.studio.shown()
    assert painted is not None
    needed = memory.needed_bytes(page.plan().config)
    monkeypatch.setattr(memory, "free_bytes", lambda _device: needed // 2)
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    assert "are free" in page.run_card.message.text
    assert page.studio.shown() is painted


def test_what_ended_before_its_first_picture_says_so(
    qtbot, page: PaintPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.engine.style import StyleError, painting

    def refuse(_config: object) -> None:
        raise StyleError("Nothing can be painted today.", "size")

    monkeypatch.setattr(painting, "check_memory", refuse)
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    assert page.run_card.message.text == "Nothing can be painted today."
    assert page.work.facts() == work_module.ENDED
    assert page.work.losses.accessibleDescription() == loss_chart.ENDED


# Time


def test_a_painting_says_how_long_the_next_one_takes(
    qtbot, make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimator_module, "SOON_SIZE", 32)
    page = make_page()
    assert page.estimator.estimate(page.plan().config) is None
    start(qtbot, page)
    settle(qtbot, page)
    known = page.estimator.estimate(page.plan().config)
    assert known is not None
    times = [one.elapsed_s for one in page.studio.branches[0].losses]
    assert min(np.diff(times)) <= known.step_s <= max(np.diff(times))
    assert "Anew: about" in page.run_card.words()


def test_what_was_measured_is_remembered_and_worked_out_for_other_sizes(
    qtbot, page: PaintPage
) -> None:
    first = page.estimator.estimate(page.plan().config)
    assert first is not None
    page.store.update("paint", steps=24)
    longer = page.estimator.estimate(page.plan().config)
    assert longer is not None
    assert longer.total_s == pytest.approx(2 * first.total_s)
    assert longer.measured_size == 64
    page.store.update("paint", size=128)
    other = page.estimator.estimate(page.plan().config)
    assert other is not None
    assert other.step_s == pytest.approx(4 * first.step_s)
    assert "worked out from 64 px" in page.run_card.words()
    page.store.update("paint", pooling="average")
    assert page.estimator.estimate(page.plan().config) is None
    assert "Not measured yet" in page.run_card.words()
    settle(qtbot, page)
    assert "at 128 px, measured here" in page.run_card.words()


def test_a_large_picture_is_measured_when_it_is_asked_for(
    qtbot, make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimator_module, "SOON_SIZE", 64)
    page = make_page(replace(QUICK, size=100))
    assert "Not measured yet" in page.run_card.words()
    click(qtbot, page.run_card.measure)
    settle(qtbot, page)
    assert "at 100 px, measured here" in page.run_card.words()


def test_nothing_is_measured_while_something_is_painted(qtbot, make_page: MakePage) -> None:
    page = make_page(LONG)
    start(qtbot, page)
    page.store.update("paint", size=72)
    page._on_rest_timeout()
    page._on_measure_wanted()
    assert page.estimator.is_idle()
    page.studio.cancel_all()
    settle(qtbot, page)


def test_start_comes_before_a_measurement(
    qtbot, make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimator_module, "SOON_SIZE", 64)
    page = make_page(replace(QUICK, size=100, steps=1))
    click(qtbot, page.run_card.measure)
    assert not page.estimator.is_idle()
    click(qtbot, page.run_card.start)
    settle(qtbot, page)
    assert page.studio.branches[0].state() is JobState.DONE


# Without an engine


def test_loading_and_a_missing_torch_are_said_beside_start(
    qtbot, context: PanelContext, make_page: MakePage
) -> None:
    def missing(_choice: object, _progress: object) -> Any:
        raise ModuleNotFoundError("no torch", name="torch")

    engine = EngineLoader(load=missing)
    page = make_page(context=replace(context, engine=engine), rest=False)
    assert page.run_card.message.text == LOADING
    assert not page.run_card.start.isEnabled()
    page.present()
    settle(qtbot, page)
    assert "torch is not installed" in page.run_card.message.text
    assert not page.studio.branches
    engine.shutdown()


def test_a_number_format_that_the_device_has_not_is_said(qtbot, page: PaintPage) -> None:
    page.store.update("paint", precision="float16")
    settle(qtbot, page)
    assert 'float16 is not for the device "cpu"' in page.run_card.message.text
    assert not page.run_card.start.isEnabled()


def test_every_control_is_named(page: PaintPage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    for kind in (QAbstractButton, QLineEdit):
        for control in page.findChildren(kind):
            if not control.isVisibleTo(page):
                continue
            assert control.accessibleName(), control
            assert control.toolTip() or control.text(), control.accessibleName()


def test_a_state_with_other_pictures_is_shown_before_they_are_read(qtbot, page: PaintPage) -> None:
    four = tuple(StyleChoice(weight=1 - place / 4) for place in range(4))
    page.store.set(StyleState(paint=replace(QUICK, styles=four, content="bundled:eagle")))
    assert page.pictures_card.content.words() == "is being read…"
    settle(qtbot, page)
    assert dict(page.pictures.pictures.problems).get(CONTENT) is None
    assert page.pictures_card.content.title() == "Eagle"
