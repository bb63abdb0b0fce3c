from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.engine.gallery import Gallery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "faces.gallery"


@pytest.fixture(params=["memory", "file"])
def gallery(request: pytest.FixtureRequest, path: Path) -> Iterator[Gallery]:
    with Gallery(None if request.param == "memory" else path) as opened:
        yield opened
