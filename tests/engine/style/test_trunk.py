from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
import torch.nn.functional as F

from explorer.engine.style import StyleConfig, stylize
from explorer.engine.style.layers import deepest, layer_titles
from explorer.engine.style.trunk import load_trunk
from explorer.engine.style.vgg19 import VGG19
from explorer.engine.trained.catalogue import load_network
from explorer.engine.weights import WeightsError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

CPU = torch.device("cpu")


def vgg19_state(head: bool = False) -> dict[str, torch.Tensor]:
    """Weights in the form of the official file, in its first two blocks not 0."""
    with torch.device("meta"):
        shapes = {name: one.shape for name, one in VGG19(head).state_dict().items()}
    draw = torch.Generator().manual_seed(0)
    state = {name: torch.zeros(shape) for name, shape in shapes.items()}
    for name in list(shapes)[:8]:
        state[name] = torch.randn(shapes[name], generator=draw) / 10
    return state


@pytest.fixture(scope="module")
def vgg19_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("official") / "vgg19.pth"
    torch.save(vgg19_state(), path)
    return path


def test_titles_are_those_of_the_bundled_network() -> None:
    titles = tuple(load_network("vgg16", "cpu").module.titles().values())  # type: ignore[operator]
    assert layer_titles("vgg16") == titles


def test_titles_of_vgg19_stand_where_torchvision_has_its_layers() -> None:
    titles = layer_titles("vgg19")
    assert len(titles) == 37
    assert [titles.index(f"conv{block}_1") for block in range(1, 6)] == [0, 5, 10, 19, 28]
    assert deepest("vgg19", "relu4_2", "relu5_1") == 30
    with torch.device("meta"):
        assert sum(one.numel() for one in VGG19(head=True).parameters()) == 143_667_240


def test_vgg19_paints_with_a_users_file(
    cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8], vgg19_file: Path
) -> None:
    config = StyleConfig(
        cat_rgb,
        starry_rgb,
        size=48,
        steps=3,
        trunk="vgg19",
        trunk_file=vgg19_file,
        device="cpu",
        content_layers=(("relu2_2", 1.0),),
        style_layers=(("relu1_1", 1.0), ("relu2_1", 1.0)),
    )
    first, *_, last = stylize(config)
    assert last.total < first.total


def test_maps_of_vgg19_are_those_of_its_weights(vgg19_file: Path) -> None:
    state = vgg19_state()
    wanted = frozenset(["conv1_2", "relu2_1"])
    trunk = load_trunk("vgg19", vgg19_file, wanted, "average", CPU, torch.float32)
    unit = torch.rand(1, 3, 40, 36)
    x = (unit - torch.tensor([0.485, 0.456, 0.406])[:, None, None]) / torch.tensor(
        [0.229, 0.224, 0.225]
    )[:, None, None]
    for index in (0, 2):
        name = f"features.{index}"
        z = F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], padding=1)
        x = z.relu()
    x = F.avg_pool2d(x, 2)
    deep = F.conv2d(x, state["features.5.weight"], state["features.5.bias"], padding=1).relu()
    maps = trunk(unit)
    assert list(maps) == ["conv1_2", "relu2_1"]
    torch.testing.assert_close(maps["conv1_2"], z, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(maps["relu2_1"], deep, rtol=1e-4, atol=1e-4)


def test_another_networks_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vgg19.pth"
    state = vgg19_state()
    state["features.0.weight"] = torch.zeros(64, 3, 5, 5)
    torch.save(state, path)
    with pytest.raises(WeightsError, match=r"features\.0\.weight is \(64, 3, 5, 5\)"):
        load_trunk("vgg19", path, frozenset(["relu1_1"]), "max", CPU, torch.float32)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vgg19.pth"
    path.write_bytes(b"no network")
    with pytest.raises(WeightsError):
        load_trunk("vgg19", path, frozenset(["relu1_1"]), "max", CPU, torch.float32)
