"""Faces and their landmarks by a cascade of three networks (Zhang and others, 2016)."""

from explorer.engine.faces.mtcnn.cascade import MINIMUM_PX, MINIMUM_SCORE, Mtcnn

__all__ = ["MINIMUM_PX", "MINIMUM_SCORE", "Mtcnn"]
