"""Scenes with digits, composed: what the lecture's form of YOLO is trained and measured on."""

from explorer.engine.yolo.lecture.scenes.compose import compose
from explorer.engine.yolo.lecture.scenes.frame import SIDE_PX
from explorer.engine.yolo.lecture.scenes.ingredients import (
    HELD_OUT_PHOTOGRAPHS,
    Ingredients,
    held_out,
)
from explorer.engine.yolo.lecture.scenes.scene import Scene

__all__ = ["HELD_OUT_PHOTOGRAPHS", "SIDE_PX", "Ingredients", "Scene", "compose", "held_out"]
