"""A settings file says how a picture was painted, and paints the same one again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from explorer.engine.device import DeviceError
from explorer.engine.style import StyleCache, StyleConfig, StyleStep, stylize
from explorer.engine.style.reproduce import config_of, reproduce
from explorer.engine.style.settings import (
    CHOICES,
    BlendSettings,
    Painted,
    StyleSettings,
    StyleSettingsError,
    differences,
    made_here,
    picture_ref,
    pixels_sha256,
    settings_of,
)
from explorer.engine.style.settings_form import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Rgb = NDArray[np.uint8]

SIZE = 96


@pytest.fixture(scope="module")
def cache() -> StyleCache:
    return StyleCache()


def painted_until(config: StyleConfig, index: int, cache: StyleCache) -> StyleStep:
    """Run as a panel does, which is not told where the file's stretch will end."""
    steps = list(takewhile(lambda step: step.index <= index, stylize(config, cache)))
    return steps[-1]


def described(configs: list[tuple[StyleConfig, int]], result: StyleStep) -> StyleSettings:
    stretches = []
    for config, index in configs:
        content = picture_ref(config.content_rgb, "Cat", "bundled:cat")
        styles = tuple(
            picture_ref(rgb, f"Painting {n}", f"/home/me/{n}.jpg")
            for n, rgb in enumerate(config.styles)
        )
        stretches.append(Painted(config, index, content, styles))
    assert result.picture is not None
    return settings_of(stretches, result.picture)


def again(settings: StyleSettings, *pictures: Rgb) -> StyleStep:
    """Paint from the file alone, with nothing kept in memory."""
    read = from_json(to_json(settings))
    assert isinstance(read, StyleSettings)
    assert read == settings
    *_, last = reproduce(read, pictures)
    return last


CONFIGS: dict[str, dict[str, Any]] = {
    "plain": {"steps": 6},
    "noise, Adam and other weights": {
        "steps": 6, "noise": 0.7, "seed": 11, "optimizer": "adam", "learning_rate": 0.05,
        "content_weight": 0.1, "content_layers": (("relu3_1", 0.25),), "precision": "float32",
    },
    "coarse to fine, in the content's colours": {
        "steps": 6, "coarse_sizes": (48,), "colour": "luminance", "pooling": "average",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", CONFIGS)
def test_the_same_picture_to_the_bit(name: str, cat_rgb: Rgb, starry_rgb: Rgb, cache) -> None:
    config = StyleConfig(
        cat_rgb, starry_rgb, size=SIZE, device="cpu", picture_every=3, **CONFIGS[name]
    )
    index = 3 if name == "plain" else 6
    step = painted_until(config, index, cache)
    settings = described([(config, index)], step)
    found = again(settings, cat_rgb, starry_rgb)
    assert found.index == index
    assert np.array_equal(found.picture, step.picture)
    assert pixels_sha256(found.picture) == settings.result_sha256


def test_a_fork_of_a_fork_to_the_bit(
    cat_rgb: Rgb, starry_rgb: Rgb, wave_rgb: Rgb, cache: StyleCache
) -> None:
    """By the exact state, then, under other paintings, from the picture alone."""
    first = StyleConfig(cat_rgb, starry_rgb, size=SIZE, steps=12, device="cpu", picture_every=2)
    at_4 = painted_until(first, 4, cache)
    second = first.resumed(at_4.state, style_weight=20.0, picture_every=3)
    at_6 = painted_until(second, 6, cache)
    third = replace(
        first, style_rgb=(wave_rgb, starry_rgb), style_mix=(0.25, 1.0), colour="luminance",
        start_rgb=at_6.picture, start_index=6,
    )  # fmt: skip
    at_8 = painted_until(third, 8, cache)
    settings = described([(first, 4), (second, 6), (third, 8)], at_8)
    assert [one.goes_on_from for one in settings.stretches] == ["", "state", "picture"]
    pictures = {pixels_sha256(rgb): rgb for rgb in (cat_rgb, starry_rgb, wave_rgb)}
    found = again(settings, *(pictures[one.sha256] for one in settings.pictures))
    assert found.index == 8
    assert np.array_equal(found.picture, at_8.picture)
    assert not np.array_equal(found.picture, painted_until(first, 8, cache).picture)


def test_a_picture_of_unknown_origin_is_not_described(cat_rgb: Rgb, starry_rgb: Rgb) -> None:
    config = StyleConfig(cat_rgb, starry_rgb, start_rgb=cat_rgb, start_index=3)
    ref = picture_ref(cat_rgb, "Cat", "")
    with pytest.raises(StyleSettingsError, match="nobody knows how it was painted"):
        settings_of([Painted(config, 10, ref, (ref,))], cat_rgb)


@pytest.fixture(scope="module")
def settings() -> StyleSettings:
    rgb = np.zeros((40, 50, 3), np.uint8)
    config = StyleConfig(rgb, rgb + 9, size=64, steps=20, device="cpu", picture_every=5)
    refs = picture_ref(rgb, "Nächte", "camera.png"), picture_ref(rgb + 9, "Wave", "")
    parts = [Painted(config, 10, refs[0], refs[1:])]
    parts.append(Painted(replace(config, start_rgb=rgb, start_index=10), 15, refs[0], refs[1:]))
    return settings_of(parts, rgb)


def test_what_a_file_says(settings: StyleSettings) -> None:
    plain = json.loads(to_json(settings))
    assert plain["format"] == "convnet-explorer-style"
    assert plain["version"] == 1
    assert plain["pictures"][0] == {
        "title": "Nächte", "source": "camera.png", "width": 50, "height": 40,
        "sha256": hashlib.sha256(bytes(40 * 50 * 3)).hexdigest(),
    }  # fmt: skip
    assert set(plain["stretches"][0]["choices"]) == set(CHOICES)
    made_with = plain["made_with"]
    assert made_with["torch"] == torch.__version__
    assert made_with["device"] == "cpu"
    assert made_with["threads"] == torch.get_num_threads()
    assert made_with["precision"] in ("float32", "bfloat16")


def test_a_blend_comes_back() -> None:
    rgb = np.zeros((40, 50, 3), np.uint8)
    blend = BlendSettings(
        picture_ref(rgb, "Cat", "cat.png"), (0.5,) * 26, 384, made_here("cpu", "float32"),
        pixels_sha256(rgb),
    )  # fmt: skip
    assert from_json(to_json(blend)) == blend


def put(*place: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    """Return what changes a value at a place."""

    def change(plain: dict[str, Any]) -> None:
        at: Any = plain
        for name in place[:-1]:
            at = at[name]
        at[place[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (put("format", to="something"), "format", "no settings of a painted picture"),
        (put("version", to=2), "version", "reads up to 1"),
        (put("version", to=True), "version", "reads up to 1"),
        (put("more", to=1), "", "unknown field `more`"),
        (put("stretches", to=[]), "stretches", "1 to 1000"),
        (put("stretches", 0, "choices", "size", to="64"), "stretches[0].choices.size", "`int`"),
        (put("stretches", 1, "choices", "size", to=9), "stretches[1].choices.size", "from 32"),
        (put("stretches", 0, "choices", "pooling", to="mean"), "stretches[0].choices.pooling",
         "mean"),
        (put("stretches", 0, "choices", "style_layers", to=[["relu9", 1]]),
         "stretches[0].choices.style_layers", "no layer"),
        (put("stretches", 0, "choices", "zeal", to=1), "stretches[0].choices", "zeal"),
        (put("stretches", 0, "index", to=11), "stretches[0].index", "every 5 steps"),
        (put("stretches", 1, "index", to=21), "stretches[1].index", "from 10 to 20"),
        (put("stretches", 1, "index", to=5), "stretches[1].index", "from 10 to 20"),
        (put("stretches", 0, "content", to=2), "stretches[0].content", "no picture 2"),
        (put("stretches", 0, "styles", to=[-1]), "stretches[0].styles", "no picture -1"),
        (put("stretches", 0, "styles", to=[]), "stretches[0].styles", "no style"),
        (put("stretches", 0, "goes_on_from", to="state"), "stretches[0].goes_on_from",
         "begins at the content"),
        (put("stretches", 1, "goes_on_from", to=""), "stretches[1].goes_on_from", "goes on"),
        (put("pictures", 0, "sha256", to="abc"), "pictures[0].sha256", "regex"),
        (put("made_with", "precision", to="float8"), "made_with.precision", "float8"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_place(
    settings: StyleSettings, change: Callable[[dict[str, Any]], None], place: str, words: str
) -> None:
    plain = json.loads(to_json(settings))
    change(plain)
    with pytest.raises(StyleSettingsError, match=words) as caught:
        from_json(json.dumps(plain))
    assert caught.value.place == place


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "[" * 100_000, "{}", '{"format": []}'])
def test_what_is_no_settings_at_all(text: str) -> None:
    with pytest.raises(StyleSettingsError):
        from_json(text)


def test_another_picture_is_told(cat_rgb: Rgb) -> None:
    ref = picture_ref(cat_rgb, "Cat", "cat.jpg")
    assert ref.difference(cat_rgb) == ""
    other = cat_rgb.copy()
    other[3, 4, 1] ^= 1
    assert "Cat has other pixels" in ref.difference(other)
    assert "450 × 300" in ref.difference(cat_rgb[:, :-1])


def test_another_computer_is_told(settings: StyleSettings) -> None:
    here = settings.made_with
    assert differences(here) == ()
    older, other_cpu = replace(here, torch="2.0.0"), replace(here, device_name="Abacus")
    assert "PyTorch 2.0.0; here" in differences(older)[0]
    assert "on Abacus; here" in differences(other_cpu)[0]
    (said,) = differences(replace(here, threads=here.threads + 1))
    assert f"with {here.threads + 1} threads" in said
    gone = replace(here, device="cuda:7", device_name="Big GPU")
    assert differences(gone) == (
        "It was painted on Big GPU (cuda:7), which this computer does not have.",
    )
    with pytest.raises(DeviceError):
        next(
            iter(
                reproduce(replace(settings, made_with=gone), [np.zeros((40, 50, 3), np.uint8)] * 2)
            )
        )


def test_a_device_of_ones_own_takes_its_own_number_format(settings: StyleSettings) -> None:
    pictures = [np.zeros((40, 50, 3), np.uint8)] * 2
    stretch = settings.stretches[0]
    assert config_of(settings, stretch, pictures).precision == settings.made_with.precision
    assert config_of(settings, stretch, pictures, "cpu").precision is None
