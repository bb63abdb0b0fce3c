"""The workers' ends of the page, which bring in torch once it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.block.values import BlockAnswer, BlockRequest, GradientFound

if TYPE_CHECKING:
    from explorer.engine.residual.block_values import GradientCurve
    from explorer.engine.residual.experiment import BlockExperiment
    from explorer.panels.residual.block.session import Session
    from explorer.services.frames import Frame

CURVE_STEPS = 10


class Responder:
    """A `Session`, made in the worker's thread when first needed."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def __call__(self, frame: Frame, request: BlockRequest) -> BlockAnswer:
        """Compute what the request asks of the frame; nothing before there is torch."""
        if not request.is_ready:
            return BlockAnswer()
        if self._session is None:
            from explorer.panels.residual.block.session import Session

            self._session = Session()
        return BlockAnswer(self._session.respond(frame, request))


class GradientWork:
    """What comes back through a block; the curve is kept for as long as the block is the same."""

    def __init__(self) -> None:
        self._experiment: BlockExperiment | None = None
        self._curve: GradientCurve | None = None

    def __call__(self, experiment: BlockExperiment, alpha: float) -> GradientFound:
        """Return the curve of a block, and the lengths at one α."""
        if self._curve is None or experiment is not self._experiment:
            steps = [step / CURVE_STEPS for step in range(CURVE_STEPS + 1)]
            self._curve = experiment.gradient_curve(steps)
            self._experiment = experiment
        return GradientFound(self._curve, alpha, experiment.gradient(alpha).norms)
