from __future__ import annotations
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget, QScrollBar, QApplication
from explorer.panels.detector.live.page import BoxesPage
from explorer.panels.detector.compare.page import ComparePage
from explorer.panels.detector.steps.page import StepsPage
from explorer.panels.detector.grid.page import GridPage
from explorer.panels.detector.decode.page import DecodePage
from tests.panels.detector.conftest import settle

def tip(w):
    while w is not None:
        if w.toolTip(): return w.toolTip()
        if w.isWindow(): return ""
        w = w.parentWidget()
    return ""

@pytest.mark.parametrize("kind",[BoxesPage,ComparePage,StepsPage,GridPage,DecodePage])
def test_probe(kind, make_page, qtbot):
    page = make_page(kind)
    page.activateWindow(); 
    w = page; seen=[]
    for _ in range(400):
        w = w.nextInFocusChain()
        if w is page: break
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisibleTo(page):
            p = w.mapTo(page, w.rect().topLeft())
            seen.append((type(w).__name__, w.accessibleName(), bool(tip(w)), (p.x(),p.y()), w.isEnabled()))
    print(); print(kind.__name__)
    for s in seen: print('  ',s)
