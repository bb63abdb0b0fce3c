"""Residual blocks of trained networks, gated, deleted and exchanged: what becomes of the answer."""
