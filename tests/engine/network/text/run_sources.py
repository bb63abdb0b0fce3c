"""Run written PyTorch sources in a fresh interpreter: ``python run_sources.py DIR``.

Each ``DIR/NAME.py`` is built on the meta device and trained for one pass on two pictures, with
``DIR/shapes.json`` saying of what size; what came out of every layer goes to ``DIR/results.json``.
It imports nothing of the application: neither may a source.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import torch
from torch import nn

OPAQUE = ("SparseConv", "TrainablePool")
"""Classes of a source that are one layer, whatever they hold."""
UNSEEN = ("ZeroPad2d", "Flatten", "Unflatten", "Identity", "Keep")
"""Modules that stand for no layer, or for one that PyTorch and the report write differently."""


def main() -> None:
    folder = Path(sys.argv[1])
    shapes = json.loads((folder / "shapes.json").read_text(encoding="utf-8"))
    results = {name: tried(folder / f"{name}.py", shape) for name, shape in shapes.items()}
    (folder / "results.json").write_text(json.dumps(results), encoding="utf-8")


def tried(path: Path, shape: list[int]) -> dict[str, object]:
    before = set(sys.modules)
    model = built(path)
    seen = watched(model)
    height, width, channels = shape
    with torch.device("meta"):
        output = model.train()(torch.empty(2, channels, height, width))
    return {
        "output": list(output.shape[1:]),
        "params": sum(one.numel() for one in model.parameters()),
        "seen": seen,
        "imported": sorted(set(sys.modules) - before),
    }


def built(path: Path) -> nn.Module:
    source = path.read_text(encoding="utf-8")
    namespace = {"__name__": "source"}
    exec(compile(source, str(path), "exec"), namespace)
    name = re.findall(r"^    model = (\w+)\(\)", source, re.MULTILINE)[-1]
    with torch.device("meta"):
        return namespace[name]()


def watched(model: nn.Module) -> list[list[int]]:
    """Return a list that gets each layer's shape when it has run."""
    seen: list[list[int]] = []

    def add(module: nn.Module, args: object, output: torch.Tensor) -> None:
        seen.append(list(output.shape[1:]))

    def watch(module: nn.Module, name: str) -> None:
        kind = type(module).__name__
        children = [] if kind in OPAQUE else list(module.named_children())
        for child_name, child in children:
            watch(child, child_name)
        if not children and kind not in UNSEEN and name != "after":
            module.register_forward_hook(add)

    for name, child in model.named_children():
        watch(child, name)
    return seen


if __name__ == "__main__":
    main()
