"""Words of a program in colours: comments, texts, numbers, keywords. No more than a slide needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from explorer.panels.layers.state import Language

_PYTHON = (
    r"(?P<muted>#.*)"
    r"|(?P<good>\"[^\"]*\"|'[^']*')"
    r"|(?P<accent>\b(?:import|from|class|def|return|for|in|if|else|not|and|or|self|super|with|as"
    r"|lambda|None|True|False)\b)"
    r"|(?P<warm>\b\d[\d_.e-]*\b)"
)
_DIAGRAM = r"(?P<muted>%%.*|//.*)|(?P<good>\"[^\"]*\")|(?P<accent>-->|->|\b(?:flowchart|subgraph|end|digraph|node|edge)\b)"  # noqa: E501
_PATTERNS = {
    "pytorch": re.compile(_PYTHON),
    "keras": re.compile(_PYTHON),
    "mermaid": re.compile(_DIAGRAM),
    "graphviz": re.compile(_DIAGRAM),
    "json": re.compile(
        r"(?P<accent>\"[^\"]*\"(?=:))|(?P<good>\"[^\"]*\")|(?P<warm>\b\d[\d.e-]*\b)"
    ),
}
DOCSTRING = '"""'
MOST_COLOURED = 150_000
"""Characters: three times what ResNet-152 has; to colour more would hold up the window."""
_OUTSIDE, _IN_DOCSTRING = 0, 1


class CodeColours(QSyntaxHighlighter):
    """Colours line by line, in the present theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._pattern = _PATTERNS["pytorch"]
        theme.themeChanged.connect(self.rehighlight)

    def set_language(self, language: Language) -> None:
        """Take the words of another language."""
        self._pattern = _PATTERNS[language]

    def highlightBlock(self, text: str) -> None:
        """Colour one line; a docstring goes on over lines, and a long text stays as it is."""
        if self.document().characterCount() > MOST_COLOURED:
            return
        is_inside = self.previousBlockState() == _IN_DOCSTRING
        quotes = text.count(DOCSTRING)
        self.setCurrentBlockState(_IN_DOCSTRING if is_inside != (quotes % 2 == 1) else _OUTSIDE)
        if is_inside or quotes:
            self._colour(0, len(text), "good")
            return
        for found in self._pattern.finditer(text):
            self._colour(found.start(), found.end() - found.start(), found.lastgroup or "text")

    def _colour(self, start: int, length: int, token: str) -> None:
        form = QTextCharFormat()
        form.setForeground(theme.current_theme().colour(token))
        self.setFormat(start, length, form)
