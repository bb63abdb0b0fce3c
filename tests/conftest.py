"""What every test gets: Qt without a display, settings of its own, and a check that it cleans up.

After each test no window, no Python thread, no running timer and no QThread is left; if one is,
the test fails and the message says who still holds it.
"""

from __future__ import annotations

import gc
import itertools
import os
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from types import CellType
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the application, see engine_loader.py

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Python collects garbage in whichever thread allocates next. Where that is a worker, a QObject dies
# in the wrong thread, and its lock and the interpreter's can stop both threads for ever; the
# application keeps collection in the GUI thread for the same reason (services/garbage.py).
gc.disable()

settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("unhurried")

THREAD_END_S = 2.0
_FAILED = pytest.StashKey[bool]()
_homes = itertools.count()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.fixture(scope="session")
def homes_root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="convnet-explorer-tests-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def user_home(homes_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for settings, logs and data, so that no test sees the user's or another's."""
    home = homes_root / str(next(_homes))  # made by whoever writes first
    monkeypatch.setenv("CONVNET_EXPLORER_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest, user_home: Path) -> Iterator[None]:
    """Fail a test that leaves windows, threads or running timers behind."""
    threads = set(threading.enumerate())
    before = {_address(leftover) for leftover in _qt_leftovers()}
    yield
    _collect_garbage()
    if request.node.stash.get(_FAILED, False):
        return  # the traceback holds on to all that the test used
    problems = _threads_left(threads) + _qt_left(before)
    if problems:
        pytest.fail("The test left behind:\n" + "\n".join(problems), pytrace=False)


def _collect_garbage() -> None:
    """Collect, in this thread, the oldest generation that is full by Python's own thresholds."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return


def _threads_left(before: set[threading.Thread]) -> list[str]:
    """Python threads that a test started and did not end."""
    left = []
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue  # a thread of a C++ library that called into Python once
        thread.join(THREAD_END_S)
        if thread.is_alive():
            left.append(f"  thread {thread.name!r}, at {_position(thread)}")
    return left


def _position(thread: threading.Thread) -> str:
    """Where a thread is, in the innermost code that is not Python's own waiting."""
    frames = [
        f"{frame.f_code.co_filename}:{line}"
        for frame, line in traceback.walk_stack(sys._current_frames().get(thread.ident or 0))
    ]
    others = [frame for frame in frames if threading.__file__ not in frame]
    return (others or frames or ["its end"])[0]


def _qt_left(before: set[int]) -> list[str]:
    """Windows, running timers and threads of Qt; garbage is collected only if something is left."""
    for collect in (None, lambda: gc.collect(1), gc.collect):
        if collect is not None:
            collect()
        _flush_deletions()
        if all(_address(leftover) in before for leftover in _qt_leftovers()):
            return []
    left = [leftover for leftover in _qt_leftovers() if _address(leftover) not in before]
    return [f"  {_describe(leftover)}\n{_holders(leftover, left)}" for leftover in left]


def _flush_deletions() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


def _qt_leftovers() -> list[object]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    import shiboken6

    found: list[object] = []
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, core.QTimer):
            if wrapper.isActive():
                found.append(wrapper)
        elif isinstance(wrapper, core.QThread) and wrapper.isRunning():
            if wrapper is not core.QCoreApplication.instance().thread():
                found.append(wrapper)
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None:
        found += widgets.QApplication.topLevelWidgets()
    return found


def _address(qt_object: object) -> int:
    import shiboken6

    return int(shiboken6.getCppPointer(qt_object)[0])


def _describe(qt_object: object) -> str:
    name = qt_object.objectName()  # type: ignore[attr-defined]
    return f"{type(qt_object).__module__}.{type(qt_object).__qualname__} {name!r}"


def _holders(qt_object: object, ours: list[object]) -> str:
    """Who refers to an object, as text: names of attributes where they are found."""
    lines = []
    for holder in gc.get_referrers(qt_object):
        if holder is ours or isinstance(holder, type(sys._getframe())):
            continue  # this very check
        if isinstance(holder, dict):
            lines.append(f"    held as {_keys(holder, qt_object)} in {_owners(holder)}")
        else:
            lines.append(f"    held by {type(holder).__qualname__}: {holder!r:.120}")
    return "\n".join(lines[:8]) or "    held by Qt only: it has no owner, close and delete it"


def _keys(holder: dict[object, object], value: object) -> str:
    return ", ".join(str(key) for key, item in holder.items() if item is value)


def _owners(holder: dict[str, object]) -> str:
    if "__name__" in holder:
        return f"module {holder['__name__']}"
    ours = (list, CellType)  # what this very check holds
    owners = [owner for owner in gc.get_referrers(holder) if not isinstance(owner, ours)]
    names = [
        f"{owner['__name__']}.{_keys(owner, holder)}"
        if isinstance(owner, dict) and "__name__" in owner
        else type(owner).__qualname__
        for owner in owners
    ]
    return ", ".join(names[:3]) or "a dict"
