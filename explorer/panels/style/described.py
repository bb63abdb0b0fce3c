"""How a moment was painted: its way through the branches, and the settings that a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.settings import BlendSettings, PictureRef, StyleSettings
    from explorer.panels.style.branch import Branch
    from explorer.panels.style.values import Moment, Picture, Plan

KEYWORD: Final = "convnet-explorer-settings"
"""Of the text in a PNG that holds its settings."""
SOFTWARE: Final = "ConvNet Explorer"
BUNDLED: Final = "bundled:"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a branch paints, up to a step."""

    plan: Plan
    index: int


def way_to(branches: Sequence[Branch], moment: Moment) -> tuple[Part, ...]:
    """Return how a moment was come to: from the first branch over the forks to its own."""
    branch, parts = branches[moment.branch], [Part(branches[moment.branch].plan, moment.index)]
    while branch.origin is not None:
        index, branch = branch.origin.index, branches[branch.origin.branch]
        parts.append(Part(branch.plan, index))
    return tuple(reversed(parts))


def evolution(branches: Sequence[Branch], moment: Moment) -> tuple[Moment, ...]:
    """Return all moments of a moment's branch, after those of the branches that led to it."""
    branch = branches[moment.branch]
    moments = list(branch.moments)
    while branch.origin is not None:
        index, branch = branch.origin.index, branches[branch.origin.branch]
        moments = [one for one in moments if one.index > index]
        moments = [*(one for one in branch.moments if one.index <= index), *moments]
    return tuple(moments)


def way_names(branches: Sequence[Branch], moment: Moment) -> str:
    """Return the names of the branches on the way to a moment: "A → C"."""
    branch = branches[moment.branch]
    names = [branch.name]
    while branch.origin is not None:
        branch = branches[branch.origin.branch]
        names.append(branch.name)
    return " → ".join(reversed(names))


def held_pictures(parts: Sequence[Part]) -> dict[str, Picture]:
    """Return the pictures that have no file, by what they are: content, style, style-2."""
    held: dict[str, Picture] = {}
    for part in parts:
        for role, picture in _roles(part.plan):
            if not picture.text and not any(picture.rgb is one.rgb for one in held.values()):
                held[role if role not in held else f"{role}-{len(held) + 1}"] = picture
    return held


def _roles(plan: Plan) -> Iterator[tuple[str, Picture]]:
    yield "content", plan.content
    for number, style in enumerate(plan.styles, 1):
        yield "style" if number == 1 else f"style-{number}", style


# The work of threads: torch is imported, pixels are hashed.


def describe(
    parts: Sequence[Part],
    rgb: NDArray[np.uint8] | None,
    folder: Path,
    saved: Mapping[int, str],
) -> StyleSettings:
    """Return the settings of a picture for a file in a folder.

    Parameters
    ----------
    rgb
        The picture, None where it is still to be painted.
    saved
        Names of the files in the folder that pictures without a file were saved as, by the
        identity of their pixels.
    """
    from explorer.engine.style.settings import Painted, picture_ref, settings_of

    def ref(picture: Picture) -> PictureRef:
        source = saved.get(id(picture.rgb)) or source_of(picture.text, folder)
        return picture_ref(picture.rgb, picture.title, source)

    painted = []
    for part in parts:
        content, *styles = (ref(picture) for _, picture in _roles(part.plan))
        painted.append(Painted(part.plan.config, part.index, content, tuple(styles)))
    return settings_of(painted, rgb)


def source_of(text: str, folder: Path) -> str:
    """Return how a file in a folder names a picture: what lies in the folder moves with it."""
    if not text or text.startswith(BUNDLED):
        return text
    path = Path(text).expanduser().absolute()
    inside = path.is_relative_to(folder.absolute())
    return path.relative_to(folder.absolute()).as_posix() if inside else str(path)


def png_texts(settings: StyleSettings | BlendSettings) -> dict[str, str]:
    """Return what is written into a PNG beside its pixels."""
    from explorer.engine.style.settings_form import to_json

    return {"Software": SOFTWARE, "Description": caption(settings), KEYWORD: to_json(settings)}


def caption(settings: StyleSettings | BlendSettings) -> str:
    """Return what was painted in a line: "Cat, painted like Starry Night: 200 steps, 256 px"."""
    from explorer.engine.style.settings import BlendSettings

    if isinstance(settings, BlendSettings):
        return f"{settings.picture.title}, painted in {blend_words(settings.weights)}"
    last = settings.stretches[-1]
    content = settings.pictures[last.content].title
    styles = " and ".join(settings.pictures[style].title for style in last.styles)
    return f"{content}, painted like {styles}: {last.index} steps, {last.choices['size']} px"


def blend_words(weights: Sequence[float]) -> str:
    """Return a blend of the 26 styles in words: "60% Soft orange and blue, 40% Terracotta"."""
    from explorer.engine.style.multistyle_names import STYLES

    whole = sum(weights)
    shares = {style.name: weights[style.index] / whole for style in STYLES if weights[style.index]}
    if len(shares) == 1:
        return next(iter(shares))
    return ", ".join(f"{share:.0%} {name}" for name, share in shares.items())
