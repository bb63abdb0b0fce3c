from __future__ import annotations

import xml.etree.ElementTree as ET

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.widgets.svg import painted_svg, widget_svg


class Words(QWidget):
    def paintEvent(self, event: object) -> None:
        QPainter(self).drawText(10, 20, "120,422,400 MACs")


def test_what_is_painted_becomes_svg_with_its_size_and_title(qapp) -> None:
    svg = painted_svg(QSize(80, 40), "Costs", lambda painter: painter.drawLine(1, 2, 30, 20))
    root = ET.fromstring(svg)
    assert root.get("viewBox") == "0 0 80 40"
    assert "<title>Costs</title>" in svg
    assert "polyline" in svg


def test_signs_that_xml_has_no_way_to_write_are_replaced(qapp) -> None:
    words = "a\x00b\x1b<c>"
    svg = painted_svg(QSize(80, 40), words, lambda painter: painter.drawText(5, 20, words))
    assert "b\N{REPLACEMENT CHARACTER}<c>" in "".join(ET.fromstring(svg).itertext())


def test_a_widget_gives_its_words_without_a_ground(qtbot) -> None:
    widget = Words()
    qtbot.addWidget(widget)
    widget.resize(200, 30)
    widget.setAccessibleName("Costs")
    svg = widget_svg(widget)
    assert "120,422,400 MACs" in svg
    assert "<rect" not in svg
