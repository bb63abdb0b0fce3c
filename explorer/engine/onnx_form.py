"""How a picture is fed to an ONNX network: what its file says, and what has to be asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.engine.onnx_sizes import layouts_of
from explorer.engine.onnx_tensors import OnnxError
from explorer.engine.preprocessing import IMAGENET, Preprocessing

if TYPE_CHECKING:
    import onnx

    from explorer.engine.onnx_graph import Layout, OnnxInput, Side

DEFAULT_SIDE = 224
MAX_SIDE = 4096
MAX_BATCH = 16
_NUMBERS = ("float32", "float16", "float64", "uint8", "int8", "int32", "int64")


@dataclass(frozen=True, slots=True)
class OnnxForm:
    """What is known of the input, and what the user has to say.

    Parameters
    ----------
    height, width
        Fixed by the file, or None: any size may be chosen.
    channels
        1 or 3.
    batch
        Pictures that the file insists on taking at once; mostly 1.
    layout
        The order of the file's axes. `OnnxNetwork.run` takes NCHW whichever it is.
    dtype
        Numpy's name of the input's number type.
    suggestion
        A preprocessing to start from. How the network was trained is not in the file: channel
        order, scale, mean and deviation are for the user to check.
    """

    height: int | None
    width: int | None
    channels: int
    batch: int
    layout: Layout
    dtype: str
    suggestion: Preprocessing

    @property
    def asks_size(self) -> bool:
        """Whether height or width is the user's choice."""
        return self.height is None or self.width is None

    def array_shape(self, height: int, width: int) -> tuple[int, int, int, int]:
        """Return the shape that the file takes for a picture of this size, in its own layout."""
        if self.layout == "NHWC":
            return (self.batch, height, width, self.channels)
        return (self.batch, self.channels, height, width)

    def check_size(self, height: int, width: int) -> None:
        """Refuse a size that the file rules out.

        Raises
        ------
        OnnxError
            With the size that it takes.
        """
        for name, given, fixed in (("high", height, self.height), ("wide", width, self.width)):
            if fixed is not None and given != fixed:
                raise OnnxError(f"This network takes pictures {fixed} px {name}, not {given} px.")
            if not 1 <= given <= MAX_SIDE:
                raise OnnxError(f"A picture may be 1 to {MAX_SIDE} px {name}, not {given} px.")

    def check_preprocessing(self, preprocessing: Preprocessing) -> None:
        """Refuse a preprocessing that gives another size or number of channels.

        Raises
        ------
        OnnxError
            With what the network takes.
        """
        self.check_size(*preprocessing.size)
        channels = 1 if preprocessing.channels == "grey" else 3
        if channels != self.channels:
            raise OnnxError(f"This network takes {self.channels} channels, not {channels}.")


def form_of(name: str, inputs: tuple[OnnxInput, ...], model: onnx.ModelProto) -> OnnxForm:
    """Read the form off a network's inputs.

    Raises
    ------
    OnnxError
        If it takes anything but one picture of 1 or 3 channels.
    """
    if len(inputs) != 1:
        names = ", ".join(one.name for one in inputs) or "none"
        raise OnnxError(
            f"{name} has {len(inputs)} inputs ({names}); one picture can be fed. "
            "Export a network with one input."
        )
    given = inputs[0]
    if given.dtype not in _NUMBERS:
        raise OnnxError(f"{name} takes {given.dtype} values; a picture is fed as numbers.")
    if len(given.shape) != 4:
        raise OnnxError(
            f"{name} takes an input of shape {shape_text(given.shape)}; a picture is fed as "
            "N×C×H×W or N×H×W×C. Export a network that takes pictures."
        )
    layout = layouts_of((given,), model)[given.name]
    batch, *others = given.shape
    channels, height, width = others if layout == "NCHW" else (others[2], others[0], others[1])
    if isinstance(batch, int) and batch > MAX_BATCH:
        raise OnnxError(f"{name} takes {batch} pictures at once. Export it for a batch of 1.")
    count = channels if isinstance(channels, int) else (_convolved_channels(given, model) or 3)
    if count not in (1, 3):
        raise OnnxError(f"{name} takes {count} channels; a picture has 1 or 3.")
    form = OnnxForm(
        height=_fixed(height),
        width=_fixed(width),
        channels=count,
        batch=batch if isinstance(batch, int) else 1,
        layout=layout,
        dtype=given.dtype,
        suggestion=_suggestion(count, _fixed(height), _fixed(width), given.dtype),
    )
    form.check_size(*form.suggestion.size)
    return form


def shape_text(shape: tuple[Side, ...]) -> str:
    """Write a shape such as N×3×224×224, with ? for what is not known."""
    return "×".join(str(side or "?") for side in shape) or "that is not declared"


def _convolved_channels(given: OnnxInput, model: onnx.ModelProto) -> int | None:
    """Return how many channels the first convolution of the input has weights for."""
    weights = {one.name: one.dims for one in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Conv" and node.input[0] == given.name and node.input[1] in weights:
            groups = next((one.i for one in node.attribute if one.name == "group"), 1)
            return int(weights[node.input[1]][1] * groups)
    return None


def _fixed(side: Side) -> int | None:
    return side if isinstance(side, int) else None


def _suggestion(channels: int, height: int | None, width: int | None, dtype: str) -> Preprocessing:
    size = (height or width or DEFAULT_SIDE, width or height or DEFAULT_SIDE)
    if dtype in ("uint8", "int32", "int64"):  # whole numbers: the network scales them itself
        scale = 1.0
    else:
        scale = 1 / 255
    if channels == 1:
        return Preprocessing(size, channels="grey", scale=scale, mean=(0.0,), std=(1.0,))
    plain = Preprocessing(size, scale=scale)
    return plain if scale == 1.0 else replace(plain, mean=IMAGENET.mean, std=IMAGENET.std)
