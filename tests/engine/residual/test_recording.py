"""The recorded run shows what the paper's figure 6 does."""

from __future__ import annotations

import json

from explorer.engine.assets import ASSETS

RECORDING = ASSETS / "recordings/residual-cifar10.json"


def test_plain_networks_get_worse_with_depth_and_residual_ones_do_not() -> None:
    record = json.loads(RECORDING.read_text(encoding="utf-8"))
    last = {name: epochs[-1] for name, epochs in record["runs"].items()}
    for error in ("training_error", "test_error"):
        assert last["plain-56"][error] > last["plain-20"][error]
        assert last["residual-56"][error] <= last["residual-20"][error]


def test_it_says_what_was_run() -> None:
    record = json.loads(RECORDING.read_text(encoding="utf-8"))
    assert record["recipe"]["iterations"] < record["recipe"]["paper_iterations"]
    assert record["device"]
    assert record["torch"]
    for name, epochs in record["runs"].items():
        depth = int(name.partition("-")[2])
        assert [one["epoch"] for one in epochs] == list(range(1, len(epochs) + 1))
        assert all(len(one["gradient_norms"]) == depth for one in epochs)
