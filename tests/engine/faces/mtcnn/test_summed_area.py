"""Means from the table against PyTorch's adaptive pooling of the pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from explorer.engine.faces.mtcnn.summed_area import SummedArea

CPU = torch.device("cpu")
RGB = np.random.default_rng(3).integers(0, 256, (61, 83, 3), dtype=np.uint8)


def pixels(rgb: np.ndarray = RGB) -> torch.Tensor:
    return (torch.from_numpy(rgb).permute(2, 0, 1)[None].float() - 127.5) / 128


@pytest.mark.parametrize(("height", "width"), [(61, 83), (30, 41), (13, 12), (1, 1), (70, 100)])
def test_a_level_is_pooled_adaptively(height: int, width: int) -> None:
    level = SummedArea(RGB, CPU).scaled(height, width, margin=0)
    assert level.shape == (1, 3, height, width)
    torch.testing.assert_close(level, F.adaptive_avg_pool2d(pixels(), (height, width)))


def test_the_margin_is_black() -> None:
    level = SummedArea(RGB, CPU).scaled(30, 41, margin=4)
    assert level.shape == (1, 3, 38, 49)
    torch.testing.assert_close(
        level[:, :, 4:-4, 4:-4], SummedArea(RGB, CPU).scaled(30, 41, margin=0)
    )
    black = torch.full_like(level[:, :, :4], -127.5 / 128)
    torch.testing.assert_close(level[:, :, :4], black)
    torch.testing.assert_close(level[:, :, -4:], black)


@pytest.mark.parametrize("side", [24, 48])
def test_windows_are_pooled_adaptively_all_at_once(side: int) -> None:
    boxes = torch.tensor([[0, 0, 61, 61], [10, 5, 34, 29], [50, 20, 57, 27], [3, 4, 4, 5]])
    windows = SummedArea(RGB, CPU).windows(boxes, side)
    assert windows.shape == (4, 3, side, side)
    for window, (left, top, right, bottom) in zip(windows, boxes.tolist(), strict=True):
        part = pixels()[:, :, top:bottom, left:right]
        torch.testing.assert_close(window, F.adaptive_avg_pool2d(part, side)[0])


def test_what_lies_beyond_the_picture_is_black() -> None:
    framed = np.zeros((61 + 200, 83 + 200, 3), np.uint8)
    framed[100:-100, 100:-100] = RGB
    boxes = torch.tensor(
        [[-20, -10, 40, 50], [60, 30, 120, 90], [-90, -90, -20, -20], [-50, -60, 133, 123]]
    )
    mine = SummedArea(RGB, CPU).windows(boxes, 24)
    torch.testing.assert_close(mine, SummedArea(framed, CPU).windows(boxes + 100, 24))
    assert float(mine[2].max()) == pytest.approx(-127.5 / 128)


def test_no_windows() -> None:
    assert SummedArea(RGB, CPU).windows(torch.empty(0, 4).long(), 24).shape == (0, 3, 24, 24)


def test_the_largest_white_picture_does_not_overflow() -> None:
    white = np.full((2560, 2560, 3), 255, np.uint8)
    level = SummedArea(white, CPU).scaled(8, 8, margin=0)
    torch.testing.assert_close(level, torch.full((1, 3, 8, 8), 127.5 / 128))
