"""What ``--selfcheck`` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.app.selfcheck import selfcheck
from explorer.engine.faces import bundled
from explorer.engine.weights import manifest

if TYPE_CHECKING:
    import pytest


def run() -> tuple[int, str]:
    written: list[str] = []
    code = selfcheck("cpu", written.append)
    return code, "".join(written)


def test_weights_and_data_are_checked() -> None:
    code, text = run()
    assert code == 0
    assert all(f"ok  weights: {name}\n" in text for name in manifest())
    assert "ok  data: csuScrapShots, 173 photographs of faces\n" in text
    assert "ok  data: their embeddings, 173 faces\n" in text


def test_embeddings_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "RECORD", "datasets/nowhere.json")
    code, text = run()
    assert code == 1
    assert "BAD assets/datasets/nowhere.json is missing" in text
    assert "1 thing(s) to put right." in text
