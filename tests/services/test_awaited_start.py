"""A start that waits for torch, and for what else it needs."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from explorer.services.awaited_start import AwaitedStart, Obstacle
from explorer.services.engine_loader import EngineLoader, LoadedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

LOADING = "PyTorch is loading; then it starts."
BROKEN = "PyTorch could not be loaded: a broken library"
INFO = SimpleNamespace(kind="cpu", name="Test processor")


class World:
    """A loader that waits to be let go, and one more thing that may stand in the way."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.error: Exception | None = None
        self.other: Obstacle | None = None
        self.owner = QObject()
        self.engine = EngineLoader(load=self._load)
        self.start = AwaitedStart(self.engine, LOADING, self.owner, lambda: self.other)
        self.seen: list[str] = []
        self.start.engineChanged.connect(lambda: self.seen.append("engine"))

    def want(self, name: str = "begun") -> None:
        self.start.want(lambda: self.seen.append(name))

    def _load(self, _choice: object, _progress: object) -> LoadedEngine:
        self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return LoadedEngine("cpu", INFO)  # type: ignore[arg-type]


@pytest.fixture
def world(qapp: object) -> Iterator[World]:
    made = World()
    made.engine.start()
    yield made
    made.gate.set()
    made.engine.shutdown()


def let_load(qtbot, world: World) -> None:
    world.gate.set()
    qtbot.waitUntil(world.engine.is_idle)


def test_what_is_wanted_begins_once_when_torch_is_there(qtbot, world: World) -> None:
    world.want()
    assert (world.start.obstacle(), world.start.device()) == (LOADING, None)
    assert world.start.is_wanted
    assert world.seen == []
    let_load(qtbot, world)
    assert world.seen == ["engine", "begun"]
    world.start.look_again()
    assert world.seen == ["engine", "begun"]
    assert world.start.is_idle()
    assert (world.start.obstacle(), world.start.device()) == ("", "cpu")


def test_it_is_busy_while_torch_is_on_its_way(qtbot, world: World) -> None:
    assert not world.start.is_idle()
    let_load(qtbot, world)
    assert world.start.is_idle()
    assert world.seen == ["engine"]


def test_only_what_was_wanted_last_begins(qtbot, world: World) -> None:
    world.want("first")
    world.want("second")
    let_load(qtbot, world)
    assert world.seen == ["engine", "second"]


def test_what_is_forgotten_does_not_begin(qtbot, world: World) -> None:
    world.want()
    world.start.forget()
    let_load(qtbot, world)
    assert world.seen == ["engine"]


def test_without_torch_it_is_given_up(qtbot, world: World) -> None:
    world.error = OSError("a broken library")
    world.want()
    let_load(qtbot, world)
    assert world.start.obstacle() == BROKEN
    assert world.seen == ["engine"]
    assert world.start.is_idle()
    world.want()
    assert not world.start.is_wanted


def test_it_waits_for_the_others_as_well(qtbot, world: World) -> None:
    world.other = Obstacle("Pictures are being read.", passes=True)
    world.want()
    assert world.start.obstacle() == LOADING
    let_load(qtbot, world)
    assert world.start.obstacle() == "Pictures are being read."
    assert not world.start.is_idle()
    world.other = None
    world.start.look_again()
    assert world.seen == ["engine", "begun"]


def test_what_does_not_pass_is_said_first_and_ends_the_waiting(world: World) -> None:
    world.other = Obstacle("There is no pair.")
    world.want()
    assert world.start.obstacle() == "There is no pair."
    assert not world.start.is_wanted


def test_what_begins_may_want_more(qtbot, world: World) -> None:
    let_load(qtbot, world)
    world.start.want(world.want)
    assert world.seen == ["engine", "begun"]
