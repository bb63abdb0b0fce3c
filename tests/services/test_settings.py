from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.services.settings import Settings, SettingsError, SettingsStore, with_recent

CHOSEN = Settings(
    theme="light",
    device="cuda:1",
    panel="filters",
    source="bundled:bikes",
    camera_size=(1280, 720),
    window_geometry="AdnQywADAAA=",
    cards_folded=True,
    recent_sources=("/tmp/ä b.mp4", "camera:1"),
    panels={"filters": {"kernel": [[1.5, -1]], "name": "Größe"}},
)


@pytest.fixture
def store(tmp_path):
    return SettingsStore(tmp_path / "config" / "settings.json")


def test_the_first_start_has_the_defaults_and_nothing_to_say(store):
    assert store.load() == Settings()
    assert store.message == ""
    assert not store.path.exists()


def test_what_was_saved_is_loaded(store):
    assert store.save(CHOSEN)
    assert store.load() == CHOSEN
    assert store.message == ""
    assert json.loads(store.path.read_text("utf-8"))["version"] == 1
    assert [file.name for file in store.path.parent.iterdir()] == ["settings.json"]


def test_the_file_lies_where_the_user_keeps_settings(user_home):
    assert SettingsStore().path == user_home / "config" / "settings.json"


BROKEN = {
    "empty": b"",
    "cut": b'{"version": 1, "theme": "da',
    "binary": bytes(range(256)),
    "list": b"[1, 2]",
    "number": b"7",
    "no version": b"{}",
    "newer": b'{"version": 2, "theme": "dark"}',
    "text version": b'{"version": "1"}',
    "theme": b'{"version": 1, "theme": "pink"}',
    "theme list": b'{"version": 1, "theme": ["dark"]}',
    "size": b'{"version": 1, "camera_size": [640, 480, 3]}',
    "size text": b'{"version": 1, "camera_size": ["640", 480]}',
    "size negative": b'{"version": 1, "camera_size": [-640, 480]}',
    "flag": b'{"version": 1, "cards_folded": 1}',
    "recent": b'{"version": 1, "recent_sources": [3]}',
    "panels": b'{"version": 1, "panels": [3]}',
    "deep": b"[" * 100_000,
    "huge": b'{"version": 1, "source": "' + b"x" * 5_000_000 + b'"}',
    "wrong encoding": '{"version": 1, "panel": "ä"}'.encode("latin-1"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_moved_aside_and_named(store, content):
    store.path.parent.mkdir()
    for number in (1, 2):
        store.path.write_bytes(content)
        assert store.load() == Settings()
        aside = store.path.with_name(f"settings.broken-{number}.json")
        assert aside.read_bytes() == content
        assert aside.name in store.message
        assert not store.path.exists()
    assert store.save(CHOSEN)
    assert store.load() == CHOSEN
    assert store.message == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(content=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_no_file_whatever_stops_the_start(store, content):
    store.path.parent.mkdir(exist_ok=True)
    store.path.write_bytes(content)
    assert isinstance(store.load(), Settings)
    for aside in store.path.parent.iterdir():
        aside.unlink()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(values=st.dictionaries(st.sampled_from(list(Settings.__slots__)), json_values))
def test_wrong_values_never_get_in(store, values):
    """Whatever is in the file, what comes out can be saved and loaded again."""
    store.path.parent.mkdir(exist_ok=True)
    store.path.write_text(json.dumps(values | {"version": 1}), "utf-8")
    loaded = store.load()
    assert store.save(loaded)
    assert store.load() == loaded
    for aside in store.path.parent.iterdir():
        aside.unlink()


def test_unknown_keys_are_let_be(store):
    store.path.parent.mkdir()
    store.path.write_text('{"version": 1, "theme": "dark", "new": 3}')
    assert store.load() == Settings(theme="dark")


def test_a_folder_in_the_file_s_place_does_not_stop_the_start(store):
    store.path.mkdir(parents=True)
    assert store.load() == Settings()
    assert str(store.path) in store.message
    assert store.save(CHOSEN) is False
    assert "cannot be saved" in store.message
    assert [file.name for file in store.path.parent.iterdir()] == ["settings.json"]


def test_a_failed_write_leaves_the_old_file(store, monkeypatch):
    store.save(CHOSEN)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert store.save(Settings()) is False
    assert "No space left" in store.message
    assert store.load() == CHOSEN
    assert [file.name for file in store.path.parent.iterdir()] == ["settings.json"]


def test_settings_check_themselves():
    with pytest.raises(SettingsError, match="theme"):
        Settings(theme="pink")


def test_recent_sources_are_few_and_each_once():
    chosen = Settings()
    for number in [*range(15), 14, 10]:
        chosen = with_recent(chosen, str(number))
    assert chosen.recent_sources == ("10", "14", "13", "12", "11", "9", "8", "7", "6", "5")
