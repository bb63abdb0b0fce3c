"""The page "1×1 at a pixel": a small dense layer that stands at each pixel."""
