"""What an inception module costs, by figure 2 of the paper; MACs worked by hand."""

from __future__ import annotations

from itertools import pairwise

from explorer.engine.network import Network, Report
from explorer.engine.zoo.googlenet import MODULES, inception

WIDTHS, SHAPE = MODULES["3a"]
CELLS = 28 * 28


def report_of(**choices: bool) -> Report:
    return Network(SHAPE, (inception(WIDTHS, **choices),)).report()


def test_naive_with_the_pool_passed_through() -> None:
    report = report_of(bottlenecked=False, pool_projection=False)
    assert report.macs == CELLS * 192 * (64 + 9 * 128 + 25 * 32) == 303_464_448
    assert report.output == (28, 28, 64 + 128 + 32 + 192)


def test_naive_with_the_pool_projected() -> None:
    report = report_of(bottlenecked=False)
    assert report.macs == CELLS * 192 * (64 + 9 * 128 + 25 * 32 + 32) == 308_281_344
    assert report.output == (28, 28, 256)


def test_bottlenecked() -> None:
    narrow = 192 * (64 + 96 + 16 + 32) + 96 * 9 * 128 + 16 * 25 * 32
    assert report_of().macs == CELLS * narrow == 128_049_152


def test_bottlenecked_with_the_pool_passed_through() -> None:
    report = report_of(pool_projection=False)
    assert report.macs == 128_049_152 - CELLS * 192 * 32
    assert report.output == (28, 28, 64 + 128 + 32 + 192)


def test_modules_follow_one_another() -> None:
    # What a module stacks is what the next one gets, poolings aside.
    modules = list(MODULES.values())
    for one, after in pairwise(modules):
        stacked = one.widths.one + one.widths.three + one.widths.five + one.widths.pool_proj
        assert stacked == after.input.channels
