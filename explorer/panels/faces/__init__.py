"""Faces: one photograph to enrol, live recognition, an honest τ, and triplets to play with."""
