"""An import taken back, whole or not at all."""
