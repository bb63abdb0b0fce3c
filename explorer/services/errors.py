"""Where unexpected errors end: a notice, a line in the log, and the application goes on.

``sys.excepthook`` (which PySide6 calls for an exception in a slot or an event handler),
``threading.excepthook`` and Qt's own messages all lead here. Expected errors
(``ExplorerError``) need no traceback: their text is enough.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QtMsgType, Signal, qInstallMessageHandler

from explorer.engine.errors import ExplorerError
from explorer.services.courier import Address
from explorer.services.paths import log_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

LOG_BYTES = 1_000_000
LOG_FILES = 3
AGAIN_S = 1.0
"""An error that goes on is said again at most once in this time, with its count."""
FORGET_S = 30.0
"""After this time of silence the same error counts as a new one."""

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_KNOWN_NOISE = "This plugin does not support propagateSizeHints"

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("explorer.qt")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the window says of an error.

    Parameters
    ----------
    title
        A few words.
    detail
        One sentence.
    traceback
        Where it happened, as Python prints it; empty for expected errors.
    log_path
        The file in which it stands too.
    count
        How often it happened so far: a later notice of the same error takes the earlier's place.
    """

    title: str
    detail: str
    traceback: str
    log_path: Path
    count: int = 1

    @property
    def is_expected(self) -> bool:
        """Whether this is a situation that the project foresees, and no fault of its own."""
        return not self.traceback


class ErrorHub(QObject):
    """Takes errors from every thread and tells the window about them in the GUI thread."""

    reported = Signal(object)
    """A :class:`Notice`."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        log_path: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.log_path = log_path or log_dir() / "explorer.log"
        self._notices = Address(self._on_notice)
        self._repeats = _Repeats(clock)
        self._log_file = _LogFile(self.log_path)
        self._undo: list[Callable[[], object]] = []

    def install(self) -> None:
        """Take over the hooks for unhandled exceptions and Qt's messages, and start the log."""
        if self._undo:
            return
        root = logging.getLogger("explorer")
        level = root.level
        root.setLevel(logging.INFO)
        propagates, root.propagate = root.propagate, False  # libraries print what reaches the top
        root.addHandler(self._log_file)
        old_hook, old_thread_hook = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        old_qt_handler = qInstallMessageHandler(self._on_qt_message)
        self._undo = [
            lambda: qInstallMessageHandler(old_qt_handler),
            lambda: setattr(threading, "excepthook", old_thread_hook),
            lambda: setattr(sys, "excepthook", old_hook),
            lambda: root.removeHandler(self._log_file),
            lambda: root.setLevel(level),
            lambda: setattr(root, "propagate", propagates),
            self._log_file.close,
        ]

    def uninstall(self) -> None:
        """Give the hooks back and close the log."""
        undo, self._undo = self._undo, []
        for step in undo:
            step()

    def report(self, error: BaseException, title: str = "") -> None:
        """Log an error and tell the window, from any thread; equal ones are counted, not repeated.

        Parameters
        ----------
        error
            An ``ExplorerError`` is shown by its text alone.
        title
            A few words on what could not be done.
        """
        count = self._repeats.count(_identity(error))
        if count is None:
            return
        expected = is_expected(error)
        line = str(error) if expected else _one_line(error)
        trace = "" if expected else "".join(traceback.format_exception(error))
        if count > 1:
            _log.error("Again, %d times so far: %s", count, line)
        else:
            _log.log(logging.WARNING if expected else logging.ERROR, "%s\n%s", line, trace)
        title = title or ("That did not work" if expected else "Something went wrong")
        self._notices.send(Notice(title, line, trace, self.log_path, count))

    def shutdown(self) -> None:
        """Give the hooks back; no notice comes from here on."""
        self.uninstall()
        self._notices.close()

    def _on_notice(self, notice: Notice) -> None:
        self.reported.emit(notice)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        try:
            self.report(error)
        except Exception:  # noqa: BLE001
            # Nothing catches what a hook raises: the error goes to the console at least.
            sys.__excepthook__(kind, error, trace)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_qt_message(self, kind: QtMsgType, _context: object, message: str) -> None:
        count = self._repeats.count(message)
        if count is not None and _KNOWN_NOISE not in message:
            _qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)


def is_expected(error: BaseException) -> bool:
    """Whether an error is a situation that the project foresees, and its text meant for users."""
    return isinstance(error, ExplorerError)


class _Repeats:
    """Counts equal errors and says which of them are worth a word."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[object, _Seen] = {}

    def count(self, identity: object) -> int | None:
        """How often this came so far, or None where it was said only just now."""
        now_s = self._clock()
        with self._lock:
            self._seen = {
                key: seen for key, seen in self._seen.items() if now_s - seen.last_s < FORGET_S
            }
            seen = self._seen.setdefault(identity, _Seen(now_s, now_s - AGAIN_S))
            seen.count += 1
            seen.last_s = now_s
            if now_s - seen.said_s < AGAIN_S:
                return None
            seen.said_s = now_s
            return seen.count


@dataclass(slots=True)
class _Seen:
    last_s: float
    said_s: float
    count: int = 0


class _LogFile(logging.Handler):
    """A rotating file that is opened, and whose module is imported, with the first line."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            (self._file or self._open()).emit(record)
        except OSError:
            return  # a full or read-only disk: there is no better place to say so

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        super().close()

    def _open(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = RotatingFileHandler(
            self._path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
        self._file.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        )
        return self._file


def _identity(error: BaseException) -> object:
    """What makes two errors the same: class and place, as texts often hold changing numbers."""
    trace = error.__traceback__
    if trace is None:
        return _one_line(error)
    while trace.tb_next is not None:
        trace = trace.tb_next
    return type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno


def _one_line(error: BaseException) -> str:
    return traceback.format_exception_only(error)[-1].strip()
