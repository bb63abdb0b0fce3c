"""How the chosen layer reads its input: the kernel's walk, or what stands in its place."""
