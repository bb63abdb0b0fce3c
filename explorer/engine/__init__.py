"""Pure torch and numpy: no Qt, no threads, no printing; usable in a notebook."""
