"""Darknet's ``.cfg``: sections in square brackets, each with options ``name=value``.

Read as Darknet reads it: blanks are dropped wherever they stand, lines that begin with ``#`` or
``;`` are comments, and of an option that is given twice the first counts. Unlike Darknet, a line
that is none of this is an error, and so is a value that is not a number where one is due.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.darknet.errors import DarknetError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_BYTES = 1_000_000  # the longest official file has 60,000
MAX_SECTIONS = 2_000
_BLANKS = re.compile(r"[ \t\r]+")
_SECTION = re.compile(r"\[(\w+)\]")
_OPTION = re.compile(r"(\w+)=(.*)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_SHOWN = 60  # characters of a line in a message


@dataclass(frozen=True, slots=True)
class Option:
    """A value as it is written, and the number of its line, from 1."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section: what stands in its brackets, the number of that line, and its options."""

    kind: str
    line: int
    options: Mapping[str, Option]


def read_cfg(path: Path) -> tuple[Section, ...]:
    """Read a file's sections, in their order.

    Raises
    ------
    DarknetError
        If the file cannot be read, or is not in this format.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DarknetError(f"{path.name} cannot be read ({error.strerror}).") from error
    if len(content) > MAX_BYTES or b"\0" in content:
        raise DarknetError(
            f"{path.name} is not a cfg: that is a short text that begins with [net]. "
            "Were the cfg and the weights swapped?"
        )
    return parse_cfg(content.decode("utf-8", errors="replace"), path.name)


def parse_cfg(text: str, name: str = "the cfg") -> tuple[Section, ...]:
    """Return the sections of a text; ``name`` is what errors call it.

    Raises
    ------
    DarknetError
        If a line is not of this format, or if there is no section.
    """
    sections: list[tuple[str, int, dict[str, Option]]] = []
    for number, written in enumerate(text.split("\n"), start=1):
        line = _BLANKS.sub("", written)
        if not line or line[0] in "#;":
            continue
        if header := _SECTION.fullmatch(line):
            sections.append((header[1], number, {}))
        elif sections and (option := _OPTION.fullmatch(line)):
            value = option[2].partition("#")[0]
            sections[-1][2].setdefault(option[1], Option(value, number))
        else:
            raise _not_a_line(written, number, name, bool(sections))
        if len(sections) > MAX_SECTIONS:
            raise DarknetError(f"{name} has more than {MAX_SECTIONS:,} sections.")
    if not sections:
        raise DarknetError(f"{name} is empty: a cfg begins with a section [net].")
    return tuple(Section(*section) for section in sections)


def _not_a_line(written: str, number: int, name: str, inside: bool) -> DarknetError:
    said = "".join(c if c.isprintable() else "·" for c in written.strip()[:_SHOWN])
    due = "a [section] or an option like filters=32" if inside else "a section, [net] to begin with"
    return DarknetError(f'{name}, line {number}: "{said}" is not {due}.')


class Options:
    """Takes the options of a section as numbers within limits, and knows which were taken.

    Parameters
    ----------
    section
        The section.
    title
        What errors call it, like ``layer 3, [convolutional]``.
    file
        What errors call the file.
    """

    def __init__(self, section: Section, title: str, file: str) -> None:
        self._section = section
        self._title = title
        self._file = file
        self._taken: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._section.options

    def text(self, name: str, default: str) -> str:
        """Return a value as it is written."""
        self._taken.add(name)
        option = self._section.options.get(name)
        return default if option is None else option.value

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number between ``low`` and ``high``."""
        value = self.text(name, str(default))
        if not _INTEGER.fullmatch(value):
            raise self.error(f'{name} is a whole number, not "{value[:_SHOWN]}"', name)
        if not low <= int(value) <= high:
            raise self.error(f"{name}={value} is not between {low:,} and {high:,}", name)
        return int(value)

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Return a number between ``low`` and ``high``."""
        return self._number(name, self.text(name, str(default)), low, high)

    def integers(self, name: str, default: str, low: int, high: int) -> tuple[int, ...]:
        """Return whole numbers that are separated by commas."""
        return tuple(int(value) for value in self.numbers(name, default, low, high, whole=True))

    def numbers(
        self, name: str, default: str, low: float, high: float, whole: bool = False
    ) -> tuple[float, ...]:
        """Return numbers that are separated by commas; one comma may follow the last."""
        values = self.text(name, default).removesuffix(",").split(",")
        if values == [""]:
            raise self.error(f"it needs {name}", name)
        for value in values if whole else ():
            if not _INTEGER.fullmatch(value):
                raise self.error(f'{name} are whole numbers, not "{value[:_SHOWN]}"', name)
        return tuple(self._number(name, value, low, high) for value in values)

    def refuse(self, name: str, neutral: float, why: str) -> None:
        """Take an option that may not say anything but ``neutral``."""
        if name in self and self.number(name, neutral, -math.inf, math.inf) != neutral:
            raise self.error(f"{name}={self.text(name, '')} is not supported: {why}", name)

    def finish(self, ignored: frozenset[str]) -> None:
        """Refuse what is left over, but for the names in ``ignored``."""
        for name in self._section.options:
            if name not in self._taken and name not in ignored:
                raise self.error(
                    f"{name} is not an option that is known here, and may change the result", name
                )

    def error(self, what: str, name: str = "") -> DarknetError:
        """Return an error about an option, or about the whole section."""
        option = self._section.options.get(name)
        line = self._section.line if option is None else option.line
        return DarknetError(f"{self._file}, line {line}, {self._title}: {what}.")

    def _number(self, name: str, value: str, low: float, high: float) -> float:
        if not _NUMBER.fullmatch(value):
            raise self.error(f'{name} is a number, not "{value[:_SHOWN]}"', name)
        if not low <= float(value) <= high:
            raise self.error(f"{name}={value[:_SHOWN]} is not between {low:,} and {high:,}", name)
        return float(value)
