"""The line at the bottom: rates at the left, device at the right, what runs in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from explorer.widgets import theme
from explorer.widgets.icons import icon
from explorer.widgets.labels import ElidedLabel, label, set_tone
from explorer.widgets.numbers import duration_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from explorer.engine.device import DeviceInfo
    from explorer.services.job_registry import RunningJob
    from explorer.services.rates import Rates

GIGABYTE = 1 << 30


class StatusBar(QFrame):
    """Says how fast things go, what runs, and on what.

    A line along the top edge shows the progress of what loads in the background.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Status")
        self._progress: float | None = None
        self._rates = label("", "number")
        self._rates.setAccessibleName("Rates")
        self._message = ElidedLabel("", "caption")
        self._jobs = QPushButton()
        self._jobs.setProperty("kind", "fold")
        self._jobs.setIcon(icon("activity", "accent"))
        self._jobs.setToolTip("Running jobs")
        self._jobs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._jobs.hide()
        self.jobsClicked = self._jobs.clicked
        self._device = ElidedLabel("", "number", Qt.TextElideMode.ElideMiddle)
        self._device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._device.setAccessibleName("Device")
        self._layout = layout = QHBoxLayout(self)
        layout.addWidget(self._rates)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._jobs)
        layout.addWidget(self._device, 1)
        theme.watch_theme(self._apply_metrics)

    def show_rates(self, rates: Rates | None) -> None:
        """Show frames per second, latency and dropped frames; None where nothing runs live."""
        self._rates.setText("" if rates is None else _rates_text(rates))
        self._rates.setToolTip(
            "" if rates is None else "Frames a second · from capture to screen · frames left out"
        )

    def show_device(self, info: DeviceInfo) -> None:
        """Show where the networks run, and its memory."""
        self._device.setText("●  " + " · ".join(_device_parts(info)))
        set_tone(self._device, "good")
        self._device.setToolTip("Where the networks run")

    def show_device_text(self, text: str, tone: str = "muted") -> None:
        """Show words in the device's place, while it is not known or when it failed."""
        self._device.setText(text)
        set_tone(self._device, tone)

    def show_progress(self, text: str, fraction: float | None) -> None:
        """Show what loads in the background and how far it is, 0 to 1; None ends it."""
        self._message.setText(text)
        self._progress = None if fraction is None else min(max(fraction, 0.0), 1.0)
        self.update()

    def show_message(self, text: str) -> None:
        """Show one sentence beside the rates."""
        self._message.setText(text)

    def show_jobs(self, jobs: Sequence[RunningJob]) -> None:
        """Show what runs, for example "2 jobs · 45 %"; the tooltip has one line a job."""
        text = _jobs_text(jobs)
        self._jobs.setText(text)
        self._jobs.setToolTip("\n".join(_job_line(job) for job in jobs))
        self._jobs.setAccessibleName(f"Running jobs: {text}")
        self._jobs.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the progress line over the top edge."""
        super().paintEvent(event)
        if self._progress is None:
            return
        painter = QPainter(self)
        height = theme.current_theme().px(2)
        accent = theme.current_theme().colour("accent")
        painter.fillRect(QRectF(0, 0, self.width() * self._progress, height), accent)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.setFixedHeight(px(theme.STATUS_HEIGHT))
        self._layout.setContentsMargins(px(16), 0, px(16), 0)
        self._layout.setSpacing(px(theme.LARGE))


def _rates_text(rates: Rates) -> str:
    latency = "–" if rates.latency_ms is None else f"{rates.latency_ms:.0f} ms"
    return f"{rates.fps:.1f} fps   latency {latency}   dropped {rates.dropped:,}"


def _jobs_text(jobs: Sequence[RunningJob]) -> str:
    if not jobs:
        return ""
    if len(jobs) == 1:
        return _job_line(jobs[0])
    known = [job.fraction for job in jobs if job.fraction is not None]
    share = f" · {sum(known) / len(known):.0%}" if known else ""
    return f"{len(jobs)} jobs{share}"


def _job_line(job: RunningJob) -> str:
    parts = [job.title]
    if job.fraction is not None:
        parts.append(f"{job.fraction:.0%}")
    if job.is_paused:
        parts.append("paused")
    elif job.eta_s is not None:
        parts.append(f"{duration_text(job.eta_s)} left")
    return " · ".join(parts)


def _device_parts(info: DeviceInfo) -> list[str]:
    parts = [info.kind.upper(), info.name]
    if info.memory_used_bytes is not None and info.memory_total_bytes is not None:
        used, total = info.memory_used_bytes / GIGABYTE, info.memory_total_bytes / GIGABYTE
        parts.append(f"{used:.1f} / {total:.1f} GB")
    return parts
