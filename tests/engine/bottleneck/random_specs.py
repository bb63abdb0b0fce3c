"""Random comparisons and designs, and what torch's own counter says of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from explorer.engine.bottleneck.inception import InceptionDesign
from explorer.engine.bottleneck.variants import BottleneckSpec
from explorer.engine.network import Shape

if TYPE_CHECKING:
    from explorer.engine.network import Network

shapes = st.builds(Shape, st.integers(1, 30), st.integers(1, 30), st.integers(1, 400))
specs = st.builds(
    BottleneckSpec,
    shapes,
    f=st.integers(1, 8),
    filters=st.integers(1, 300),
    width=st.integers(1, 400),
    bias=st.booleans(),
    relu=st.booleans(),
)
designs = st.builds(
    InceptionDesign,
    shapes,
    *[st.integers(1, 99)] * 6,
    reduce_three=st.booleans(),
    reduce_five=st.booleans(),
    project_pool=st.booleans(),
)


def counted(network: Network, batch: int = 1) -> tuple[int, int, tuple[int, ...]]:
    """Return MACs by torch's counter, parameters and the output's shape; nothing is computed."""
    height, width, channels = network.input
    with torch.device("meta"):
        module = network.to_module()
        picture = torch.empty(batch, channels, height, width)
    with FlopCounterMode(display=False) as counter:
        output = module(picture)
    flops = counter.get_total_flops()
    assert flops % 2 == 0
    return flops // 2, sum(one.numel() for one in module.parameters()), tuple(output.shape)
