"""The file that was handed in, given back with what was said of it: colours, comments and a list."""

from annexes.annotate.annotated import Annotated, annotated

__all__ = ["Annotated", "annotated"]
