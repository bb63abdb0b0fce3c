"""Non-maximum suppression: at once, traced step by step, or soft."""

from explorer.engine.nms.inputs import NmsError
from explorer.engine.nms.soft import SoftKept, soft_nms
from explorer.engine.nms.suppression import batched_nms, nms
from explorer.engine.nms.trace import NmsStep, NmsTrace, trace_nms

__all__ = [
    "NmsError",
    "NmsStep",
    "NmsTrace",
    "SoftKept",
    "batched_nms",
    "nms",
    "soft_nms",
    "trace_nms",
]
