"""Reusable Qt pieces that know nothing of any panel."""
