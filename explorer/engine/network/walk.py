"""Send a volume through layers and write down what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.engine.network.buffers import INPUT, Buffers
from explorer.engine.network.errors import LayerError
from explorer.engine.network.layers import Concat, Inception, Layer, Residual, SideHead
from explorer.engine.network.report import LayerReport
from explorer.engine.network.rules import effect_of
from explorer.engine.receptive_field import PIXEL, AxisField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.network.errors import Place
    from explorer.engine.network.shape import Shape

MOST_NAMED = 5
"""Names in a sentence."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A volume on its way: its shape and what its cells depend on."""

    shape: Shape
    is_flat: bool = False
    vertical: AxisField = PIXEL
    horizontal: AxisField = PIXEL


def walk_layers(
    layers: tuple[Layer, ...], flow: Flow, place: Place = (), held: int = 0, keeps: int = 0
) -> tuple[tuple[LayerReport, ...], Flow, LayerError | None]:
    """Send a volume through a sequence, as far as the layers fit.

    Parameters
    ----------
    place
        Of the sequence: the block's and the branch's number, or empty.
    held
        Numbers that are kept alive meanwhile for what comes after the sequence.
    keeps
        As many numbers of the input itself are still needed after its first layer.

    Returns
    -------
    reports, flow, problem
        The layers that fit, what comes out of the last of them, and why the next one does not.
    """
    reports: list[LayerReport] = []
    known = {INPUT: flow}
    buffers = Buffers(flow.shape.size, layers, keeps_input=bool(keeps))
    for index, layer in enumerate(layers):
        kept = held + buffers.waiting(index)
        try:
            report, flow = _walk_layer(
                layer, flow, (*place, index), kept, buffers.kept_after(index), known
            )
        except LayerError as error:
            error.place = error.place or (*place, index)
            return tuple(reports), flow, error
        reports.append(report)
        buffers.wrote(index, layer, report)
        if layer.name:
            known[layer.name] = flow
    return tuple(reports), flow, None


def _walk_layer(
    layer: Layer, flow: Flow, place: Place, held: int, keeps: int, known: dict[str, Flow]
) -> tuple[LayerReport, Flow]:
    if isinstance(layer, Residual):
        return _walk_residual(layer, flow, place, held, keeps)
    if isinstance(layer, Inception):
        return _walk_inception(layer, flow, place, held, keeps)
    if isinstance(layer, SideHead):
        return _walk_side_head(layer, flow, place, held)
    if isinstance(layer, Concat):
        return _walk_concat(layer, flow, place, held, known)
    return _walk_plain(layer, flow, place, held)


def _walk_plain(layer: Layer, flow: Flow, place: Place, held: int) -> tuple[LayerReport, Flow]:
    effect = effect_of(layer, flow.shape, flow.is_flat)
    vertical, horizontal = flow.vertical, flow.horizontal
    if effect.windows is not None:
        windows = effect.windows
        f, s, d, pads = windows.kernel, windows.stride, windows.dilation, windows.pads
        vertical = vertical.slid(f[0], pads[0], s[0], d[0])
        horizontal = horizontal.slid(f[1], pads[2], s[1], d[1])
    elif effect.sees_all:
        vertical = vertical.whole(flow.shape.height)
        horizontal = horizontal.whole(flow.shape.width)
    after = Flow(effect.output, effect.is_flat, vertical, horizontal)
    written = 0 if effect.is_view else effect.output.size
    report = LayerReport(
        layer, place, flow.shape, effect.output, effect.is_flat, effect.weights, effect.biases,
        effect.params, effect.fixed, effect.macs, written, held + flow.shape.size + written,
        vertical, horizontal, effect.windows,
    )  # fmt: skip
    return report, after


def _walk_residual(
    layer: Residual, flow: Flow, place: Place, held: int, keeps: int
) -> tuple[LayerReport, Flow]:
    size = flow.shape.size
    body, main = _branch(layer.body, flow, (*place, 0), held, keeps=size)
    side_reports, side = _branch(layer.shortcut, flow, (*place, 1), held + main.shape.size, keeps)
    if (main.shape, main.is_flat) != (side.shape, side.is_flat):
        raise LayerError(_unequal(layer, main, side), "shortcut", place)
    result = main.shape.size
    g = 0 if layer.after == "none" else result
    kept = keeps if layer.shortcut else 0
    peak = held + kept + side.shape.size + 2 * result
    after = _joined([main, side], main.shape)
    return _block(layer, place, flow, after, body + side_reports, result + g, peak), after


def _walk_inception(
    layer: Inception, flow: Flow, place: Place, held: int, keeps: int
) -> tuple[LayerReport, Flow]:
    children: tuple[LayerReport, ...] = ()
    ends: list[Flow] = []
    own = 0  # numbers in ends other than the input itself, which an empty branch passes on
    kept = keeps if all(layer.paths) else flow.shape.size
    for index, path in enumerate(layer.paths):
        needed = flow.shape.size if index + 1 < len(layer.paths) else kept
        reports, end = _branch(path, flow, (*place, index), held + own, needed)
        children += reports
        ends.append(end)
        own += end.shape.size if path else 0
    for index, end in enumerate(ends):
        _check_stack(ends[0], end, f"branch {index + 1}", "paths", place)
    shape = _stacked(ends)
    after = _joined(ends, shape)
    peak = held + kept + own + shape.size
    return _block(layer, place, flow, after, children, shape.size, peak), after


def _walk_side_head(
    layer: SideHead, flow: Flow, place: Place, held: int
) -> tuple[LayerReport, Flow]:
    children, _ = _branch(layer.head, flow, (*place, 0), held, keeps=flow.shape.size)
    report = _block(layer, place, flow, flow, children, 0, held + flow.shape.size)
    return replace(report, peak=held + flow.shape.size), flow


def _walk_concat(
    layer: Concat, flow: Flow, place: Place, held: int, known: dict[str, Flow]
) -> tuple[LayerReport, Flow]:
    parts = [flow]
    for source in layer.sources:
        if source not in known:
            raise LayerError(
                f"No layer before this one is called {source!r}; there are: {_named(known)}.",
                "sources",
            )
        _check_stack(flow, known[source], repr(source), "sources", place)
        parts.append(known[source])
    shape = _stacked(parts)
    after = _joined(parts, shape)
    peak = held + flow.shape.size + shape.size
    return _block(layer, place, flow, after, (), shape.size, peak), after


def _named(known: Iterable[str]) -> str:
    """Return names that can be stacked, the nearest ones of many."""
    names = [repr(name) for name in known]
    return ", ".join(names if len(names) <= MOST_NAMED else [names[0], "…", *names[-MOST_NAMED:]])


def _branch(
    layers: tuple[Layer, ...], flow: Flow, place: Place, held: int, keeps: int = 0
) -> tuple[tuple[LayerReport, ...], Flow]:
    reports, end, problem = walk_layers(layers, flow, place, held, keeps)
    if problem is not None:
        raise problem
    return reports, end


def _block(
    layer: Layer,
    place: Place,
    flow: Flow,
    after: Flow,
    children: tuple[LayerReport, ...],
    written: int,
    peak: int,
) -> LayerReport:
    """Add up a block's layers, and what it writes itself: a sum, or a stack."""
    trunk = [child for child in children if child.layer.kind != "side-head"]
    return LayerReport(
        layer, place, flow.shape, after.shape, after.is_flat, (), (),
        sum(child.params for child in trunk),
        sum(child.fixed for child in trunk),
        sum(child.macs for child in trunk),
        sum(child.activations for child in trunk) + written,
        max([peak, *(child.peak for child in trunk)]),
        after.vertical, after.horizontal, None, children,
    )  # fmt: skip


def _joined(flows: list[Flow], shape: Shape) -> Flow:
    vertical, horizontal = flows[0].vertical, flows[0].horizontal
    for flow in flows[1:]:
        vertical = vertical.joined(flow.vertical)
        horizontal = horizontal.joined(flow.horizontal)
    return Flow(shape, flows[0].is_flat, vertical, horizontal)


def _stacked(flows: list[Flow]) -> Shape:
    return flows[0].shape._replace(channels=sum(flow.shape.channels for flow in flows))


def _check_stack(first: Flow, other: Flow, name: str, field: str, place: Place) -> None:
    if (first.shape[:2], first.is_flat) != (other.shape[:2], other.is_flat):
        kind = "a vector" if other.is_flat else f"{other.shape.height}×{other.shape.width}"
        against = "a vector" if first.is_flat else f"{first.shape.height}×{first.shape.width}"
        raise LayerError(
            f"Only volumes of one height and width can be stacked: {name} gives {kind}, "
            f"what it is stacked on {against}.",
            field,
            place,
        )


def _unequal(layer: Residual, main: Flow, side: Flow) -> str:
    words, advice = [main.shape.text, side.shape.text], "project it by a 1×1 convolution in the"
    if main.is_flat != side.is_flat:
        words = [_flat_words(main), _flat_words(side)]
        advice = "let both end with a vector, or neither: change the"
    elif layer.shortcut:
        advice = "make the last layer give the same in the"
    return (
        f"The sum needs two volumes of one shape: the body gives {words[0]}, "
        f"the shortcut {words[1]}; {advice} shortcut."
    )


def _flat_words(flow: Flow) -> str:
    height, width, channels = flow.shape
    if flow.is_flat:
        return f"a vector of {channels} numbers"
    return f"a volume of {height}×{width}×{channels}"
