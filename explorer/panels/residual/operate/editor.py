"""What the cards ask for, done to the store: the chosen block's skip and F, draws, a reset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal

from explorer.engine.residual.gates import OperationError
from explorer.panels.residual.operate import editing

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.residual.operate.block_card import BlockCard
    from explorer.panels.residual.operate.blocks_card import BlocksCard
    from explorer.panels.residual.operate.network_card import NetworkCard
    from explorer.panels.residual.operate.values import Chain
    from explorer.panels.residual.state import Network, OperateState, ResidualState
    from explorer.services.store import Store


class Editor(QObject):
    """Changes the state; what an operation does not allow is ``refused``, with the reason.

    Parameters
    ----------
    chain
        Returns the blocks of the present network; None before they are known.
    """

    refused = Signal(str)

    def __init__(
        self, store: Store[ResidualState], chain: Callable[[], Chain | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._chain = chain

    def follow_blocks(self, blocks: BlocksCard, block: BlockCard) -> None:
        """Do what the row and the chosen block's card ask for."""
        blocks.blockChosen.connect(lambda chosen: self._store.update("operate", chosen=chosen))
        blocks.row.gateWanted.connect(self._on_step_wanted)
        blocks.row.deletionWanted.connect(self._on_turn_wanted)
        block.gateChosen.connect(self._on_gate_chosen)
        block.deletionChosen.connect(self._on_deletion_chosen)
        block.blockChosen.connect(self._on_stand_in_chosen)

    def follow_network(self, card: NetworkCard) -> None:
        """Do what the network's card asks for."""
        card.networkChosen.connect(self._on_network_chosen)
        card.resetWanted.connect(lambda: self._edit(editing.untouched))
        card.shuffleWanted.connect(lambda: self._draw(editing.shuffle_two))
        card.deletionWanted.connect(lambda: self._draw(editing.delete_one))

    def _edit(self, change: Callable[[OperateState], OperateState]) -> None:
        try:
            self._store.edit(lambda state: replace(state, operate=change(state.operate)))
        except OperationError as error:
            self.refused.emit(str(error))

    def _edit_place(self, change: Callable[[OperateState, int], OperateState]) -> None:
        """Change what is done at the chosen block's place, if it has one."""
        chain = self._chain()
        place = None if chain is None else chain.block(self._store.state.operate.chosen).place
        if place is not None:
            self._edit(lambda state: change(state, place))

    def _draw(self, draw: Callable[[OperateState, Any], OperateState]) -> None:
        chain = self._chain()
        if chain is not None:
            self._edit(lambda state: draw(state, chain.places))

    def _on_network_chosen(self, network: str) -> None:
        self._edit(lambda state: editing.with_network(state, cast("Network", network)))

    def _on_step_wanted(self, step: float) -> None:
        self._edit_place(lambda state, place: editing.with_step(state, place, step))

    def _on_turn_wanted(self) -> None:
        """Delete a block, or put it back."""
        self._edit_place(
            lambda state, place: editing.with_deleted(state, place, place not in state.deleted)
        )

    def _on_gate_chosen(self, alpha: float) -> None:
        self._edit_place(lambda state, place: editing.with_gate(state, place, alpha))

    def _on_deletion_chosen(self, deleted: bool) -> None:
        self._edit_place(lambda state, place: editing.with_deleted(state, place, deleted))

    def _on_stand_in_chosen(self, block: int) -> None:
        chain = self._chain()
        if chain is not None:
            places = chain.places
            self._edit_place(lambda state, place: editing.with_block(state, places, place, block))
