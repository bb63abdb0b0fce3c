from __future__ import annotations

import os
import threading
from types import SimpleNamespace

import pytest

from explorer.services import engine_loader
from explorer.services.engine_loader import EngineLoader, LoadedEngine

INFO = SimpleNamespace(kind="cpu", name="Test processor")


@pytest.fixture
def make(qapp):
    loaders = []

    def build(load=None, choice=None):
        loader = EngineLoader(choice, load=load)
        loader.seen = []
        loader.progressed.connect(lambda text, done: loader.seen.append((text, done)))
        loader.ready.connect(lambda info: loader.seen.append(info))
        loader.failed.connect(lambda text: loader.seen.append(text))
        loaders.append(loader)
        return loader

    yield build
    for loader in loaders:
        loader.shutdown()


def test_a_failure_is_known_afterwards_until_it_is_tried_again(qtbot, make):
    errors = [OSError("a broken library")]

    def load(choice, progress):
        if errors:
            raise errors.pop()
        return LoadedEngine("cpu", INFO)

    loader = make(load)
    assert loader.failure == ""
    loader.start()
    qtbot.waitUntil(loader.is_idle)
    assert loader.failure == "PyTorch could not be loaded: a broken library"
    loader.start()
    assert loader.failure == ""
    qtbot.waitUntil(lambda: loader.is_ready)
    assert loader.failure == ""


def test_progress_and_the_device_arrive_in_order(qtbot, make):
    where = []

    def load(choice, progress):
        where.append(threading.current_thread())
        progress("Loading…", 0.5)
        return LoadedEngine(choice, INFO)

    loader = make(load, "cuda:1")
    assert loader.is_idle()
    loader.start()
    loader.start()
    assert not loader.is_idle()
    qtbot.waitUntil(loader.is_idle)
    assert loader.seen == [("Loading…", 0.5), INFO]
    assert loader.is_ready
    assert loader.device == "cuda:1"
    assert len(where) == 1
    assert where[0] is not threading.main_thread()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'torch'", name="torch"), "torch is not installed"),
        (OSError("libtorch_cpu.so: invalid ELF header"), "could not be loaded: libtorch_cpu.so"),
        (ImportError("numpy is too old"), "could not be loaded: numpy is too old"),
        (ValueError("There is no mps here: cpu"), "There is no mps here: cpu"),
    ],
)
def test_a_failure_is_said_and_may_be_tried_again(qtbot, make, error, words):
    def load(_choice, _progress):
        raise error

    loader = make(load)
    for _ in range(2):
        loader.start()
        qtbot.waitUntil(loader.is_idle)
    assert len(loader.seen) == 2
    assert words in loader.seen[0]
    assert not loader.is_ready
    assert loader.device is None


def test_another_device_may_be_chosen_at_any_time(qtbot, make):
    gates = {choice: threading.Event() for choice in ("cpu", "cuda", "mps")}

    def load(choice, _progress):
        assert gates[choice].wait(5)
        return LoadedEngine(choice, SimpleNamespace(name=choice))

    loader = make(load, "cpu")
    loader.start()
    loader.set_choice("cuda")
    gates["cpu"].set()
    gates["cuda"].set()
    qtbot.waitUntil(lambda: loader.is_ready)
    assert loader.device == "cuda"
    loader.set_choice("mps")
    assert not loader.is_ready
    gates["mps"].set()
    qtbot.waitUntil(lambda: loader.is_ready)
    assert [info.name for info in loader.seen] == ["cuda", "mps"]


def test_shutdown_while_it_loads_delivers_nothing(qapp, make, caplog):
    go = threading.Event()

    def load(choice, progress):
        go.wait(5)
        progress("late", 1.0)
        return LoadedEngine(choice, INFO)

    loader = make(load)
    loader.start()
    loader.shutdown(timeout_s=0.01)
    assert "left behind" in caplog.text
    go.set()
    qapp.processEvents()
    assert loader.seen == []


def test_torch_is_loaded_for_real(qtbot, make):
    import torch

    loader = make(choice="cpu")
    loader.start()
    qtbot.waitUntil(loader.is_idle, timeout=60_000)
    assert loader.device == torch.device("cpu")
    assert loader.seen[-1].kind == "cpu"
    assert [done for _, done in loader.seen[:-1]] == sorted({done for _, done in loader.seen[:-1]})


@pytest.mark.parametrize(
    ("before", "chosen_by_user", "after"), [(8, None, 7), (2, None, 2), (1, None, 1), (8, "8", 8)]
)
def test_a_core_is_left_to_the_gui(monkeypatch, before, chosen_by_user, after):
    import torch

    threads = [before]
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads[-1])
    monkeypatch.setattr(torch, "set_num_threads", threads.append)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if chosen_by_user:
        monkeypatch.setenv("OMP_NUM_THREADS", chosen_by_user)
    engine_loader._leave_a_core()
    assert threads[-1] == after


@pytest.mark.parametrize(("chosen_by_user", "after"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_waiting_threads_sleep_unless_the_user_says_otherwise(monkeypatch, chosen_by_user, after):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if chosen_by_user:
        monkeypatch.setenv("OMP_WAIT_POLICY", chosen_by_user)
    engine_loader.let_waiting_threads_sleep()
    assert os.environ["OMP_WAIT_POLICY"] == after


def test_a_torch_without_its_library_is_left_to_the_import(monkeypatch, tmp_path):
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(engine_loader.importlib.util, "find_spec", lambda name: spec)
    engine_loader._open_torch_library()
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libtorch.so").write_bytes(b"no library")
    engine_loader._open_torch_library()
    monkeypatch.setattr(engine_loader.importlib.util, "find_spec", lambda name: None)
    engine_loader._open_torch_library()
