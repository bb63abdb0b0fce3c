"""Pictures that shrink to nothing inside a network are refused before they are computed.

ONNX Runtime does not check it: a pooling whose window is larger than its maps divides by 0 there,
which ends the whole process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.onnx_tensors import OnnxError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import onnx

_SLIDING = frozenset(
    ("Conv", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "LpPool", "DeformConv")
)


def check_windows(
    name: str, model: onnx.ModelProto, shapes: Mapping[str, tuple[int | None, ...] | None]
) -> None:
    """Compare each window with the maps that it slides over, as far as their size is known.

    Raises
    ------
    OnnxError
        If a window does not fit into its maps with their padding.
    """
    weights = {one.name: tuple(one.dims) for one in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type in _SLIDING:
            size = (shapes.get(node.input[0]) or ())[2:]
            window = _window(node, weights)
            if len(size) == len(window) and not _fits(node, size, window):
                raise OnnxError(
                    f"The picture is too small for {name}: inside it, maps of {_text(size)} are "
                    f"left for {node.op_type} with windows of {_text(window)}. "
                    "Choose a larger picture."
                )


def _window(node: onnx.NodeProto, weights: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the sides of a node's window, from itself or from its stored weights."""
    said = _numbers(node, "kernel_shape")
    if said:
        return said
    place = 3 if node.op_type == "QLinearConv" else 1
    return weights.get(node.input[place], ())[2:] if len(node.input) > place else ()


def _fits(node: onnx.NodeProto, size: tuple[int | None, ...], window: tuple[int, ...]) -> bool:
    """Whether floor or, in ceil mode, ceil((n + p − d(f − 1) − 1) / s) + 1 is at least 1."""
    if any(one.name == "auto_pad" and one.s.startswith(b"SAME") for one in node.attribute):
        return all(side is None or side > 0 for side in size)
    count = len(size)
    padding = _numbers(node, "pads") or (0,) * (2 * count)
    spread = _numbers(node, "dilations") or (1,) * count
    strides = _numbers(node, "strides") or (1,) * count
    if (len(padding), len(spread), len(strides)) != (2 * count, count, count):
        return True  # not well formed: the runtime says so
    if not any(one.name == "ceil_mode" and one.i for one in node.attribute):
        strides = (1,) * count
    return all(
        side is None or side + before + after > step * (f - 1) - (stride - 1)
        for side, f, step, stride, before, after in zip(
            size, window, spread, strides, padding[:count], padding[count:], strict=True
        )
    )


def _numbers(node: onnx.NodeProto, name: str) -> tuple[int, ...]:
    return next((tuple(one.ints) for one in node.attribute if one.name == name), ())


def _text(sides: tuple[int | None, ...]) -> str:
    return "×".join(str(side or "?") for side in sides)
