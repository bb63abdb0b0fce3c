"""Triplets: their loss, which ones to learn from, and a small head that learns from them."""

from explorer.engine.faces.triplets.collapse import Collapse, find_collapse, spread
from explorer.engine.faces.triplets.config import HeadConfig
from explorer.engine.faces.triplets.errors import NoPositiveError, TooFewPeopleError, TripletError
from explorer.engine.faces.triplets.head import ProjectionHead
from explorer.engine.faces.triplets.loss import triplet_loss
from explorer.engine.faces.triplets.mining import MININGS, Mining, hardest, mine
from explorer.engine.faces.triplets.training import HeadResult, HeadStep, train_head

__all__ = [
    "MININGS", "Collapse", "HeadConfig", "HeadResult", "HeadStep", "Mining", "NoPositiveError",
    "ProjectionHead", "TooFewPeopleError", "TripletError", "find_collapse", "hardest", "mine",
    "spread", "train_head", "triplet_loss",
]  # fmt: skip
