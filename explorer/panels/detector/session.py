"""The worker's memory: the detector in use, and what it said of the picture in use.

Work that did not change is not done again: another threshold takes the numbers that are there,
and all pages of the panel share one session. Nor are files that cannot be used read again for each
picture of a clip, until they are others.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.yolo import decode
from explorer.panels.detector.loading import LoadedDetector, load
from explorer.panels.detector.own_files import Stamp, stamp
from explorer.panels.detector.selecting import select
from explorer.panels.detector.values import DetectView

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.yolo import Predictions, RawPredictions
    from explorer.panels.detector.state import ModelState
    from explorer.panels.detector.values import DetectRequest
    from explorer.services.frames import Frame

    Key = tuple[ModelState, str, Stamp]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """One picture as one detector saw it."""

    frame: Frame
    loaded: LoadedDetector
    raw: RawPredictions
    predictions: Predictions
    infer_ms: float
    decode_ms: float


class Session:
    """Answers requests one after the other; it holds one detector and one picture's predictions."""

    def __init__(self, load: Callable[[ModelState, str], LoadedDetector] = load) -> None:
        self._load = load
        self._key: Key | None = None
        self._loaded: LoadedDetector | None = None
        self._refused: tuple[Key, ExplorerError] | None = None
        self._seen: _Seen | None = None

    def respond(self, frame: Frame, request: DetectRequest) -> DetectView:
        """Look at the frame, or remember what was seen; then apply the thresholds.

        Raises
        ------
        ExplorerError
            If the detector cannot be loaded or run. What was loaded before stays.
        """
        loaded = self.detector(request.model, request.device)
        before = self._seen
        seen = self._see(frame, loaded)
        start_s = time.perf_counter()
        selection = select(seen.predictions, loaded.facts.class_names, request.thresholds)
        return DetectView(
            model=loaded.facts,
            raw=seen.raw,
            predictions=seen.predictions,
            passing=selection.passing,
            trace=selection.trace,
            kept=selection.kept,
            scores=selection.scores,
            detections=selection.detections(seen.predictions, seen.raw),
            infer_ms=seen.infer_ms,
            decode_ms=seen.decode_ms,
            nms_ms=(time.perf_counter() - start_s) * 1e3,
            was_kept=seen is before,
            more=selection.more,
        )

    def detector(self, model: ModelState, device: str) -> LoadedDetector:
        """Return the detector, loaded if it is another than before, or its files are.

        Raises
        ------
        ExplorerError
            If it cannot be loaded.
        """
        key = model, device, stamp(model)
        if self._refused is not None and self._refused[0] == key:
            raise self._refused[1].with_traceback(None)  # or it grows with every picture
        self._refused = None
        if self._loaded is None or self._key != key:
            self._loaded, self._key, self._seen = self._checked(key), key, None
        return self._loaded

    def _checked(self, key: Key) -> LoadedDetector:
        """Load what a key names, and remember why it cannot be."""
        try:
            return self._load(*key[:2])
        except ExplorerError as error:
            self._refused = key, error
            raise

    def _see(self, frame: Frame, loaded: LoadedDetector) -> _Seen:
        seen = self._seen
        if seen is not None and seen.frame is frame and seen.loaded is loaded:
            return seen
        start_s = time.perf_counter()
        raw = loaded.detector.raw(frame.rgb)
        inferred_s = time.perf_counter()
        predictions = decode(raw)
        decoded_s = time.perf_counter()
        self._seen = _Seen(
            frame,
            loaded,
            raw,
            predictions,
            infer_ms=(inferred_s - start_s) * 1e3,
            decode_ms=(decoded_s - inferred_s) * 1e3,
        )
        return self._seen
