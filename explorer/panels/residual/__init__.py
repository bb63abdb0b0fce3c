"""Residual Lab: why skip connections work, shown by turning them off."""
