"""Where something stands in a file, in one style for people: the page, the terminal and the returned file agree."""

from annexes.readers.positions import in_file, position_of, split_file


def address_in_words(address: str) -> str:
    """An address in words, whichever form it was written in: « Enfance!B13 » is « Feuille Enfance, B13 »."""
    file, inside = split_file(address)
    position = position_of(inside)
    if position is None:
        return address
    return in_file(file, position.where) if file else position.where
