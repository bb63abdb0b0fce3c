"""Triplets: one looked at closely, many learned from."""
