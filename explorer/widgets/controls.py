"""The controls that panels are made of, in one place to import from."""

from explorer.widgets.buttons import push_button, tool_button
from explorer.widgets.choice import Choice
from explorer.widgets.labels import ElidedLabel, label, set_tone
from explorer.widgets.section import Section
from explorer.widgets.segmented import Segmented
from explorer.widgets.slider_row import SliderRow
from explorer.widgets.toggle import Toggle
from explorer.widgets.value_range import Range

__all__ = [
    "Choice",
    "ElidedLabel",
    "Range",
    "Section",
    "Segmented",
    "SliderRow",
    "Toggle",
    "label",
    "push_button",
    "set_tone",
    "tool_button",
]
