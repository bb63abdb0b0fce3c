from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.widgets import engraver, theme
from explorer.widgets.engraving import FormulaError, engrave
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.qimages import rgb_from_qimage

FLOOR = r"n' = \left\lfloor \frac{512 - 3 + 2\cdot 1}{1} \right\rfloor + 1 = 512"


@pytest.fixture
def view(qtbot):
    made = FormulaView()
    qtbot.addWidget(made)
    made.resize(400, 60)
    made.show()
    yield made
    made.shutdown()


def _set(qtbot, view: FormulaView, latex: str) -> None:
    view.set_latex(latex)
    qtbot.waitUntil(view.is_idle, timeout=20_000)


def _ink(view: FormulaView) -> tuple[int, int]:
    """First and last column with ink."""
    shown = rgb_from_qimage(view.grab().toImage()).astype(int)
    inked = (abs(shown - shown[0, -1]).sum(2) > 60).any(0).nonzero()[0]
    return int(inked[0]), int(inked[-1])


def test_a_formula_becomes_a_drawing_that_qt_can_draw():
    engraving = engrave(FLOOR)
    renderer = QSvgRenderer(QByteArray(engraving.coloured("#ff0000").encode()))
    assert renderer.isValid()
    assert renderer.defaultSize().width() == pytest.approx(engraving.width, abs=1.5)
    assert renderer.defaultSize().height() == pytest.approx(engraving.height, abs=1.5)
    assert "#ff0000" in engraving.coloured("#ff0000")


@pytest.mark.parametrize("latex", [r"\frac{", r"\frac{1", "", "  ", r"\left( x", r"x^a^b", "{"])
def test_what_is_no_formula_is_a_typed_error(latex):
    with pytest.raises(FormulaError):
        engrave(latex)


def test_a_formula_is_painted_in_the_colour_of_the_theme(qtbot, qapp, view):
    _set(qtbot, view, FLOOR)
    assert theme.Theme("dark").colour("text").name() in view.svg()
    theme.apply_theme(qapp, "light")
    assert theme.Theme("light").colour("text").name() in view.svg()
    assert view.is_idle(), "a change of colour needs no new setting"


def test_a_formula_is_scaled_down_and_never_cut_off(qtbot, view):
    _set(qtbot, view, FLOOR + " = " + FLOOR)
    natural = view.sizeHint().width()
    view.resize(natural + 40, 60)
    _, wide_end = _ink(view)
    view.resize(200, view.heightForWidth(200))
    first, narrow_end = _ink(view)
    assert wide_end < natural
    assert 190 <= narrow_end < 200
    assert first < 5
    assert view.heightForWidth(200) < view.heightForWidth(natural)


def test_lines_stand_below_one_another(qtbot, view):
    _set(qtbot, view, "a = b")
    one = view.sizeHint().height()
    _set(qtbot, view, "a = b\nc = d\ne = f")
    assert view.sizeHint().height() > 2.4 * min(one, 20)
    assert view.svg().count("<svg ") == 4


def test_the_formula_before_stays_faint_until_the_new_one_is_there(qtbot, view):
    _set(qtbot, view, "a = b")
    before = rgb_from_qimage(view.grab().toImage()).astype(int)
    view.set_latex(r"\sigma(t_x) + c_x")
    assert not view.is_idle()
    stale = rgb_from_qimage(view.grab().toImage()).astype(int)
    paper = before[0, 0]
    ink, faint = abs(before - paper).sum(-1), abs(stale - paper).sum(-1)
    assert ((ink > 30) >= (faint > 30)).all()
    assert 0 < faint.max() < ink.max() / 2
    qtbot.waitUntil(view.is_idle)
    assert (rgb_from_qimage(view.grab().toImage()) != before).any()


def test_of_many_changes_the_last_one_lands(qtbot, view):
    for n in range(30):
        view.set_latex(f"x = {n}")
    qtbot.waitUntil(view.is_idle, timeout=20_000)
    assert view._shown.latex == "x = 29"


def test_what_was_set_before_is_there_at_once(qtbot, view):
    _set(qtbot, view, "a = 1")
    _set(qtbot, view, "a = 2")
    view.set_latex("a = 1")
    assert view.is_idle()
    assert view._shown.latex == "a = 1"


def test_a_mistake_is_shown_and_does_not_stick(qtbot, view):
    _set(qtbot, view, r"\frac{1")
    assert "cannot be set" in view.problem()
    _set(qtbot, view, "a = b")
    assert view.problem() == ""


def test_the_formula_can_be_heard(view):
    view.set_latex(r"\frac{1}{2}", "one half")
    assert view.accessibleName() == "one half"


def test_views_share_one_worker_that_ends_with_the_last(qtbot, view):
    other = FormulaView("c = d")
    qtbot.addWidget(other)
    qtbot.waitUntil(other.is_idle, timeout=20_000)
    shared = view._engraver
    assert other._engraver is shared
    other.shutdown()
    _set(qtbot, view, "e = f")
    view.shutdown()
    assert engraver._shared is None
    view.set_latex("after the end")  # changes nothing and raises nothing


def test_a_view_that_is_destroyed_lets_go_of_the_worker(qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    layout = QVBoxLayout(box)
    view = FormulaView("g = h")
    layout.addWidget(view)
    layout.removeWidget(view)
    view.setParent(None)
    view.deleteLater()
    del view
    qtbot.waitUntil(lambda: engraver._shared is None)
