"""The loss around a plain and a residual network, on one plane, one scale, side by side."""
