"""From what is chosen on the page to a config for the engine, and back."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from explorer.engine.residual.config import DataSource, TrainingConfig, pair
from explorer.engine.residual.initialisation_words import TITLES
from explorer.engine.residual.presets import preset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.residual.state import PresetKey, TrainState

SMALL: Final[dict[str, Any]] = {"images": 2000, "epochs": 3, "record_every": 3}
"""A training that is over soon, for a picture of the page."""
_SHARED: Final = (
    "images", "width", "epochs", "batch", "learning_rate", "schedule", "optimiser", "batch_norm",
    "initialisation", "shortcut", "augment", "seed", "record_every",
)  # fmt: skip
"""Fields that the state and a config have in common."""
_OWN: Final = ("images", "seed")
"""What a preset leaves as it is, beside the data."""
_GREY: Final = ("clothes", "idx")
_WORDS: Final = {
    "images": "{:,} images",
    "width": "width {}",
    "epochs": "{} epochs",
    "batch": "batches of {}",
    "learning_rate": "learning rate {:g}",
    "optimiser": "{}",
    "seed": "seed {}",
    "record_every": "a record every {} iterations",
}


def source_of(train: TrainState) -> DataSource:
    """Return where the images come from.

    Raises
    ------
    TrainingError
        No folder is chosen.
    """
    return DataSource(train.data, "" if train.data == "clothes" else train.folder)


def channels_of(train: TrainState) -> int:
    """Return 1 where the images are grey, else 3."""
    return 1 if train.data in _GREY else 3


def config_of(train: TrainState, device: str | None) -> TrainingConfig:
    """Return what the state asks for.

    Raises
    ------
    TrainingError
        It cannot be trained; the text says why.
    """
    depths = sorted({train.depth, train.second} - {0})
    chosen = {name: getattr(train, name) for name in _SHARED}
    return TrainingConfig(lanes=pair(*depths), data=source_of(train), device=device, **chosen)


def fields_of(config: TrainingConfig) -> dict[str, Any] | None:
    """Return the state's fields that ask for a config; None where they cannot say it."""
    depths = tuple(dict.fromkeys(lane.depth for lane in config.lanes))
    data = config.data
    if len(depths) > 2 or config.lanes != pair(*depths) or config.images is None:
        return None
    found = {name: getattr(config, name) for name in _SHARED}
    second = depths[1] if len(depths) == 2 else 0
    return {
        **found, "depth": depths[0], "second": second, "data": data.kind, "folder": data.folder,
    }  # fmt: skip


def adopted(train: TrainState, config: TrainingConfig) -> TrainState:
    """Return a state that asks for a config; the state itself where it cannot."""
    found = fields_of(config)
    if found is None or found["images"] is None:
        return train
    if found["data"] == "clothes":
        found["folder"] = train.folder  # a folder that was chosen is kept for later
    try:
        return replace(train, **found)
    except ValueError:
        return train  # trained with a script, in ranges that the controls do not have


def with_preset(train: TrainState, key: PresetKey) -> TrainState:
    """Return the state with a preset's choices; data, images and seed stay."""
    found = _preset_fields(key)
    return replace(train, preset=key, at=0, **found)


def is_as_preset(train: TrainState) -> bool:
    """Whether the choices are still those of the preset."""
    found = _preset_fields(train.preset)
    return all(getattr(train, name) == value for name, value in found.items())


def with_depth(train: TrainState, depth: int) -> TrainState:
    """Return the state with another first depth; a second that is the same is let go."""
    return replace(train, depth=depth, second=0 if train.second == depth else train.second)


def title_of(config: TrainingConfig) -> str:
    """Return what is trained, in a few words."""
    return f"Training {listed([lane.name for lane in config.lanes])}"


def differences(shown: TrainingConfig, present: TrainingConfig) -> str:
    """Return in which settings what is shown differs from what the controls ask for.

    Each as it is in what is shown; "" if there is no difference.
    """
    return ", ".join(_differences(shown, present))


def _differences(shown: TrainingConfig, present: TrainingConfig) -> Iterator[str]:
    for one in fields(TrainingConfig):
        value = getattr(shown, one.name)
        if value != getattr(present, one.name):
            yield _said(one.name, value)


def _said(name: str, value: Any) -> str:
    if name == "lanes":
        return listed([lane.name for lane in value])
    if name == "data":
        return {"clothes": "the bundled clothes"}.get(value.kind, f"images from {value.folder}")
    if name == "device":
        return value or "the best device"
    if name == "schedule":
        return "a rate that falls" if value == "steps" else "a constant rate"
    if name == "initialisation":
        return f"first weights {TITLES[value]}"
    if name == "shortcut":
        return f"option {value}"
    if isinstance(value, bool):
        words = name.replace("_", " ")
        return words if value else f"no {words}"
    if value is None:
        return f"all {name.replace('_', ' ')}"
    return _WORDS.get(name, f"{name.replace('_', ' ')} {{}}").format(value)


def _preset_fields(key: str) -> dict[str, Any]:
    found = fields_of(preset(key).config)
    assert found is not None
    return {name: found[name] for name in found if name not in (*_OWN, "data", "folder")}


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
