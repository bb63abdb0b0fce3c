"""Both variants as PyTorch source, from wherever they are looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.widgets.export import copy_text, save_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.bottleneck.variants import BottleneckSpec
    from explorer.engine.network import Network
    from explorer.widgets.exporter import MenuEntry


def source_entries(parent: QWidget, spec: BottleneckSpec) -> list[MenuEntry]:
    """Return entries that save each variant's module, and one that copies both."""
    both = {"direct": spec.direct(), "bottlenecked": spec.bottlenecked()}
    return [
        *(
            (f"Save {name} as PyTorch…", partial(_save, parent, network, name))
            for name, network in both.items()
        ),
        (
            "Copy both as PyTorch",
            lambda: copy_text("\n\n".join(network.to_source() for network in both.values())),
        ),
    ]


def _save(parent: QWidget, network: Network, name: str) -> None:
    save_text(parent, network.to_source(), name, ".py")
