"""Record the slices of the loss around the lab's own networks, so that they are seen at once.

``python assets/build/record_residual_surfaces.py`` writes
``assets/recordings/residual-surfaces.json`` with plain-20, residual-20, plain-56 and residual-56:
21 × 21 losses of 256 training images each. It takes about six minutes of one core.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

import repository
import torch

from explorer.engine.device import cpu_name
from explorer.engine.residual.bundled import LabName, lab_error, lab_file, load_lab_network
from explorer.engine.residual.surface_pair import lab_sample, loss_surfaces
from explorer.engine.residual.surface_values import SurfaceConfig
from explorer.engine.weights import manifest

if TYPE_CHECKING:
    from explorer.engine.residual.surface_values import Surface

PATH = repository.ASSETS / "recordings" / "residual-surfaces.json"
NAMES: tuple[LabName, ...] = tuple(name for name in get_args(LabName) if not name.endswith("B"))
IMAGES = 256
SPAN = 0.5
"""Beyond it the losses of all four rise to thousands, and nothing is seen of their valleys."""


def compute(name: LabName, config: SurfaceConfig) -> Surface:
    """Compute one slice, and say how far it is."""
    steps = loss_surfaces([load_lab_network(name)], *lab_sample(IMAGES), config)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            surface: Surface = end.value[0]
            return surface
        if step.index % 50 == 0:
            print(f"{name}: {step.fraction:.0%}", flush=True)


def entry(name: LabName, surface: Surface) -> dict[str, Any]:
    """Return one network's part of the file."""
    record = manifest()[lab_file(name)]
    return {
        "weights": record.sha256,
        "epochs": record.measured["epochs"],
        "test_error": lab_error(name),
        "losses": [[float(f"{loss:.5g}") for loss in row] for row in surface.losses.tolist()],
    }


def main() -> None:
    """Compute and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=SurfaceConfig().points)
    config = SurfaceConfig(points=parser.parse_args().points, span=SPAN)
    content = {
        "config": asdict(config),
        "images": IMAGES,
        "data": "the first images to learn from of assets/datasets/fashion-mnist-10000.safetensors",
        "device": cpu_name(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "surfaces": {name: entry(name, compute(name, config)) for name in NAMES},
    }
    PATH.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{PATH.name}: {PATH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
