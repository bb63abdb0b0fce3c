"""XML from strangers: no document type, so no entities that expand or reach outside; and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from explorer.engine.evaluation.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

_MAX_BYTES: Final = 8_000_000
_MAX_ELEMENTS: Final = 200_000
_MAX_DEPTH: Final = 32


def read_xml(path: Path) -> Element:
    """Return the root of an XML file.

    Raises
    ------
    AnnotationError
        With what is wrong, without the file's name.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise AnnotationError(f"has more than {_MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise AnnotationError(f"cannot be read ({error.strerror or error})") from None
    if not data.strip():
        raise AnnotationError("is empty")
    return parse_xml(data)


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML text; raises as `read_xml`."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise AnnotationError(f"is not whole XML ({error})") from None
    except AnnotationError:
        raise
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise AnnotationError(f"cannot be decoded ({error})") from None
    return builder.close()


class _Builder:
    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise AnnotationError("is nested too deep or has too many elements")
        self._tree.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._tree.end(tag)

    def data(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Element:
        return self._tree.close()


def _refuse_doctype(*_: object) -> NoReturn:
    raise AnnotationError("has a document type, which annotations need not and may not have here")
