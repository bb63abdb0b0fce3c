"""From a frame and a request to everything that the page shows of it, in the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.sliding import Sliding
from explorer.panels.filters.edges.canvas import Seen, padded, see
from explorer.panels.filters.edges.legend import Legend, SteadyLimit, legend_of, scale_limit
from explorer.panels.filters.edges.paint import Painted, paint
from explorer.panels.filters.edges.planes import Plane, compute_planes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.filters.edges.request import EdgesRequest
    from explorer.services.frames import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The response: its maps, how they are painted, and where the windows lay."""

    sliding: Sliding
    planes: tuple[Plane, ...]
    painted: tuple[Painted, ...]
    legend: Legend


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What a frame looks like to a kernel.

    ``canvas_rgb`` is the picture with its padding, ``canvas_values`` its numbers where there is
    one for each pixel. ``answer`` is None where the kernel does not fit the picture; ``problem``
    then says why.
    """

    request: EdgesRequest
    seen: Seen
    canvas_rgb: NDArray[np.uint8]
    canvas_values: NDArray[np.float32] | None
    answer: Answer | None
    problem: str = ""


def respond(
    source_rgb: NDArray[np.uint8],
    request: EdgesRequest,
    steady: SteadyLimit | None = None,
    key: object = None,
) -> Response:
    """Filter one picture; a kernel that does not fit leaves the picture without a response.

    Parameters
    ----------
    steady, key
        What makes the colours of a video follow slowly, and what they belong to.
    """
    seen = see(source_rgb, request)
    try:
        sliding = Sliding.plan(
            seen.size, (request.size, request.size), request.stride, request.padding, request.border
        )
        planes = compute_planes(seen.values, request)
    except ExplorerError as error:
        return Response(request, seen, seen.rgb, None, None, str(error))
    limit = scale_limit(planes, request)
    legend = legend_of(request, steady.follow(key, limit) if steady is not None else limit)
    painted = paint(planes, legend)
    answer = Answer(sliding, planes, painted, legend)
    numbers = padded(seen.values, sliding) if seen.values.ndim == 2 else None
    return Response(request, seen, padded(seen.rgb, sliding), numbers, answer)


class Responder:
    """`respond` for a stream of frames: the colour scale follows it without flicker."""

    def __init__(self) -> None:
        self._steady = SteadyLimit()

    def __call__(self, frame: Frame, request: EdgesRequest) -> Response:
        """Filter a frame."""
        return respond(frame.rgb, request, self._steady, (frame.spec, request))
