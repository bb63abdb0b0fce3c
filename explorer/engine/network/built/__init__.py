"""A network in PyTorch: the module, and the check that the report is true of it."""
