"""VGG-16's maps of all its layers, each as a painted grid of 48 px tiles, against the bare pass.

Both sides run the same module on the same input with the same threads, so the ratio is what
seeing costs: keeping the activations, shrinking 4,224 maps to tiles, and painting every tile.
"Layers" are the 13 convolutions, as the network's name counts them.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import torch
from PySide6.QtGui import QImage, QPainter

from explorer.engine.assets import ASSETS
from explorer.engine.features import capture
from explorer.engine.images import load_rgb
from explorer.engine.mosaic import mosaic
from explorer.engine.trained.catalogue import load_network
from explorer.widgets.tile_layout import TileLayout
from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.trained.catalogue import TrainedNetwork
    from explorer.widgets.tile_grid import TileGrid

TILE_PX = 48
GAP = 2
GRID_SIZE_PX = (900, 700)
CANVAS_SIZE_PX = (900, 1500)  # all of 512 tiles


def rows() -> list[Row]:
    """The row of this module."""
    return [
        Row(
            name="VGG-16: maps of all 13 convolutions, grids painted / bare forward pass",
            ours=_with_maps,
            peer=_bare,
            goal=1.3,
            repeats=25,
            warm_ups=3,
        )
    ]


def _with_maps() -> None:
    network, picture, grid = _network(), _picture(), _grid()
    convolutions = [layer for layer in network.layers if layer.kind == "conv"]
    maps = capture(network.module, picture, [layer.name for layer in convolutions])
    for layer in convolutions:
        _paint(grid, maps[layer.name], layer.signed)


def _bare() -> None:
    with torch.inference_mode():
        _network().module(_picture())


def _paint(grid: TileGrid, maps: Tensor, signed: bool) -> None:
    """Paint all tiles of a layer, also those that a window would have scrolled away."""
    columns = TileLayout(maps.shape[1], TILE_PX, TILE_PX, GAP, grid.viewport().width()).columns
    grid.set_mosaic(mosaic(maps, tile_px=TILE_PX, columns=columns, signed=signed))
    painter = QPainter(_canvas())
    grid.paint_all(painter)
    painter.end()


@cache
def _canvas() -> QImage:
    """Return what is painted on: it stays from one picture to the next, as a window's does."""
    return QImage(*CANVAS_SIZE_PX, QImage.Format.Format_RGB32)


@cache
def _network() -> TrainedNetwork:
    return load_network("vgg16", "cpu")


@cache
def _picture() -> Tensor:
    return _network().input_tensor(load_rgb(ASSETS / "images" / "astronaut.jpg"))


@cache
def _grid() -> TileGrid:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from explorer.widgets import theme
    from explorer.widgets.tile_grid import TileGrid

    application = QApplication.instance() or QApplication([])
    theme.apply_theme(application, "dark")  # type: ignore[arg-type]
    grid = TileGrid("Feature maps")
    grid.resize(*GRID_SIZE_PX)
    grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    grid.show()
    return grid
