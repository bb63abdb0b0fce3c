"""The Layer Builder: build a network, see every shape, and trust every number."""
