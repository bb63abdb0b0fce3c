"""Detectors in Darknet's files: a ``.cfg`` that says what the layers are, and ``.weights``."""

from explorer.engine.darknet.errors import DarknetError
from explorer.engine.darknet.network import DarknetNetwork
from explorer.engine.darknet.reader import (
    bundled_plan,
    load_darknet,
    network_with,
    parse_plan,
    read_plan,
)

__all__ = [
    "DarknetError",
    "DarknetNetwork",
    "bundled_plan",
    "load_darknet",
    "network_with",
    "parse_plan",
    "read_plan",
]
