"""Residual and plain networks that differ in their skips alone (He et al., 2015)."""
