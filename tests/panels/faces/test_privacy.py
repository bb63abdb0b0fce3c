"""No face, name or embedding leaves memory unless the user says so."""

from __future__ import annotations

import json
import logging
import socket
from typing import TYPE_CHECKING

import pytest

from explorer.panels.faces.panel import FacesPanel
from explorer.panels.faces.state import FacesState
from explorer.services.media import parse_source
from tests.panels.faces.conftest import TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from explorer.widgets.panel import PanelContext

NAME = "Eileen Unmistakable"


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, in which every new file is found."""
    monkeypatch.delenv("CONVNET_EXPLORER_HOME")
    for variable in (
        "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR",
        "APPDATA", "LOCALAPPDATA",
    ):  # fmt: skip
        folder = tmp_path / variable.lower()
        folder.mkdir()
        monkeypatch.setenv(variable, str(folder))
    return tmp_path


@pytest.fixture
def panel(qtbot, homes: Path, context: PanelContext) -> Iterator[FacesPanel]:
    made = FacesPanel(context)
    qtbot.addWidget(made)
    made.resize(1196, 668)
    made.show()
    made.activate()
    context.engine.start()
    context.source.open(parse_source("bundled:astronaut"))
    qtbot.waitUntil(lambda: made.is_idle() and made.page.result is not None, timeout=TIMEOUT_MS)
    yield made
    made.shutdown()


def written(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def enrol_and_recognise(qtbot, panel: FacesPanel) -> None:
    panel.store.set(FacesState(page="enrol"))
    page = panel.page
    qtbot.waitUntil(lambda: panel.is_idle() and page.result is not None, timeout=TIMEOUT_MS)
    page.form_card.name.setText(NAME)
    page.form_card.consent.setChecked(True)
    page.form_card.enrol.click()
    qtbot.waitUntil(lambda: not panel.keeper.facts.is_empty, timeout=TIMEOUT_MS)
    panel.store.set(FacesState(page="recognise"))
    page = panel.page
    qtbot.waitUntil(
        lambda: [row.seen.title for row in page.seen_card.list.rows()] == [NAME],
        timeout=TIMEOUT_MS,
    )
    qtbot.waitUntil(panel.is_idle, timeout=TIMEOUT_MS)


def test_nothing_is_written_by_default(qtbot, panel: FacesPanel, homes: Path) -> None:
    enrol_and_recognise(qtbot, panel)
    panel.shutdown()
    assert written(homes) == []


def test_nothing_leaves_the_computer(
    qtbot, panel: FacesPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[object] = []
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, lambda _self, *where: reached.append(where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_kinds: reached.append(where))
    enrol_and_recognise(qtbot, panel)
    panel.keeper.set_stored(True)
    qtbot.waitUntil(panel.is_idle, timeout=TIMEOUT_MS)
    assert reached == []


def test_no_name_and_no_number_of_a_face_is_in_the_state_or_the_log(
    qtbot, panel: FacesPanel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        enrol_and_recognise(qtbot, panel)
        panel.keeper.rename(NAME, "x" * 500)  # fails
        qtbot.waitUntil(panel.is_idle, timeout=TIMEOUT_MS)
    text = json.dumps(panel.state())
    assert NAME not in text
    assert len(text) < 1000
    assert NAME not in caplog.text


def test_what_is_stored_is_for_the_owner_alone_and_forgetting_leaves_none(
    qtbot, panel: FacesPanel, homes: Path
) -> None:
    enrol_and_recognise(qtbot, panel)
    panel.keeper.set_stored(True)
    qtbot.waitUntil(panel.is_idle, timeout=TIMEOUT_MS)
    files = sorted(written(homes))
    assert files[0] == panel.keeper.path
    assert {file.name for file in files[1:]} <= {"gallery.sqlite-journal"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert NAME.encode() in files[0].read_bytes()
    panel.keeper.forget_everyone()
    qtbot.waitUntil(panel.is_idle, timeout=TIMEOUT_MS)
    assert written(homes) == []
    qtbot.waitUntil(
        lambda: [row.seen.title for row in panel.page.seen_card.list.rows()] == ["unknown"],
        timeout=TIMEOUT_MS,
    )
    assert panel.keeper.photographs(NAME) == ()
