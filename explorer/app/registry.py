"""The panels, as data. A panel's package is imported only when the panel is first opened."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.widgets.panel import Panel, PanelContext


class PanelKey(StrEnum):
    """The names of panels: on the command line, in settings and in scenes."""

    LAYERS = "layers"
    FILTERS = "filters"
    BOTTLENECK = "bottleneck"
    RESIDUAL = "residual"
    DETECTOR = "detector"
    FACES = "faces"
    STYLE = "style"


class UnknownPanelError(ExplorerError, LookupError):
    """A key that no panel has; the text names the nearest one."""

    def __init__(self, key: str) -> None:
        known = [str(panel) for panel in PANELS]
        near = difflib.get_close_matches(key, known, n=1, cutoff=0.3)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"There is no panel {key!r}.{hint} There are: {', '.join(PANELS)}.")


@dataclass(frozen=True, slots=True)
class PanelInfo:
    """What the window has to know of a panel before it exists."""

    key: PanelKey
    title: str
    rail_label: str
    teaches: str
    icon: str
    shortcut: str
    create: Callable[[PanelContext], Panel]


def panel_info(key: str) -> PanelInfo:
    """Look a panel up.

    Raises
    ------
    UnknownPanelError
        When no panel has this key.
    """
    for known, info in PANELS.items():
        if known == key:
            return info
    raise UnknownPanelError(key)


def _create_layers(context: PanelContext) -> Panel:
    from explorer.panels.layers.panel import LayersPanel

    return LayersPanel(context)


def _create_filters(context: PanelContext) -> Panel:
    from explorer.panels.filters.panel import FiltersPanel

    return FiltersPanel(context)


def _create_bottleneck(context: PanelContext) -> Panel:
    from explorer.panels.bottleneck.panel import BottleneckPanel

    return BottleneckPanel(context)


def _create_residual(context: PanelContext) -> Panel:
    from explorer.panels.residual.panel import ResidualPanel

    return ResidualPanel(context)


def _create_detector(context: PanelContext) -> Panel:
    from explorer.panels.detector.panel import DetectorPanel

    return DetectorPanel(context)


def _create_faces(context: PanelContext) -> Panel:
    from explorer.panels.faces.panel import FacesPanel

    return FacesPanel(context)


def _create_style(context: PanelContext) -> Panel:
    from explorer.panels.style.panel import StylePanel

    return StylePanel(context)


PANELS: Mapping[PanelKey, PanelInfo] = {
    info.key: info
    for info in (
        PanelInfo(
            key=PanelKey.LAYERS,
            title="Layer Builder",
            rail_label="Layers",
            teaches="Every number follows from f, p, s and the layer before",
            icon="layers",
            shortcut="Ctrl+1",
            create=_create_layers,
        ),
        PanelInfo(
            key=PanelKey.FILTERS,
            title="Filters & Feature Maps",
            rail_label="Filters",
            teaches="A filter is a dot product with each window of the picture",
            icon="grid-3x3",
            shortcut="Ctrl+2",
            create=_create_filters,
        ),
        PanelInfo(
            key=PanelKey.BOTTLENECK,
            title="1×1 Bottleneck",
            rail_label="1×1",
            teaches="A 1×1 convolution mixes channels at each pixel, and makes what follows cheap",
            icon="shrink",
            shortcut="Ctrl+3",
            create=_create_bottleneck,
        ),
        PanelInfo(
            key=PanelKey.RESIDUAL,
            title="Residual Lab",
            rail_label="Residual",
            teaches="A skip lets a block do nothing: so more layers need not be worse",
            icon="git-merge",
            shortcut="Ctrl+4",
            create=_create_residual,
        ),
        PanelInfo(
            key=PanelKey.DETECTOR,
            title="YOLO & NMS",
            rail_label="YOLO",
            teaches="Every cell predicts; non-maximum suppression decides",
            icon="scan",
            shortcut="Ctrl+5",
            create=_create_detector,
        ),
        PanelInfo(
            key=PanelKey.FACES,
            title="Faces",
            rail_label="Faces",
            teaches="One photograph is enough: a network measures how far two faces are apart",
            icon="scan-face",
            shortcut="Ctrl+6",
            create=_create_faces,
        ),
        PanelInfo(
            key=PanelKey.STYLE,
            title="Style Transfer",
            rail_label="Style",
            teaches="Content is what deep features keep; style is which features come together",
            icon="palette",
            shortcut="Ctrl+7",
            create=_create_style,
        ),
    )
}
"""Every panel there is, in the order of the rail."""
