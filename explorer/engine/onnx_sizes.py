"""The sizes that an ONNX file leaves open, and the shape of every tensor once they are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from explorer.engine.onnx_graph import declared_sides, dtype_of, inferred
from explorer.engine.onnx_tensors import OnnxError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    import onnx

    from explorer.engine.onnx_graph import Layout, OnnxInput, Side

MAX_NUMBER = 1 << 16
_PLACES = {"NCHW": (2, 3), "NHWC": (1, 2)}


class Choice(NamedTuple):
    """A number for an axis: None where nobody chose one."""

    what: str
    number: int | None
    axis: int
    side: Side


@dataclass(frozen=True, slots=True)
class OnnxSizes:
    """Numbers for the axes that a file leaves open.

    Attributes
    ----------
    inputs
        Each input's sides, 0 where one stays open.
    named
        The numbers by the names that the file gives its axes.
    asks_size
        Whether the file leaves the height or the width of a picture open.
    notes
        What was taken for granted.
    """

    inputs: dict[str, tuple[int, ...]]
    named: dict[str, int]
    asks_size: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownShapes:
    """Shapes of the tensors and number types of the outputs, as far as they are known."""

    shapes: dict[str, tuple[Side, ...]]
    types: dict[str, str]

    def numbers(self) -> dict[str, tuple[int | None, ...] | None]:
        """Return the shapes with None in place of names."""
        return {
            name: tuple(side if isinstance(side, int) else None for side in shape)
            for name, shape in self.shapes.items()
        }


def layouts_of(inputs: Iterable[OnnxInput], model: onnx.ModelProto) -> dict[str, Layout]:
    """Return the order of the axes of each input of rank 4.

    Where the 1 or 3 channels are decides; if that is open, the first transposition does.
    """
    turned: dict[str, list[list[int]]] = {}
    for node in model.graph.node:
        if node.op_type == "Transpose":
            order = [list(one.ints) for one in node.attribute if one.name == "perm"]
            turned.setdefault(node.input[0], order)
    return {one.name: _layout(one, turned) for one in inputs if len(one.shape) == 4}


def _layout(given: OnnxInput, turned: dict[str, list[list[int]]]) -> Layout:
    first, last = given.shape[1], given.shape[3]
    if first in (1, 3):
        return "NCHW"
    if last in (1, 3) or turned.get(given.name) == [[0, 3, 1, 2]]:
        return "NHWC"
    return "NCHW"


def choose_sizes(
    name: str,
    model: onnx.ModelProto,
    inputs: tuple[OnnxInput, ...],
    height: int | None,
    width: int | None,
    batch: int | None,
) -> OnnxSizes:
    """Put numbers on the axes that a file leaves open.

    Inputs of rank 4 are pictures; the first axis of an input of rank 2 and more is the batch. An
    axis of the same name elsewhere gets the same number.

    Raises
    ------
    OnnxError
        If a size is no size, or no input takes it, or one name would stand for two numbers.
    """
    layouts = layouts_of(inputs, model)
    choices = {
        one.name: tuple(_choices(one, layouts.get(one.name), height, width, batch))
        for one in inputs
    }
    every = [choice for some in choices.values() for choice in some]
    _check_range(height=height, width=width, batch=batch)
    _check_taken(name, every, height=height, width=width)
    named = _named(name, every)
    sizes = {one.name: _filled(one.shape, choices[one.name], named) for one in inputs}
    asks = any(c.what != "batch" and not isinstance(c.side, int) for c in every)
    return OnnxSizes(sizes, named, asks, tuple(_notes(inputs, batch)))


def _choices(
    given: OnnxInput,
    layout: Layout | None,
    height: int | None,
    width: int | None,
    batch: int | None,
) -> Iterator[Choice]:
    if len(given.shape) >= 2:
        yield Choice("batch", batch, 0, given.shape[0])
    if layout is not None:
        vertical, horizontal = _PLACES[layout]
        yield Choice("height", height, vertical, given.shape[vertical])
        yield Choice("width", width, horizontal, given.shape[horizontal])


def _check_range(**sizes: int | None) -> None:
    for what, number in sizes.items():
        if number is not None and not 1 <= number <= MAX_NUMBER:
            raise OnnxError(f"The {what} may be 1 to {MAX_NUMBER:,}, not {number:,}.")


def _check_taken(name: str, choices: list[Choice], **sizes: int | None) -> None:
    """Refuse a height or width that no input leaves open or has."""
    for what, number in sizes.items():
        sides = [choice.side for choice in choices if choice.what == what]
        if number is None or any(not isinstance(side, int) or side == number for side in sides):
            continue
        if not sides:
            raise OnnxError(f"{name} takes no picture (N×C×H×W): it has no {what} to choose.")
        raise OnnxError(f"{name} takes a {what} of {sides[0]}, not {number}.")


def _named(name: str, choices: list[Choice]) -> dict[str, int]:
    named: dict[str, int] = {}
    for what, number, _, side in choices:
        if number is not None and isinstance(side, str):
            if named.setdefault(side, number) != number:
                raise OnnxError(
                    f"{name} has one name, “{side}”, for two axes: the {what} cannot be {number} "
                    f"while the other is {named[side]}."
                )
    return named


def _filled(
    shape: tuple[Side, ...], choices: tuple[Choice, ...], named: dict[str, int]
) -> tuple[int, ...]:
    """Return the numbers of a shape's sides, 0 where one stays open."""
    chosen = {choice.axis: choice.number or 0 for choice in choices}
    return tuple(
        side
        if isinstance(side, int)
        else (named.get(side, 0) if side is not None else chosen.get(axis, 0))
        for axis, side in enumerate(shape)
    )


def _notes(inputs: tuple[OnnxInput, ...], batch: int | None) -> Iterator[str]:
    """Yield what is taken for granted about the first axes, each thing once."""
    firsts = dict.fromkeys((one.shape[0], len(one.shape)) for one in inputs if len(one.shape) >= 2)
    sides = dict.fromkeys(side for side, rank in firsts if not isinstance(side, int) or rank == 4)
    for side in sides:
        if isinstance(side, int):
            if side > 1:
                yield f"It takes a batch of {side}: the MACs are those of all {side}."
        elif batch is not None:
            axis = f"the axis “{side}”" if side else "the first axis"
            yield f"The file leaves {axis} of its input open; here it is {batch}."


def known_shapes(outline: onnx.ModelProto, model: onnx.ModelProto, sizes: OnnxSizes) -> KnownShapes:
    """Work out the shape of every tensor; where that fails, take what the file declares.

    Parameters
    ----------
    outline
        The network without its large weights (`onnx_graph.outline_of`), functions written out.
    model
        The file's own network, which may declare shapes.
    """
    names = {side for one in model.graph.input for side in _sides(one) if isinstance(side, str)}
    scalars = {one.name for one in model.graph.output if not one.type.tensor_type.shape.dim}
    shapes = {
        name: _told(sides, sizes.named, names)
        for name, sides in _declared(model.graph)
        if name not in scalars  # mostly, the exporter left the shape out
    }
    outline = inferred(outline, sizes.inputs)
    for name, found in _declared(outline.graph):
        sides = _told(found, sizes.named, names)
        shapes[name] = _merged(sides, shapes.get(name, sides))
    return KnownShapes(shapes, {info.name: dtype_of(info) for info in outline.graph.output})


def _told(
    sides: tuple[Side, ...], chosen: dict[str, int], names: Container[str]
) -> tuple[Side, ...]:
    """Put in chosen numbers, and leave out names that no input has: an exporter made them up."""
    return tuple(
        chosen.get(side, side if side in names else None) if isinstance(side, str) else side
        for side in sides
    )


def _declared(graph: onnx.GraphProto) -> Iterator[tuple[str, tuple[Side, ...]]]:
    for info in (*graph.input, *graph.output, *graph.value_info):
        if info.type.tensor_type.HasField("shape"):
            yield info.name, _sides(info)


def _sides(info: onnx.ValueInfoProto) -> tuple[Side, ...]:
    sides = declared_sides(info.type.tensor_type)
    return tuple(side if isinstance(side, int | str) else None for side in sides)  # no damaged text


def _merged(found: tuple[Side, ...], declared: tuple[Side, ...]) -> tuple[Side, ...]:
    """Return what is known of each side: a number rather than a name, what was found first."""
    if len(found) != len(declared):
        return found
    return tuple(
        other if side is None or (isinstance(side, str) and isinstance(other, int)) else side
        for side, other in zip(found, declared, strict=True)
    )
