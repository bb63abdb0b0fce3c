"""Boxes of one picture, of several, or of all in a folder."""
