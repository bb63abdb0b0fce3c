"""Find, align and embed the 173 bundled photographs of 30 people, and say how well it goes.

    python assets/build/evaluate_faces.py

writes ``assets/datasets/faces-csu-173-evaluation.json``: what was found, how well distances tell
people apart, and what other ways to align and embed would give. And it writes what it computed of
each photograph, ``assets/datasets/faces-csu-173-embeddings.safetensors``, so that the application
need not. On the same computer the files come out the same every time.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import platform
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from face_ways import JITTERS, by_marked_eyes, jittered, ways
from repository import ASSETS
from safetensors.numpy import save_file
from weight_files import pretty

from explorer.engine.device import cpu_name
from explorer.engine.face_photographs import load_face_photographs
from explorer.engine.faces.distance import DLIB_L2, TAU, plain
from explorer.engine.faces.recognizer import load_recognizer
from explorer.engine.opencv import cv2
from explorer.engine.verification import Proportion, all_pairs, people_intervals, rates_at, roc
from explorer.engine.weights import manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.engine.face_photographs import FacePhotograph
    from explorer.engine.faces.recognizer import Recognizer
    from explorer.engine.faces.values import Face
    from explorer.engine.verification import Pairs

RECORD = ASSETS / "datasets/faces-csu-173-evaluation.json"
EMBEDDINGS = ASSETS / "datasets/faces-csu-173-embeddings.safetensors"
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """The photographs on which a face was found, and what was found and embedded."""

    photographs: tuple[FacePhotograph, ...]
    faces: tuple[Face, ...]
    passes: NDArray[np.float32]

    @property
    def people(self) -> list[str]:
        """Who is on each."""
        return [photograph.person for photograph in self.photographs]


def find(recognizer: Recognizer) -> tuple[Found, list[str]]:
    """Return the largest face of each photograph, and the names of those without one."""
    seen = [(one, recognizer.locate(one.rgb)) for one in load_face_photographs()]
    missed = [photograph.name for photograph, faces in seen if not faces]
    found = [(photograph, faces[0]) for photograph, faces in seen if faces]
    chips = [recognizer.chip(photograph.rgb, face) for photograph, face in found]
    photographs, faces = zip(*found, strict=True)
    return Found(photographs, faces, recognizer.embedder.passes(np.stack(chips))), missed


def figures(embeddings: NDArray[np.float32], people: Sequence[str]) -> dict[str, Any]:
    """Return the figures by which ways are compared."""
    pairs = all_pairs(embeddings, people)
    curve, rates = roc(pairs.genuine, pairs.impostor), rates_at(pairs.genuine, pairs.impostor, TAU)
    return {
        "auc": round(curve.auc, 5),
        "equal_error_rate": round(curve.equal_error.rate, 4),
        "at_l2": round(plain(curve.equal_error.tau), 3),
        "false_accepts_at_0.6": round(rates.false_accept_rate, 4),
        "false_rejects_at_0.6": round(rates.false_reject_rate, 4),
    }


def judged(pairs: Pairs) -> dict[str, Any]:
    """Return how well the application's embeddings tell people apart, with 95 % intervals."""
    curve, rates = roc(pairs.genuine, pairs.impostor), rates_at(pairs.genuine, pairs.impostor, TAU)
    drawn = people_intervals(pairs, TAU)
    auc, equal = drawn_intervals(pairs)
    return {
        "pairs": {"genuine": len(pairs.genuine), "impostor": len(pairs.impostor)},
        "intervals": "95 %, of people drawn anew with all their photographs",
        "auc": {"value": round(curve.auc, 5), "interval": auc},
        "equal_error": {
            "rate": round(curve.equal_error.rate, 4),
            "interval": equal,
            "tau_squared": round(curve.equal_error.tau, 4),
            "l2": round(plain(curve.equal_error.tau), 3),
        },
        "at_dlibs_threshold": {
            "tau_squared": TAU,
            "l2": DLIB_L2,
            "false_accepts": _rate(rates.false_accepts, drawn.false_accepts),
            "false_rejects": _rate(rates.false_rejects, drawn.false_rejects),
        },
    }


def _rate(seen: Proportion, drawn: Any) -> dict[str, Any]:
    interval = drawn if drawn is not None else seen.interval()
    return {
        "count": seen.count,
        "of": seen.total,
        "rate": round(seen.rate, 4),
        "interval": [round(interval.low, 4), round(interval.high, 4)],
    }


def drawn_intervals(pairs: Pairs) -> tuple[list[float], list[float]]:
    """Return 95 % intervals of the AUC and of the equal error rate, by drawing people anew.

    A genuine pair counts as often as its person was drawn, an impostor pair as often as both.
    """
    generator = np.random.default_rng(0)
    own = pairs.codes[pairs.genuine_at[:, 0]]
    one, other = (pairs.codes[pairs.impostor_at[:, column]] for column in (0, 1))
    shares = np.full(pairs.people, 1 / pairs.people)
    curves = []
    for times in generator.multinomial(pairs.people, shares, size=DRAWS):
        genuine = np.repeat(pairs.genuine, times[own])
        curves.append(roc(genuine, np.repeat(pairs.impostor, times[one] * times[other])))
    quantiles = (0.025, 0.975)
    auc = np.quantile([curve.auc for curve in curves], quantiles)
    equal = np.quantile([curve.equal_error.rate for curve in curves], quantiles)
    return [round(float(v), 4) for v in auc], [round(float(v), 4) for v in equal]


def compared(recognizer: Recognizer, found: Found) -> dict[str, dict[str, Any]]:
    """Return the figures of the application's way, and of ways that change one thing in it."""
    people = found.people
    table = {
        "the application's": {"passes": 2} | figures(found.passes.mean(1), people),
        "without the mirror image, as in dlib": {"passes": 1} | figures(found.passes[:, 0], people),
    }
    seen = [
        (photograph.rgb, face.landmarks)
        for photograph, face in zip(found.photographs, found.faces, strict=True)
    ]
    for name, way in ways().items():
        chips = np.stack([way(rgb, landmarks) for rgb, landmarks in seen])
        table[name] = {"passes": 2} | figures(recognizer.embed_chips(chips), people)
    shaken = np.stack([jittered(recognizer.embedder, *one) for one in seen])
    name = f"the mean of {JITTERS} chips turned, scaled and shifted a little"
    table[name] = {"passes": 2 * JITTERS} | figures(shaken, people)
    chips = np.stack([by_marked_eyes(photograph) for photograph in found.photographs])
    name = "eyes marked by people, where dlib's mean face has the middles of their corners"
    return table | {name: {"passes": 2} | figures(recognizer.embed_chips(chips), people)}


def write_embeddings(found: Found) -> None:
    """Write what was found and embedded, and its record."""
    names = [list(photograph.name.encode("ascii")) for photograph in found.photographs]
    tensors = {
        "names": np.array(names, np.uint8),
        "embeddings": found.passes.mean(1),
        "landmarks": np.stack([face.landmarks for face in found.faces]).astype(np.float32),
        "boxes_xyxy": np.array([face.box_xyxy for face in found.faces], np.float32),
        "scores": np.array([face.score for face in found.faces], np.float32),
    }
    # Landmarks come column by column, and safetensors writes the memory as it lies.
    save_file({name: np.ascontiguousarray(one) for name, one in tensors.items()}, EMBEDDINGS)
    EMBEDDINGS.chmod(0o644)
    content, records = EMBEDDINGS.read_bytes(), manifest()
    record = {
        "file": EMBEDDINGS.name,
        "title": "Faces found on the bundled photographs, and their embeddings",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "made_with": {name: records[name].sha256 for name in ("dlib-face", "mtcnn")},
        "tensors": {name: list(tensor.shape) for name, tensor in tensors.items()},
        "build": "assets/build/evaluate_faces.py",
    }
    EMBEDDINGS.with_suffix(".json").write_text(pretty(record) + "\n", encoding="utf-8")


def evaluate() -> dict[str, Any]:
    """Return the record, without its date."""
    recognizer = load_recognizer("cpu")
    started = time.perf_counter()
    found, missed = find(recognizer)
    seconds = time.perf_counter() - started
    count = len(found.faces) + len(missed)
    print(f"{count} photographs in {seconds:.1f} s")
    write_embeddings(found)
    return {
        "of": f"{count} photographs of {len(set(found.people))} people, pyvision-toolkit 1.3.6",
        "found": _rate(Proportion(len(found.faces), count), None) | {"missed": missed},
        **judged(all_pairs(found.passes.mean(1), found.people)),
        "ways": compared(recognizer, found),
        "device": f"cpu, {cpu_name()}, 1 thread",
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
            "opencv": cv2.__version__,
        },
    }


def write(record: dict[str, Any], path: Path = RECORD) -> None:
    """Write the record; it keeps its date where nothing else changes."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    if path.exists():
        old = json.loads(path.read_text(encoding="utf-8"))
        today = old["date"] if old | {"date": ""} == record | {"date": ""} else today
    text = pretty({"date": today, **record})
    path.write_text(text + "\n", encoding="utf-8")


def show(record: dict[str, Any]) -> None:
    """Print the record in plain words."""
    found, at = record["found"], record["at_dlibs_threshold"]
    equal, auc = record["equal_error"], record["auc"]
    missed = f", not {', '.join(found['missed'])}" if found["missed"] else ""
    print(f"Found: {found['count']} of {found['of']}{missed}")
    pairs = record["pairs"]
    print(f"Pairs: {pairs['genuine']:,} genuine, {pairs['impostor']:,} impostor")
    print(f"AUC {auc['value']:.4f}, 95 % {auc['interval']}")
    print(f"Equal error rate {equal['rate']:.2%} at {equal['l2']} L2, 95 % {equal['interval']}")
    for kind in ("false_accepts", "false_rejects"):
        rate = at[kind]
        name = kind.replace("_", " ")
        print(f"At 0.6 L2: {rate['rate']:.2%} {name} ({rate['count']:,}), 95 % {rate['interval']}")
    print("AUC      EER     at L2  passes  way")
    for name, way in record["ways"].items():
        equal_rate = f"{way['equal_error_rate']:.2%}"
        row = f"{way['auc']:.5f}  {equal_rate}  {way['at_l2']:.3f}  {way['passes']:>6}"
        print(f"{row}  {name}")


def main() -> None:
    """Evaluate, print and write."""
    torch.set_num_threads(1)  # the order of additions, and so the last bits, depend on it
    record = evaluate()
    show(record)
    write(record)


if __name__ == "__main__":
    main()
