from __future__ import annotations

import subprocess
import sys

import pytest

from explorer.engine.errors import ExplorerError
from explorer.engine.network import Network
from explorer.engine.zoo import CLASSICS, NAMES, TITLES, UnknownNetworkError, build


def test_every_network_is_described() -> None:
    assert NAMES == tuple(CLASSICS) == tuple(TITLES)
    for key, classic in CLASSICS.items():
        assert key == classic.key
        assert build(key).name == classic.title == TITLES[key]
        assert 1998 <= classic.year <= 2020
        assert classic.note.endswith(".")
        assert classic.source


def test_titles_tell_networks_apart() -> None:
    assert len(set(TITLES.values())) == len(NAMES)


def test_networks_are_kept() -> None:
    assert build("vgg16") is build("vgg16")


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("resnet-50", "resnet50"),
        ("VGG16", "vgg16"),
        ("lenet", "lenet5"),
        ("inception", "inception3a"),
    ],
)
def test_unknown_name_gets_the_nearest(wrong: str, nearest: str) -> None:
    with pytest.raises(UnknownNetworkError) as caught:
        build(wrong)
    assert isinstance(caught.value, ExplorerError)
    assert isinstance(caught.value, KeyError)
    assert str(caught.value).startswith(
        f"There is no network {wrong!r} in the zoo; the nearest name is {nearest!r}."
    )


def test_empty_name_is_refused_too() -> None:
    with pytest.raises(UnknownNetworkError):
        build("")


@pytest.mark.parametrize("name", NAMES)
def test_json_round_trip(name: str) -> None:
    network = build(name)
    again = Network.from_json(network.to_json())
    assert again == network
    assert hash(again) == hash(network)


@pytest.mark.parametrize("name", NAMES)
def test_no_sequence_has_a_name_twice(name: str) -> None:
    seen: dict[tuple[int, ...], list[str]] = {}
    for one in build(name).report().walk():
        if one.layer.name:
            seen.setdefault(one.place[:-1], []).append(one.layer.name)
    for names in seen.values():
        assert len(set(names)) == len(names)


def test_networks_are_counted_without_torch() -> None:
    code = (
        "import sys; from explorer.engine.zoo import NAMES, build;"
        "[build(name).report() for name in NAMES]; sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
