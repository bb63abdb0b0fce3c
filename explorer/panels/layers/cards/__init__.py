"""The column of cards: the chosen layer's controls, and all that follows from its numbers."""
