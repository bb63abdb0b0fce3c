"""A network as text: PyTorch and Keras source, diagrams, tables for files and slides."""
