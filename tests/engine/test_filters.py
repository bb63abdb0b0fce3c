"""`convolve` against torch.nn.functional, cv2.filter2D and cases worked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError, conv_output_size, same_padding_pair
from explorer.engine.filters import (
    KERNELS,
    Border,
    Padding,
    convolve,
    convolve_per_channel,
    gradient,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

TORCH_MODES = {"zero": "constant", "reflect": "reflect", "replicate": "replicate"}


@dataclass(frozen=True)
class Case:
    image: NDArray[np.float32]
    kernel: NDArray[np.float32]
    stride: int
    padding: Padding
    border: Border

    @property
    def geometry(self) -> tuple[int, Padding, Border]:
        return self.stride, self.padding, self.border

    def pads(self) -> tuple[tuple[int, int], tuple[int, int]]:
        if self.padding == "same":
            return tuple(same_padding_pair(f) for f in self.kernel.shape[:2])  # type: ignore[return-value]
        width = 0 if isinstance(self.padding, str) else self.padding
        return (width, width), (width, width)

    def cube(self) -> NDArray[np.float32]:
        channels = self.image.shape[2] if self.image.ndim == 3 else 1
        kernel = self.kernel[:, :, None] if self.kernel.ndim == 2 else self.kernel
        return np.broadcast_to(kernel, (*kernel.shape[:2], channels))

    def torch_response(self, groups: int = 1) -> NDArray[np.float64]:
        """float64 (H', W', groups): what a layer of torch gives on the padded picture."""
        image = self.image if self.image.ndim == 3 else self.image[:, :, None]
        x = torch.from_numpy(image.astype(np.float64)).permute(2, 0, 1)[None]
        vertical, horizontal = self.pads()
        x = F.pad(x, (*horizontal, *vertical), mode=TORCH_MODES[self.border])
        w = torch.from_numpy(self.cube().astype(np.float64)).permute(2, 0, 1)
        w = w[None] if groups == 1 else w[:, None]
        return F.conv2d(x, w, stride=self.stride, groups=groups)[0].permute(1, 2, 0).numpy()

    def expected_size(self) -> tuple[int, int]:
        sizes = zip(self.image.shape, self.kernel.shape, self.pads(), strict=False)
        return tuple(conv_output_size(n, f, p, self.stride) for n, f, p in sizes)  # type: ignore[return-value]

    def tolerance(self) -> float:
        """float32 rounding of a sum of products, with room for another order of summation."""
        return 1e-5 * float(np.abs(self.cube()).sum() * np.abs(self.image).max() + 1e-6)


def _least(f: int, padding: Padding, border: Border) -> int:
    """The smallest picture that the kernel fits into and that fills its padding."""
    width = {"same": f // 2, "valid": 0}[padding] if isinstance(padding, str) else padding
    fits = 1 if padding == "same" else f - 2 * width
    return max(1, fits, width + 1 if border == "reflect" else 1)


@st.composite
def cases(draw: st.DrawFn, max_kernel: int = 7) -> Case:
    border: Border = draw(st.sampled_from(["zero", "reflect", "replicate"]))
    fh, fw = draw(st.integers(1, max_kernel)), draw(st.integers(1, max_kernel))
    padding: Padding = draw(st.one_of(st.sampled_from(["same", "valid"]), st.integers(0, 5)))
    height, width = (max(draw(st.integers(1, 24)), _least(f, padding, border)) for f in (fh, fw))
    channels = draw(st.sampled_from([None, 1, 2, 3, 4, 6]))
    volume = channels is not None and draw(st.booleans())
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth = () if channels is None else (channels,)
    scale = draw(st.sampled_from([1e-3, 1.0, 255.0]))
    image = (rng.standard_normal((height, width, *depth)) * scale).astype(np.float32)
    kernel = rng.standard_normal((fh, fw, *(depth if volume else ()))).astype(np.float32)
    return Case(image, kernel, draw(st.integers(1, 5)), padding, border)


@settings(deadline=None, max_examples=200)
@given(case=cases())
def test_convolve_is_a_layer_of_torch(case: Case) -> None:
    response = convolve(case.image, case.kernel, *case.geometry)
    assert response.dtype == np.float32
    assert response.flags.c_contiguous
    assert response.shape == case.expected_size()
    expected = case.torch_response()[:, :, 0]
    assert np.abs(response - expected).max() <= case.tolerance()


@settings(deadline=None, max_examples=80)
@given(case=cases())
def test_per_channel_is_a_depthwise_layer_of_torch(case: Case) -> None:
    response = convolve_per_channel(case.image, case.kernel, *case.geometry)
    expected = case.torch_response(groups=case.cube().shape[2])
    assert response.shape == expected.shape
    assert response.dtype == np.float32
    assert np.abs(response - expected).max() <= case.tolerance()


@pytest.mark.parametrize("size", [11, 12, 13, 25, 31])
def test_large_kernels_stay_exact(size: int) -> None:
    # OpenCV turns to a Fourier transform for large kernels.
    rng = np.random.default_rng(size)
    image = rng.random((60, 70, 3), np.float32)
    kernel = rng.standard_normal((size, size)).astype(np.float32)
    case = Case(image, kernel, 1, "same", "reflect")
    response = convolve(image, kernel, 1, "same", "reflect")
    assert np.abs(response - case.torch_response()[:, :, 0]).max() <= case.tolerance()


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    f=st.sampled_from([1, 3, 5, 7]),
    border=st.sampled_from(["zero", "reflect", "replicate"]),
)
def test_same_convolution_is_filter2d(seed: int, f: int, border: Border) -> None:
    rng = np.random.default_rng(seed)
    image = rng.random((int(rng.integers(8, 30)), int(rng.integers(8, 30))), np.float32)
    kernel = rng.standard_normal((f, f)).astype(np.float32)
    code = {
        "zero": cv2.BORDER_CONSTANT,
        "reflect": cv2.BORDER_REFLECT_101,
        "replicate": cv2.BORDER_REPLICATE,
    }[border]
    theirs = cv2.filter2D(image, cv2.CV_32F, kernel, borderType=code)
    assert np.allclose(convolve(image, kernel, border=border), theirs, atol=1e-5)


def test_by_hand_no_flip() -> None:
    image = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.uint8)
    assert convolve(image, KERNELS["horizontal"], padding="valid").tolist() == [[6 - 24]]
    assert convolve(image, [[1, 0], [0, -1]], padding="valid").tolist() == [[-4, -4], [-4, -4]]
    # An even kernel's odd cell of padding lies below and at the right.
    assert convolve(image, [[0, 1]]).tolist() == [[2, 3, 0], [5, 6, 0], [8, 9, 0]]


def test_the_course_s_vertical_edge() -> None:
    half = np.zeros((6, 6), np.float32)
    half[:, :3] = 10
    response = convolve(half, KERNELS["vertical"], padding="valid")
    assert response.tolist() == [[0, 30, 30, 0]] * 4


def test_8_bit_values_are_not_scaled_and_the_input_is_left_alone() -> None:
    image = np.full((4, 4, 3), 200, np.uint8)
    assert convolve(image, [[1]]).tolist() == [[600] * 4] * 4
    assert image.min() == image.max() == 200
    plane = np.ones((4, 4), np.float32)
    response = convolve(plane, [[1]])
    response[:] = 7
    assert plane.max() == 1


def test_views_and_other_layouts_are_read_right() -> None:
    rng = np.random.default_rng(0)
    wide = rng.random((20, 30, 4)).astype(np.float32)
    view = wide[3:17:2, ::-1, 1:4]
    same = np.ascontiguousarray(view)
    kernel = rng.random((3, 3, 3), np.float32)
    assert np.array_equal(convolve(view, kernel), convolve(same, kernel))
    assert np.array_equal(convolve(view, kernel[:, :, 0]), convolve(same, kernel[:, :, 0]))
    fortran = np.asfortranarray(same)
    assert np.array_equal(convolve_per_channel(fortran, kernel), convolve_per_channel(same, kernel))


@pytest.mark.parametrize(
    ("image", "kernel", "options", "message"),
    [
        ((2, 2), (3, 3), {"padding": "valid"}, "3 cells does not fit into 2"),
        ((4, 4), (9, 9), {"padding": 1}, r"9 cells does not fit into 4 \+ 2 of padding = 6"),
        ((3, 9), (3, 3), {"padding": 3, "border": "reflect"}, "picture of 3 .* at most 2, not 3"),
        ((5, 5), (3, 3), {"stride": 0}, "stride must be at least 1, not 0"),
        ((5, 5), (3, 3), {"padding": -1}, "padding must be at least 0, not -1"),
        ((5, 5), (3, 3), {"padding": "full"}, "not 'full'"),
        ((5, 5), (3, 3), {"border": "wrap"}, "not 'wrap'"),
        ((0, 5), (3, 3), {}, "not 0 × 5"),
        ((5,), (3, 3), {}, "not 5"),
        ((5, 5), (3, 0), {}, "not 3 × 0"),
        ((5, 5), (3,), {}, "A kernel is"),
        ((5, 5, 3), (3, 3, 4), {}, "3 × 3 × 4 spans 4 channels, but .* 5 × 5 × 3 has 3"),
        ((5, 5), (3, 3, 3), {}, "spans 3 channels, but .* has 1"),
    ],
)
@pytest.mark.parametrize("function", [convolve, convolve_per_channel])
def test_what_does_not_fit_is_said_with_its_numbers(
    function: Any,
    image: tuple[int, ...],
    kernel: tuple[int, ...],
    options: dict[str, Any],
    message: str,
) -> None:
    with pytest.raises(ValueError, match=message):
        function(np.zeros(image), np.zeros(kernel), **options)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_kernel_without_a_number_is_refused(bad: float) -> None:
    kernel = np.ones((3, 3))
    kernel[1, 2] = bad
    with pytest.raises(ValueError, match=r"weight at \(1, 2\) is (nan|inf)"):
        convolve(np.zeros((5, 5)), kernel)


def test_shapes_raise_shape_errors_and_kinds_do_not() -> None:
    with pytest.raises(ShapeError):
        convolve(np.zeros((2, 2)), np.ones((5, 5)), padding="valid")
    with pytest.raises(ValueError, match="complex"):
        convolve(np.zeros((5, 5), complex), np.ones((3, 3)))


@pytest.mark.parametrize("pair", ["sobel", "prewitt", "scharr"])
@pytest.mark.parametrize("degrees", [-135, -90, -30, 0, 45, 90, 120, 179])
def test_the_gradient_points_to_where_it_gets_brighter(pair: Any, degrees: int) -> None:
    y, x = np.mgrid[0:12, 0:12]
    ramp = x * np.cos(np.deg2rad(degrees)) - y * np.sin(np.deg2rad(degrees))
    found = gradient(ramp, pair, padding="valid")
    assert np.allclose(np.rad2deg(found.angle), degrees, atol=0.01)
    steepness = KERNELS[f"{pair}-vertical"][:, 0].sum() * 2
    assert np.allclose(found.magnitude, steepness, rtol=1e-4)
    assert np.allclose(np.hypot(found.horizontal, found.vertical), found.magnitude, rtol=1e-5)


def test_an_unknown_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="canny"):
        gradient(np.zeros((5, 5)), "canny")  # type: ignore[arg-type]
