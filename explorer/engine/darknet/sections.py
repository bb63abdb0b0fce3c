"""From the sections of a cfg to layers; all that could change a result is understood or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from explorer.engine.darknet.cfg import Options, Section
from explorer.engine.darknet.errors import DarknetError
from explorer.engine.darknet.layers import (
    Activation,
    Convolutional,
    Layer,
    MaxPool,
    Placed,
    Region,
    Reorg,
    Route,
    Shortcut,
    Upsample,
    Yolo,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_FILTERS = 32_768
MAX_CLASSES = 10_000
MAX_ANCHORS = 100
MAX_SIDE = 8_192
_NET = ("net", "network")
_SHORT = ("conv", "max")  # other names of [convolutional] and [maxpool]
_TRAINING = "it is a variant for training or research"

# Options that only training looks at, or that choose what comes after the network.
_OF_CONVOLUTIONS = frozenset({"stopbackward", "burnin_update", "train_only_bn"})
_OF_HEADS = frozenset(
    "absolute beta_nms bias_match class_scale cls_normalizer coord_scale counters_per_class "
    "delta_normalizer focal_loss ignore_thresh iou_loss iou_normalizer iou_thresh "
    "iou_thresh_kind jitter label_smooth_eps mask_scale max max_delta nms_kind noobject_scale "
    "obj_normalizer object_scale objectness_smooth random rescore resize thresh truth_thresh "
    "uc_normalizer".split()
)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cfg:
    """A network as its cfg describes it.

    Parameters
    ----------
    file
        What errors call the cfg.
    width, height
        The input that it names, in pixels.
    layers
        In their order.
    """

    file: str
    width: int
    height: int
    layers: tuple[Placed, ...]


def cfg_of(sections: Sequence[Section], file: str = "the cfg") -> Cfg:
    """Return the network that sections describe.

    Raises
    ------
    DarknetError
        If a section or an option is unknown, or a value impossible.
    """
    first = sections[0]
    if first.kind not in _NET:
        raise DarknetError(
            f"{file}, line {first.line}: a cfg begins with [net], not [{first.kind}]."
        )
    net = Options(first, "[net]", file)
    width = net.integer("width", 416, 1, MAX_SIDE)
    height = net.integer("height", 416, 1, MAX_SIDE)
    if net.integer("channels", 3, 1, MAX_FILTERS) != 3:
        raise net.error("channels is not 3: only networks for colour pictures are read", "channels")
    layers = tuple(_placed(section, index, file) for index, section in enumerate(sections[1:]))
    return Cfg(file, width, height, layers)


def _placed(section: Section, index: int, file: str) -> Placed:
    options = Options(section, f"layer {index}, [{section.kind}]", file)
    if section.kind not in _READERS:
        known = ", ".join(f"[{kind}]" for kind in _READERS if kind not in _SHORT)
        raise options.error(f"there is no such layer here; known are {known}")
    reader, ignored = _READERS[section.kind]
    layer = reader(options, index)
    options.finish(ignored)
    return Placed(layer, index, section.kind, section.line)


def _convolutional(options: Options, index: int) -> Convolutional:
    del index
    size = options.integer("size", 1, 1, 31)
    padding = options.integer("padding", 0, 0, size)
    if options.integer("pad", 0, 0, 1):
        padding = size // 2
    for name in ("binary", "xnor", "bin_output", "cbn", "flipped", "dot", "antialiasing"):
        options.refuse(name, 0, _TRAINING)
    options.refuse("dilation", 1, "no official detector has it")
    return Convolutional(
        filters=options.integer("filters", 1, 1, MAX_FILTERS),
        size=size,
        stride=options.integer("stride", 1, 1, 32),
        padding=padding,
        groups=options.integer("groups", 1, 1, MAX_FILTERS),
        batch_normalize=options.integer("batch_normalize", 0, 0, 1) == 1,
        activation=_activation(options, "logistic"),
    )


def _activation(options: Options, default: Activation) -> Activation:
    value = options.text("activation", default)
    for known in get_args(Activation):
        if value == known:
            return known  # type: ignore[no-any-return]
    raise options.error(
        f'activation "{value[:60]}" is unknown; known are {", ".join(get_args(Activation))}',
        "activation",
    )


def _maxpool(options: Options, index: int) -> MaxPool:
    del index
    stride = options.integer("stride", 1, 1, 32)
    size = options.integer("size", stride, 1, 64)
    for name in ("maxpool_depth", "antialiasing"):
        options.refuse(name, 0, _TRAINING)
    return MaxPool(size, stride, options.integer("padding", size - 1, 0, size - 1))


def _route(options: Options, index: int) -> Route:
    layers = _earlier(options, "layers", index)
    groups = options.integer("groups", 1, 1, MAX_FILTERS)
    group = options.integer("group_id", 0, 0, groups - 1)
    return Route(layers, groups, group)


def _shortcut(options: Options, index: int) -> Shortcut:
    layers = _earlier(options, "from", index)
    if len(layers) > 1:
        raise options.error("a sum of more than two layers is not supported", "from")
    for name in ("alpha", "beta"):
        options.refuse(name, 1, "no official detector has it")
    if options.text("weights_type", "none") != "none":
        raise options.error("weighted sums are not supported", "weights_type")
    return Shortcut(layers[0], _activation(options, "linear"))


def _earlier(options: Options, name: str, index: int) -> tuple[int, ...]:
    """Return the numbers of earlier layers, which count from 0 or, negative, back from here."""
    if index == 0:
        raise options.error("there is no layer before it", name)
    numbers = options.integers(name, "", -index, index - 1)
    return tuple(index + number if number < 0 else number for number in numbers)


def _upsample(options: Options, index: int) -> Upsample:
    del index
    options.refuse("scale", 1, "no official detector has it")
    return Upsample(options.integer("stride", 2, 1, 32))


def _reorg(options: Options, index: int) -> Reorg:
    del index
    for name in ("reverse", "flatten", "extra"):
        options.refuse(name, 0, "no official detector has it")
    return Reorg(options.integer("stride", 1, 1, 32))


def _yolo(options: Options, index: int) -> Yolo:
    del index
    options.refuse(
        "new_coords", 0, "its boxes are σ(t)²·4 anchors (Scaled-YOLOv4), which is not read here"
    )
    anchors = _anchors(options)
    every = ",".join(str(number) for number in range(len(anchors)))
    mask = options.integers("mask", every, 0, len(anchors) - 1)
    return Yolo(
        anchors_px=tuple(anchors[number] for number in mask),
        classes=options.integer("classes", 20, 1, MAX_CLASSES),
        xy_scale=options.number("scale_x_y", 1.0, 1.0, 10.0),
    )


def _region(options: Options, index: int) -> Region:
    del index
    for name in ("background", "classfix", "log", "sqrt"):
        options.refuse(name, 0, "no official detector for COCO or VOC has it")
    options.refuse("coords", 4, "a box has 4 numbers")
    for name in ("tree", "map"):
        if name in options:
            raise options.error("the class tree of YOLO9000 is not supported", name)
    return Region(
        anchors_cells=_anchors(options),
        classes=options.integer("classes", 20, 1, MAX_CLASSES),
        softmax=options.integer("softmax", 0, 0, 1) == 1,
    )


def _anchors(options: Options) -> tuple[tuple[float, float], ...]:
    count = options.integer("num", 1, 1, MAX_ANCHORS)
    sides = options.numbers("anchors", "", 1e-3, 1e5)
    if len(sides) != 2 * count:
        raise options.error(
            f"anchors are {len(sides)} numbers, and num={count} asks for {2 * count}", "anchors"
        )
    return tuple(zip(sides[::2], sides[1::2], strict=True))


_Reader = tuple["Callable[[Options, int], Layer]", frozenset[str]]
_READERS: Mapping[str, _Reader] = {
    "convolutional": (_convolutional, _OF_CONVOLUTIONS),
    "conv": (_convolutional, _OF_CONVOLUTIONS),
    "maxpool": (_maxpool, _NOTHING),
    "max": (_maxpool, _NOTHING),
    "route": (_route, _NOTHING),
    "shortcut": (_shortcut, _NOTHING),
    "upsample": (_upsample, _NOTHING),
    "reorg": (_reorg, _NOTHING),
    "yolo": (_yolo, _OF_HEADS),
    "region": (_region, _OF_HEADS),
}
