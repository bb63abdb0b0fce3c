"""The card where the chosen layer, or the input, is edited in place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from explorer.engine.network import LayerError, title
from explorer.engine.network.edit import layer_at
from explorer.panels.layers.cards.fields import InputForm, Shown
from explorer.panels.layers.cards.form import Form
from explorer.panels.layers.cards.places import place_words, problem_at
from explorer.panels.layers.cards.shown import shown_of
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, push_button
from explorer.widgets.labels import shortened
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.engine.network import Layer, Network, Place
    from explorer.panels.layers.values import LayersView

LONGEST_TITLE = 34


class LayerCard(Card):
    """Controls of the layer that is looked at. `show_view` is silent; what users do is said.

    A number that cannot be stays as it was typed, with the reason beside it.

    Signals
    -------
    edited
        The chosen layer with another value, the field's name, and what was shown before; again
        and again while a slider is dragged.
    inputEdited
        Another shape of the input, and the one before.
    nameEdited
        Another name of the network, which stands with the input.
    released
        The change is over: the next one is a step of its own.
    problemWanted
        The place of the layer at which the network ends.
    focusTaken
        The control that has the keyboard now, because `edit` asked for it.
    """

    edited = Signal(object, str, object)  # Layer, field, Shown
    inputEdited = Signal(object, object)  # Shape, Shape
    nameEdited = Signal(str)
    released = Signal()
    problemWanted = Signal(object)
    focusTaken = Signal(object)

    def __init__(self) -> None:
        super().__init__("Layer")
        self._layer: Layer = InputForm()
        self._shown: Shown | None = None
        self._forms: dict[type[Layer], Form] = {}
        self._form: Form | None = None
        self._refused: dict[str, str] = {}
        self._held = ""
        self._is_edit_due = False
        self._edit_place: Place | None = None
        self._problem_place: Place = ()
        self._where = ElidedLabel("", "caption")
        self._own_problem = InlineMessage("error")
        self._other_problem = InlineMessage("warning")
        self._go = push_button("Show", "Choose the layer that does not fit", kind="quiet")
        self._other_problem.add_button(self._go)
        for widget in (self._where, self._own_problem, self._other_problem):
            self.add(widget)
        self._go.clicked.connect(lambda: self.problemWanted.emit(self._problem_place))

    @property
    def form(self) -> Form | None:
        """The controls that are shown."""
        return self._form

    def edit(self, place: Place | None) -> None:
        """Put the cursor into the first number of a layer, at the latest when it is shown."""
        self._is_edit_due, self._edit_place = True, place
        self._take_focus()

    def show_view(self, view: LayersView) -> None:
        """Show the chosen layer and what is wrong with it; emits no edit."""
        shown = shown_of(view)
        is_other = self._shown is None or (
            (shown.place, type(shown.layer)) != (self._shown.place, type(self._shown.layer))
        )
        if is_other or shown.layer != self._layer:
            self._refused.clear()
        self._layer, self._shown = shown.layer, shown
        form = self._take_form(type(shown.layer))
        if is_other:
            self._held = ""
            self._is_edit_due = self._is_edit_due and shown.place == self._edit_place
            form.start(shown)
        else:
            form.show_shown(shown, besides={*self._refused, self._held})
        self._show_words(view)
        self._show_problems(view, form)
        self._take_focus()

    def _take_focus(self) -> None:
        if self._shown is None or self._form is None:
            return
        if self._is_edit_due and self._shown.place == self._edit_place:
            self._is_edit_due = False
            control = self._form.take_focus()
            if control is not None:
                self.focusTaken.emit(control)

    def _take_form(self, layer_type: type[Layer]) -> Form:
        if layer_type not in self._forms:
            form = self._forms[layer_type] = Form(layer_type)
            form.changed.connect(self._on_form_changed)
            form.released.connect(self._on_form_released)
            controls = form.controls()
            self.add(form)
            for before, control in pairwise((self._go, *controls)):
                self.setTabOrder(before, control)  # not behind what was there before the form
        for other_type, other in self._forms.items():
            other.setVisible(other_type is layer_type)
        self._form = self._forms[layer_type]
        return self._form

    def _show_words(self, view: LayersView) -> None:
        if view.layer is None or view.selected is None:
            self.set_title("Input")
            self.set_facts(view.network.input.text)
            self._where.setText("what the network is given: height × width × channels")
            return
        words = shortened(title(view.layer), LONGEST_TITLE)
        self.set_title(words[0].upper() + words[1:])
        found = view.layer_report
        self.set_facts(f"{found.input.text} → {found.output.text}" if found else "")
        self._where.setText(where_text(view.network, view.selected, view.layer))

    def _show_problems(self, view: LayersView, form: Form) -> None:
        problem = view.problem
        own = problem_at(problem, view.selected)
        text = str(own) if own is not None else ""
        beside = form.show_problem(own.field if own else "", text, besides=set(self._refused))
        self._own_problem.show_message("error", "" if beside else text)
        elsewhere = problem is not None and own is None
        self._other_problem.setVisible(elsewhere)
        if problem is not None and elsewhere:
            self._problem_place = problem.place
            self._other_problem.show_message("warning", problem_words(view.network, problem))

    def _on_form_changed(self, name: str, value: Any) -> None:
        if self._form is None:
            return
        try:
            layer = _with(self._layer, {name: value})
        except LayerError as error:
            self._refused[name] = str(error)
            self._form.rows[name].show_problem(str(error))
            return
        if self._refused.pop(name, ""):
            self._form.rows[name].show_problem("")
        before = replace(self._shown or Shown(layer), layer=self._layer)
        self._layer, self._held = layer, name
        self._shown = replace(before, layer=layer)
        self._emit(layer, name, before)

    def _emit(self, layer: Layer, name: str, before: Shown) -> None:
        if not isinstance(layer, InputForm) or not isinstance(before.layer, InputForm):
            self.edited.emit(layer, name, before)
        elif name == "name":
            self.nameEdited.emit(layer.name)
        else:
            self.inputEdited.emit(layer.shape, before.layer.shape)

    def _on_form_released(self, name: str) -> None:
        if self._held == name:
            self._held = ""
        if self._form is not None and self._shown is not None:
            self._form.show_shown(self._shown, besides=set(self._refused))
        self.released.emit()


def _with(layer: Layer, changes: dict[str, Any]) -> Layer:
    return replace(layer, **changes)


def where_text(network: Network, place: Place, layer: Layer) -> str:
    """Return where a layer stands, and what the user calls it."""
    words = place_words(network, place)
    return f"{words}, called {layer.name}" if layer.name else words


def problem_words(network: Network, problem: LayerError) -> str:
    """Return which layer does not fit, where it stands and why."""
    layer = layer_at(network, problem.place)
    return f"{title(layer)}, {place_words(network, problem.place)}: {problem}"
