from __future__ import annotations

import pytest

from explorer.widgets.paced_formula import PacedFormula


@pytest.fixture
def formula(qtbot):
    made = PacedFormula()
    qtbot.addWidget(made)
    yield made
    made.shutdown()


def test_the_same_formula_again_leaves_nothing_to_wait_for(qtbot, formula):
    formula.set_latex("a = b")
    qtbot.waitUntil(formula.is_idle)
    formula.set_latex("a = b")
    assert formula.is_idle()


def test_what_comes_too_soon_comes_later_and_the_last_lands(qtbot, formula):
    for latex in ("a = b", "a = c", "a = d"):
        formula.set_latex(latex)
    assert not formula.is_idle()
    qtbot.waitUntil(formula.is_idle)
    assert formula.latex() == "a = d"


def test_going_back_in_time_forgets_what_waited(qtbot, formula):
    formula.set_latex("a = b")
    formula.set_latex("a = c")
    formula.set_latex("a = b")
    qtbot.waitUntil(formula.is_idle)
    assert formula.latex() == "a = b"
