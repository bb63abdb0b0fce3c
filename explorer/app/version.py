"""The versions of the application and of what computes for it."""

from __future__ import annotations

from explorer import __version__

NAME = "ConvNet Explorer"
COMPUTING_PACKAGES = ("PySide6-Essentials", "torch", "numpy", "opencv-python", "onnxruntime")


def version_text() -> str:
    """One line a package, for bug reports."""
    import platform

    lines = [f"{NAME} {__version__}", f"Python {platform.python_version()}"]
    lines += [f"{name} {_version_of(name) or 'missing'}" for name in COMPUTING_PACKAGES]
    return "\n".join(lines)


def _version_of(distribution: str) -> str | None:
    # Here, because the window is painted before anybody asks, and this import is a slow one.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
