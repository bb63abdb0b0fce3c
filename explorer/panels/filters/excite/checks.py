"""What cannot be asked, and why: said before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.values import Problem

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ExciteRequest
    from explorer.panels.filters.maps.values import LayerFacts, NetworkFacts

NO_GRADIENTS = (
    "ONNX Runtime computes forward only: there are no gradients of an ONNX file, and all three "
    "methods need them. Its feature maps can be walked through. For gradients choose a network "
    "of the list, or official weights of one."
)
NOTHING_DRAWN = "LeNet-5 finds no digit in this picture."


def find_problem(
    network: NetworkFacts, layer: LayerFacts, official: str, request: ExciteRequest
) -> Problem | None:
    """Return what stands in the way of an answer.

    Parameters
    ----------
    official
        Name of the published file that holds the network's dense layers too.
    """
    count, channel = layer.shape[2], request.unit.channel
    if channel is not None and not 0 <= channel < count:
        text = f"{layer.title} has channels 0 to {count - 1}, and none is {channel}."
        return Problem("channel", text)
    if request.method != "grad-cam":
        return None
    if not network.classes:
        text = (
            f"{network.title} is bundled without its dense layers, so it names no class that "
            f"there could be evidence for. Choose SqueezeNet or EfficientNet, or open {official}."
        )
        return Problem("class", text)
    if layer.kind == "dense" or layer.shape[:2] == (1, 1):
        text = f"The maps of {layer.title} are single values: they cannot say where."
        return Problem("layer", text)
    index = request.class_index
    if index is not None and not 0 <= index < network.classes:
        text = f"{network.title} has classes 0 to {network.classes - 1}, and none is {index}."
        return Problem("class", text)
    return None
