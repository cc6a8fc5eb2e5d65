"""Flat lists as files: of fiches, of the directory, of measurements."""
