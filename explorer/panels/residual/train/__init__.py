"""A plain and a residual network trained side by side, and watched."""
