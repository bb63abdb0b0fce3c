"""How good the detector is on pictures whose true boxes are known."""
