"""The drawing of a network: laid out as values, painted on a canvas, written as SVG."""
