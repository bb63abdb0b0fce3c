"""Text that users gave, made harmless where it enters code: names, comments, strings.

A network's file may come from a stranger. Nothing of it may leave the place where it was put:
no line break out of a comment, no quote out of a string, no character that turns text around.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

LONGEST_NAME = 40
LONGEST_NOTE = 48
_TAKEN = frozenset(
    {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "torch", "nn", "keras", "layers", "ops"}
)


class Names:
    """Hands out identifiers, each once."""

    def __init__(self, taken: tuple[str, ...] = ()) -> None:
        self._taken = {*_TAKEN, *taken}

    def within(self, *taken: str) -> Names:
        """Return the names for the inside of a function: none of these, and none given out."""
        return Names((*self._taken, *taken))

    def fresh(self, text: str, fallback: str = "network") -> str:
        """Return an identifier that reads as the text does and was not given out before."""
        base = name = identifier(text, fallback)
        number = 2
        while name in self._taken:
            name, number = f"{base}_{number}", number + 1
        self._taken.add(name)
        return name


def identifier(text: str, fallback: str = "network") -> str:
    """Return a text as an identifier of ASCII letters, digits and underscores: lenet_5."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain)[:LONGEST_NAME].strip("_")
    if not name:
        return fallback
    return name if name[0].isalpha() else f"{fallback}_{name}"


def quoted(text: str) -> str:
    """Return a text as a string in double quotes, in which Python reads exactly that text."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def one_line(text: str, longest: int = LONGEST_NOTE) -> str:
    """Return a text for a comment: printable, on one line, and not long."""
    seen = "".join(character if character.isprintable() else " " for character in text)
    words = " ".join(seen.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def for_docstring(text: str) -> str:
    """Return a text that can stand within three double quotes."""
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')
