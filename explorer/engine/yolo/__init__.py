"""YOLO: one pass of a network, a prediction from every anchor of every cell, and what is kept."""

from explorer.engine.yolo.detections import Detections
from explorer.engine.yolo.detector import Detector, load_detector
from explorer.engine.yolo.heads import Head
from explorer.engine.yolo.letterbox import Letterbox
from explorer.engine.yolo.predictions import Predictions, RawPredictions, decode

__all__ = [
    "Detections",
    "Detector",
    "Head",
    "Letterbox",
    "Predictions",
    "RawPredictions",
    "decode",
    "load_detector",
]
