"""Where the application keeps what belongs to the user: settings, logs, galleries.

Nothing is created here; who writes makes the folder. ``CONVNET_EXPLORER_HOME`` puts everything
below one folder of its own: for a portable copy on a stick, and for tests.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

APPLICATION = "ConvNet Explorer"
HOME_VARIABLE = "CONVNET_EXPLORER_HOME"


def config_dir() -> Path:
    """Folder of the settings file."""
    return _user_dir("config")


def data_dir() -> Path:
    """Folder of what the user made, such as face galleries."""
    return _user_dir("data")


def log_dir() -> Path:
    """Folder of the log files."""
    return _user_dir("log")


def _user_dir(kind: Literal["config", "data", "log"]) -> Path:
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home).expanduser() / kind
    import platformdirs  # here, because the window is to be painted before it is needed

    folders = platformdirs.PlatformDirs(APPLICATION, appauthor=False)
    return {
        "config": folders.user_config_path,
        "data": folders.user_data_path,
        "log": folders.user_log_path,
    }[kind]
