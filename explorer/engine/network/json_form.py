"""A network as JSON and back: each layer an object with its kind and what differs from default.

``{"format": "convnet-explorer-network", "version": 1, "name", "input": [h, w, c], "layers"}``;
the sequences of a block are lists of layers.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import MISSING, fields
from typing import Any

from explorer.engine.network.errors import LayerError, NetworkError
from explorer.engine.network.layers import LAYER_TYPES, Inception, Layer, Residual, SideHead
from explorer.engine.network.limits import DEEPEST, MOST_LAYERS
from explorer.engine.network.network import Network
from explorer.engine.network.shape import Shape

FORMAT = "convnet-explorer-network"
VERSION = 1
TOP = frozenset({"format", "version", "name", "input", "layers"})
LARGEST_TEXT = 16 * 1024 * 1024
# Fields that hold layers: how deep the sequences lie in them.
_SEQUENCES = {
    Residual: {"body": 1, "shortcut": 1},
    Inception: {"paths": 2},
    SideHead: {"head": 1},
}


def to_json(network: Network) -> str:
    """Return a network as JSON."""
    return json.dumps(to_plain(network), indent=2, ensure_ascii=False)


def to_plain(network: Network) -> dict[str, Any]:
    """Return a network as dicts, lists, numbers and strings."""
    plain: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if network.name:
        plain["name"] = network.name
    plain["input"] = list(network.input)
    plain["layers"] = [layer_to_plain(layer) for layer in network.layers]
    return plain


def layer_to_plain(layer: Layer) -> dict[str, Any]:
    """Return one layer, with its kind and what differs from the default."""
    plain: dict[str, Any] = {"kind": layer.kind}
    for field in fields(layer):
        value = getattr(layer, field.name)
        if field.default is MISSING or value != field.default:
            plain[field.name] = _plain_value(value)
    return plain


def _plain_value(value: object) -> object:
    if isinstance(value, Layer):
        return layer_to_plain(value)
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    return value


def from_json(text: str) -> Network:
    """Read a network.

    Raises
    ------
    NetworkError
        The text is no network; the message names the place.
    """
    if len(text) > LARGEST_TEXT:
        raise NetworkError(f"{len(text):,} characters are more than a network can have.")
    try:
        plain = json.loads(text, object_pairs_hook=_object)
    except NetworkError:
        raise
    except RecursionError as error:
        raise NetworkError("This is not JSON that can be read: lists lie too deep.") from error
    except json.JSONDecodeError as error:
        raise NetworkError(f"This is not JSON that can be read: {error}.") from error
    except ValueError as error:  # what Python says of it would name Python's own settings
        raise NetworkError(
            "This is not JSON that can be read: a number has thousands of digits."
        ) from error
    return from_plain(plain)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; of a name that stands twice, nobody knows which value was meant."""
    plain = dict(pairs)
    if len(plain) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = counts.most_common(1)[0][0]
        raise NetworkError(f"An object has {_shown(twice)} twice: take one of the two out.")
    return plain


def from_plain(plain: object) -> Network:
    """Read what `to_plain` returned; raises NetworkError as `from_json`."""
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise NetworkError(
            f'This is not a network of ConvNet Explorer: "format" is not "{FORMAT}".'
        )
    version = plain.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise NetworkError(
            f"The network has version {_shown(version)}; this application reads up to {VERSION}."
        )
    if unknown := sorted(str(name) for name in plain.keys() - TOP):
        raise NetworkError(
            f"A network has no {_shown(unknown[0])}; it has: {', '.join(sorted(TOP))}."
        )
    name, sides, layers = plain.get("name", ""), plain.get("input"), plain.get("layers", [])
    if not isinstance(name, str):
        raise NetworkError('"name" has to be a text.')
    try:
        return Network(Shape(*_convert(sides, tuple[int, int, int], "input")),
                       _sequence(layers, "layers", 0), name)  # fmt: skip
    except LayerError as error:
        raise NetworkError(str(error)) from error


def layer_from_plain(plain: object, where: str = "layer", depth: int = 0) -> Layer:
    """Read what `layer_to_plain` returned.

    Raises
    ------
    NetworkError
        It is no layer; the message begins with ``where``.
    """
    if not isinstance(plain, dict):
        raise NetworkError(f"{where}: a layer is an object, not {_shown(plain)}.")
    rest = {str(name): value for name, value in plain.items() if name != "kind"}
    kind = plain.get("kind")
    type_ = LAYER_TYPES.get(kind) if isinstance(kind, str) else None
    if type_ is None:
        raise NetworkError(
            f"{where}: there is no kind of layer {_shown(kind)}; "
            f"there are: {', '.join(LAYER_TYPES)}."
        )
    for name, nesting in _SEQUENCES.get(type_, {}).items():
        if name in rest:
            read = _sequence if nesting == 1 else _sequences
            rest[name] = read(rest[name], f"{where}.{name}", depth + 1)
    known = {field.name for field in fields(type_)}
    if unknown := sorted(rest.keys() - known):
        raise NetworkError(
            f"{where}: a layer of kind {kind!r} has no {_shown(unknown[0])}; "
            f"it has: {', '.join(sorted(known))}."
        )
    return _made(type_, rest, where)


def _made(type_: type[Layer], values: dict[str, Any], where: str) -> Layer:
    """Build a layer of checked values; sequences of layers are read already."""
    sequences = _SEQUENCES.get(type_, {})
    checked = {
        field.name: _convert(values[field.name], _type_of(type_, field.name),
                             f"{where}.{field.name}")
        for field in fields(type_)
        if field.name in values and field.name not in sequences
    }  # fmt: skip
    checked |= {name: values[name] for name in sequences if name in values}
    try:
        return type_(**checked)
    except LayerError as error:
        raise NetworkError(f"{where}: {error}") from error
    except TypeError as error:
        needed = [f.name for f in fields(type_) if f.default is MISSING and f.name not in checked]
        raise NetworkError(f"{where}: {', '.join(needed)} is missing.") from error


def _sequences(plain: object, where: str, depth: int) -> tuple[tuple[Layer, ...], ...]:
    if not isinstance(plain, list):
        raise NetworkError(f"{where}: a list of branches is wanted, not {_shown(plain)}.")
    return tuple(_sequence(one, f"{where}[{i}]", depth) for i, one in enumerate(plain))


def _sequence(plain: object, where: str, depth: int) -> tuple[Layer, ...]:
    if not isinstance(plain, list):
        raise NetworkError(f"{where}: a list of layers is wanted, not {_shown(plain)}.")
    if depth > DEEPEST or len(plain) > MOST_LAYERS:
        raise NetworkError(f"{where}: more layers, or blocks in blocks, than can be shown.")
    return tuple(layer_from_plain(one, f"{where}[{i}]", depth) for i, one in enumerate(plain))


def _shown(plain: object) -> str:
    """Return a value for a message: what may be deep or long is named only."""
    if isinstance(plain, dict | list):
        return "an object" if isinstance(plain, dict) else "a list"
    return f"{plain!r:.40}"


def _type_of(type_: type[Layer], name: str) -> Any:
    from typing import get_type_hints

    return get_type_hints(type_)[name]


def _convert(value: object, type_: Any, where: str) -> Any:
    import msgspec

    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise NetworkError(f"{where}: {error}.") from error
    except UnicodeEncodeError as error:
        raise NetworkError(f"{where}: {_shown(value)} has half a sign in it.") from error
