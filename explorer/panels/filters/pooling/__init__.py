"""Pooling: each window of a picture gives its largest or its mean value."""
