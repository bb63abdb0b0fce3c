"""The versions of the application and of what computes for it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

NAME = "ConvNet Explorer"
COMPUTING_PACKAGES = ("PySide6-Essentials", "torch", "numpy", "opencv-python", "onnxruntime")


def application_version() -> str:
    """The installed version, or ``"source"`` when run from a checkout that is not installed."""
    return _version_of("convnet-explorer") or "source"


def version_text() -> str:
    """One line a package, for bug reports."""
    lines = [f"{NAME} {application_version()}", f"Python {platform.python_version()}"]
    lines += [f"{name} {_version_of(name) or 'missing'}" for name in COMPUTING_PACKAGES]
    return "\n".join(lines)


def _version_of(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
