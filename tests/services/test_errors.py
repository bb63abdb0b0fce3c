from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QObject, QTimer, qWarning

from explorer.engine.errors import ExplorerError
from explorer.services.errors import LOG_FILES, ErrorHub, is_expected
from explorer.services.media import SourceError


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hub(qapp, tmp_path, clock):
    hub = ErrorHub(log_path=tmp_path / "logs" / "explorer.log", clock=clock)
    yield hub
    hub.shutdown()


@pytest.fixture
def notices(hub):
    got = []
    hub.reported.connect(lambda notice: got.append((notice, threading.current_thread())))
    return got


def fail():
    raise ZeroDivisionError("one by zero")


def raised(function):
    try:
        function()
    except (ArithmeticError, LookupError, ValueError) as error:
        return error
    raise AssertionError


@pytest.mark.qt_no_exception_capture
def test_what_a_slot_raises_is_shown_and_logged_and_the_application_goes_on(qtbot, hub, notices):
    hub.install()
    after = []
    QTimer.singleShot(0, fail)
    QTimer.singleShot(1, lambda: after.append(1))
    qtbot.waitUntil(lambda: bool(notices and after))
    notice, _ = notices[0]
    assert notice.title == "Something went wrong"
    assert notice.detail == "ZeroDivisionError: one by zero"
    assert "in fail" in notice.traceback
    assert not notice.is_expected
    log = notice.log_path.read_text("utf-8")
    assert "in fail" in log
    assert "ERROR MainThread" in log


@pytest.mark.qt_no_exception_capture
def test_what_a_thread_raises_arrives_in_the_gui_thread(qtbot, hub, notices):
    hub.install()
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(notices))
    notice, where = notices[0]
    assert where is threading.main_thread()
    assert "in fail" in notice.traceback
    assert "ERROR worker" in notice.log_path.read_text("utf-8")


def test_a_thread_that_exits_is_no_error(qapp, hub, notices):
    hub.install()
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    qapp.processEvents()
    assert notices == []


def test_expected_errors_say_their_sentence_and_no_traceback(qtbot, hub, notices):
    hub.report(raised(lambda: (_ for _ in ()).throw(SourceError("There is no file x."))), "Open")
    qtbot.waitUntil(lambda: bool(notices))
    notice, _ = notices[0]
    assert (notice.title, notice.detail) == ("Open", "There is no file x.")
    assert notice.traceback == ""
    assert notice.is_expected
    assert is_expected(ExplorerError())
    assert not is_expected(ValueError())
    assert not is_expected(KeyboardInterrupt())


def test_an_error_thirty_times_a_second_does_not_flood(qapp, hub, notices, clock):
    hub.install()
    for number in range(300):
        clock.now_s = number / 30

        def fail_again(number=number):
            raise ValueError(f"frame {number}")

        hub.report(raised(fail_again))
        qapp.processEvents()
    counts = [notice.count for notice, _ in notices]
    assert counts[0] == 1
    assert len(counts) <= 11
    assert counts == sorted(counts)
    assert counts[-1] > 250
    log = hub.log_path.read_text("utf-8")
    assert log.count("Traceback") == 1
    assert "times so far: ValueError: frame" in log


def test_another_error_is_not_held_back(qapp, hub, notices):
    hub.report(raised(fail))
    hub.report(raised(lambda: [][1]))
    hub.report(raised(fail))
    qapp.processEvents()
    assert [notice.detail.split(":")[0] for notice, _ in notices] == [
        "ZeroDivisionError",
        "IndexError",
    ]


def test_after_a_long_silence_an_error_is_new_again(qapp, hub, notices, clock):
    hub.report(raised(fail))
    clock.now_s = 60
    hub.report(raised(fail))
    qapp.processEvents()
    assert [notice.count for notice, _ in notices] == [1, 1]


@pytest.mark.no_qt_log
def test_warnings_of_qt_go_to_the_log_once(hub):
    hub.install()
    for _ in range(50):
        qWarning("QPainter::begin: no")
    qWarning("This plugin does not support propagateSizeHints()")
    log = hub.log_path.read_text("utf-8")
    assert log.count("QPainter::begin: no") == 1
    assert "WARNING" in log
    assert "propagateSizeHints" not in log


def test_services_log_into_the_file(hub):
    hub.install()
    logging.getLogger("explorer.services.anything").warning("A thread was left behind")
    assert "A thread was left behind" in hub.log_path.read_text("utf-8")


def test_nothing_is_written_before_there_is_something_to_say(hub):
    hub.install()
    assert not hub.log_path.parent.exists()


def test_the_log_rotates(hub, monkeypatch):
    monkeypatch.setattr("explorer.services.errors.LOG_BYTES", 2000)
    hub.install()
    log = logging.getLogger("explorer.test")
    for number in range(200):
        log.warning("line %d %s", number, "x" * 80)
    files = sorted(file.name for file in hub.log_path.parent.iterdir())
    assert len(files) == LOG_FILES + 1
    assert all(file.stat().st_size <= 2000 for file in hub.log_path.parent.iterdir())


def test_a_log_that_cannot_be_written_does_no_harm(qapp, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    hub = ErrorHub(log_path=tmp_path / "file" / "explorer.log")
    hub.install()
    got = []
    hub.reported.connect(got.append)
    hub.report(raised(fail))
    qapp.processEvents()
    assert len(got) == 1
    hub.shutdown()


def test_the_hooks_are_given_back(hub):
    hooks = sys.excepthook, threading.excepthook, list(logging.getLogger("explorer").handlers)
    hub.install()
    hub.install()
    assert sys.excepthook != hooks[0]
    hub.uninstall()
    hub.shutdown()
    assert hooks == (
        sys.excepthook,
        threading.excepthook,
        list(logging.getLogger("explorer").handlers),
    )


def test_an_interrupt_from_the_keyboard_is_no_notice(qapp, hub, notices, capsys):
    hub.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    qapp.processEvents()
    assert notices == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_an_error_without_a_text_is_told_all_the_same(qapp, hub, notices):
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no text")

    hub.report(Mute())
    qapp.processEvents()
    assert "Mute" in notices[0][0].detail


def test_an_error_in_the_hub_itself_reaches_the_console(hub, monkeypatch, capsys):
    monkeypatch.setattr(hub, "report", lambda error: fail())
    hub.install()
    sys.excepthook(ValueError, ValueError("lost?"), None)
    assert "lost?" in capsys.readouterr().err


def test_the_log_lies_where_logs_are_kept(qapp, user_home):
    hub = ErrorHub(QObject())
    assert hub.log_path == user_home / "log" / "explorer.log"
