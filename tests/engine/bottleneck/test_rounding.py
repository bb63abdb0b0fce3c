"""The bound on how far two orders of a sum may lie apart."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.bottleneck.rounding import rounding_bound

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize("terms", [1, 16, 64, 1152])
def test_sums_in_any_order_lie_within_it(terms: int) -> None:
    products = RANDOM.normal(0, 10, (20, terms)).astype(np.float32)
    bias = RANDOM.normal(size=20).astype(np.float32)
    bound = rounding_bound(products, bias)
    sums = []
    for _ in range(5):
        order = RANDOM.permutation(terms)
        total = np.zeros(20, np.float32)
        for term in order:
            total += products[:, term]
        sums.append(total + bias)
    apart = np.ptp(np.stack(sums).astype(np.float64), axis=0)
    assert (apart <= bound).all()
    assert (bound < 1e-3 * np.abs(products).sum(axis=1) + 1e-6).all(), "it would excuse anything"


def test_one_term_and_no_bias_may_differ_by_four_roundings() -> None:
    # Two terms, the second 0: γ is 2u / (1 − 2u), and each of two sums may be off by γ.
    bound = rounding_bound(np.ones((1, 1), np.float32), np.zeros(1, np.float32))
    assert bound[0] == pytest.approx(4 * 2.0**-24, rel=1e-6)


def test_tensor_cores_may_lie_further_off() -> None:
    products, bias = np.ones((1, 8), np.float32), np.zeros(1, np.float32)
    extra = rounding_bound(products, bias, tf32=True) - rounding_bound(products, bias)
    assert extra[0] == pytest.approx(8 * 2 * 2.0**-11, rel=1e-3)
