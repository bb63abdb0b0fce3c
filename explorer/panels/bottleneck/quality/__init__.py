"""How narrow a bottleneck may be: the same network trained with ever narrower ones."""
