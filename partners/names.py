"""Names of organisations as people write them: acronyms with or without full stops, with or without their qualifier."""

from accounts.text import fold, search_text

# Words that say nothing of which organisation it is.
_EMPTY_WORDS = "a au aux d de des du en et l la le les leur leurs par pour sous sur un une service services"
EMPTY_WORDS = frozenset(_EMPTY_WORDS.split())


def spelled(text: str) -> str:
    """The folded text with its spelled acronyms joined: « C.A.F. des Landes » gives « caf des landes »."""
    words: list[str] = []
    run: list[str] = []
    for word in [*fold(text).split(), ""]:
        if len(word) == 1:
            run.append(word)
            continue
        words += ["".join(run)] if len(run) > 1 else run
        run = []
        if word:
            words.append(word)
    return " ".join(words)


def words_of(text: str) -> tuple[str, ...]:
    """The words that tell an organisation from another, in their order."""
    said = spelled(text).split()
    return tuple(word for word in said if word not in EMPTY_WORDS) or tuple(said)


def initials_of(text: str) -> str:
    """« Caisse d’allocations familiales » gives « caf »; nothing for fewer than three words."""
    words = words_of(text)
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def name_search_text(*names: str) -> str:
    """The searchable form of some names: « CAF » finds « C.A.F. »."""
    written = [name for name in names if name]
    return search_text(*written, *(joined for name in written if (joined := spelled(name)) != fold(name)))
