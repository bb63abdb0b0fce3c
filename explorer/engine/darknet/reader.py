"""A cfg and its weights made into a network, or an error and nothing changed."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import torch

from explorer.engine.darknet.cfg import parse_cfg, read_cfg
from explorer.engine.darknet.network import DarknetNetwork
from explorer.engine.darknet.plan import Plan, plan_of
from explorer.engine.darknet.sections import cfg_of
from explorer.engine.darknet.weights import read_weights

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor


def read_plan(cfg_path: Path, size: int | None = None) -> Plan:
    """Return what a cfg describes, for an input of ``size`` pixels or of the cfg's own size.

    A cfg that names a width and a height that differ is taken at the larger.

    Raises
    ------
    DarknetError
        If the cfg cannot be used.
    """
    cfg = cfg_of(read_cfg(cfg_path), cfg_path.name)
    return plan_of(cfg, size or max(cfg.width, cfg.height))


def parse_plan(text: str, size: int | None = None, name: str = "the cfg") -> Plan:
    """Return what the text of a cfg describes, as `read_plan`.

    Raises
    ------
    DarknetError
        If the cfg cannot be used.
    """
    cfg = cfg_of(parse_cfg(text, name), name)
    return plan_of(cfg, size or max(cfg.width, cfg.height))


def bundled_plan(name: str = "yolov3-tiny") -> Plan:
    """Return the plan of a network whose cfg lies beside this module."""
    file = f"{name}.cfg"
    return parse_plan(files(__package__).joinpath(file).read_text(encoding="utf-8"), name=file)


def load_darknet(cfg_path: Path, weights_path: Path, size: int | None = None) -> DarknetNetwork:
    """Return the network of a cfg with its weights, on the CPU, ready to be used.

    Raises
    ------
    DarknetError
        If either file cannot be used, or they do not belong together.
    """
    plan = read_plan(cfg_path, size)
    return network_with(plan, read_weights(weights_path, plan))


def network_with(plan: Plan, tensors: Mapping[str, Tensor]) -> DarknetNetwork:
    """Return the network of a plan with these tensors, which it uses as they are."""
    with torch.device("meta"):  # no memory, and no random numbers that nobody needs
        network = DarknetNetwork(plan)
    network.load_state_dict(tensors, assign=True)
    return network.eval().requires_grad_(False)
