"""Frozen versions of a plan: made once, kept as they are, verified by anyone."""
