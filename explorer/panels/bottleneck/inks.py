"""The two variants' colours, in every picture that has both."""

DIRECT = "warm"
BOTTLENECKED = "accent"
VARIANTS = (DIRECT, BOTTLENECKED)
