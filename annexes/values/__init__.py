"""Values as annexes write them: pure functions from a text to what it says.

Each gives a `Value`: what was understood, the sentence of its reading when it could be understood otherwise, and what
was not understood, which is kept as a note. None of them raises, whatever the text is.
"""
