"""Reading an annexe: any file in, always a `Reading` out."""

from annexes.readers.reading import read_annexe

__all__ = ["read_annexe"]
