from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch  # noqa: F401  # so that no test ends in the middle of its import

from explorer.app.application import Application
from explorer.app.cli import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def make_application(qtbot) -> Iterator[Callable[..., Application]]:
    """Build applications as main.py does; each is shut down, window and all."""
    made: list[Application] = []

    def make(**options: object) -> Application:
        options.setdefault("source", "bundled:astronaut")
        application = Application(Options(**options))
        made.append(application)
        application.window.show()
        qtbot.waitUntil(lambda: application.window.panel is not None, timeout=30_000)
        return application

    yield make
    for application in made:
        application.shutdown()
