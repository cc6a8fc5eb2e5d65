"""French text as people type it: cleaned to be stored, folded to be compared, stemmed to be searched.

The most upstream app keeps this module so that every app reads French the same way. No Django here.
"""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_COMBINING = re.compile(r"[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LITTLE_WORDS = """
a au aux avec ce ces d dans de des du en et l la le les leur leurs ou par pour qu que qui s sa se ses son sur un une
"""
_STOP_WORDS = frozenset(_LITTLE_WORDS.split())


def clean(text: str) -> str:
    """The text as it is stored: no control character, no lone surrogate, no bidi override, NFC, `\\n` line ends.

    Words, punctuation, case and non-breaking spaces stay as they were written.
    """
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
        text = _CONTROLS.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """`text` cleaned and on one line, runs of spaces (non-breaking ones too) reduced to one plain space."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The key under which two writings of the same words are equal.

    Case, accents, œ/æ, apostrophes, dashes, punctuation and spaces do not count:
    `fold("Œuvre  d’Été") == fold("oeuvre d'ete")`.
    """
    return _folded(text)


def _folded(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
        text = _COMBINING.sub("", text)
    return _NOT_WORD.sub(" ", text).strip()


_stemmer = snowballstemmer.stemmer("french")
_stemming = Lock()  # the stemmer keeps its state between its steps


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """The folded stem of a folded word; a number is its own."""
    if word.isdecimal():
        return word
    with _stemming:
        return fold(_stemmer.stemWord(word)) or word


def search_text(*texts: str) -> str:
    """The searchable form of some texts: folded French stems between spaces, stop words out, perhaps `""`."""
    stems = _stems(" ".join(texts))
    return f" {' '.join(stems)} " if stems else ""


def search_tokens(query: str) -> list[str]:
    """What each word of a query must match: use `search_text__contains=token` for each, all of them.

    A token begins with a space, so that it matches the beginning of a word: « scol » finds « scolarité ».
    """
    return [f" {stem}" for stem in _stems(query)]


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _folded(text).split() if word not in _STOP_WORDS]
