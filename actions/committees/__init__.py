"""The instances of a plan: their meetings, what is decided there, and what becomes of it on the fiches."""
