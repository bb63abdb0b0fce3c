"""Style Transfer: a photograph painted like a painting, step by step or live."""
