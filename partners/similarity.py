"""Partners that are perhaps the same: « CAF », « C.A.F. des Landes », « Caisse d’allocations familiales ».

Everything is read in a few queries and compared in memory, each entry only with those that share something rare with
it (a word, an acronym, a key number, an e-mail domain), so that 2,000 partners take well under a second.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from math import log
from urllib.parse import urlsplit

from accounts.models import Territory
from accounts.text import fold
from partners.ageing import AgeingNames
from partners.enums import PartnerKind
from partners.models import Contact, DistinctPartners, Partner, PartnerAlias
from partners.names import initials_of, spelled, words_of

LIKELY = 0.6  # from here a pair is proposed
CROWD = 40  # a clue that more entries share says nothing
SHARED_MAIL = 3  # an e-mail domain that more entries share is that of a town hall, not of one partner
PUBLIC_MAIL = frozenset(
    [
        *("gmail.com", "googlemail.com", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr"),
        *("hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.fr", "yahoo.fr", "yahoo.com", "icloud.com"),
        *("bbox.fr", "numericable.fr", "aol.com", "protonmail.com", "proton.me", "ac-bordeaux.fr"),
    ]
)
SYNONYMS = {
    "mairie": "commune",
    "ville": "commune",
    "municipalite": "commune",
    "agglo": "agglomeration",
    "asso": "association",
}


@dataclass(slots=True)
class Entry:
    """What is compared of one partner."""

    pk: int
    name: str
    writings: list[tuple[str, ...]]  # the words of its name and aliases
    short: set[str]  # acronyms, written or made of initials
    own_short: set[str]  # those that somebody wrote
    numbers: set[str] = field(default_factory=set)  # SIREN, RNA
    hosts: set[str] = field(default_factory=set)  # of its site and of the addresses of its contacts
    kind: str = PartnerKind.OTHER


@dataclass(frozen=True, slots=True)
class Pair:
    """Two partners that are perhaps the same, how likely it is, and why in words."""

    first: int
    second: int
    score: float
    reasons: tuple[str, ...]


def likely_pairs(territory: Territory) -> list[Pair]:
    """The pairs of a territory that look alike, the likeliest first, without those judged distinct. Five queries."""
    entries = read_entries(territory)
    distinct = set(DistinctPartners.objects.filter(first__territory=territory).values_list("first_id", "second_id"))
    weights = _Weights(entries.values())
    found = []
    for first, second in _candidates(entries.values()):
        if (first, second) in distinct:
            continue
        score, reasons = weights.compare(entries[first], entries[second])
        if score >= LIKELY:
            found.append(Pair(first, second, round(score, 3), tuple(reasons)))
    return sorted(found, key=lambda pair: (-pair.score, entries[pair.first].name, pair.first, pair.second))


def resembling(territory: Territory, name: str, acronym: str = "", *, beside: int | None = None) -> list[Pair]:
    """The partners that a name resembles, the likeliest first; `second` is their key. Five queries."""
    entries = read_entries(territory)
    entries.pop(beside or 0, None)
    asked = _entry(0, name, acronym, AgeingNames.load().today(name, acronym))
    weights = _Weights([*entries.values(), asked])
    pairs = []
    for entry in entries.values():
        score, reasons = weights.compare(asked, entry)
        if score >= LIKELY:
            pairs.append(Pair(0, entry.pk, round(score, 3), tuple(reasons)))
    return sorted(pairs, key=lambda pair: -pair.score)[:5]


def look_alikes(territory: Territory, names: Iterable[tuple[str, str]]) -> list[tuple[str, str] | None]:
    """For each name and acronym, the partner that it resembles most and why, or None. Five queries for all."""
    return [(found[1], found[2]) if found else None for found in likely_entries(territory, names)]


def likely_entries(territory: Territory, names: Iterable[tuple[str, str]]) -> list[tuple[int, str, str] | None]:
    """For each name and acronym, the key and name of the partner that it resembles most and why, or None."""
    entries, aged = read_entries(territory), AgeingNames.load()
    weights = _Weights(entries.values())
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in entries.values():
        for clue in _clues(entry):
            holders[clue].append(entry.pk)
    found: list[tuple[int, str, str] | None] = []
    for name, acronym in names:
        asked = _entry(0, name, acronym, aged.today(name, acronym))
        near = {pk for clue in _clues(asked) if len(holders.get(clue, ())) <= CROWD for pk in holders.get(clue, ())}
        best = max(((*weights.compare(asked, entries[pk]), pk) for pk in sorted(near)), default=None)
        likely = best is not None and best[0] >= LIKELY
        found.append((best[2], entries[best[2]].name, ", ".join(best[1])) if best and likely else None)
    return found


def alike_names(names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The pairs of ranks of names that resemble each other, and why; for names that no directory has yet. One query."""
    aged = AgeingNames.load()
    entries = [_entry(rank, name, "", aged.today(name)) for rank, name in enumerate(names)]
    weights = _Weights(entries)
    for first, second in _candidates(entries):
        score, reasons = weights.compare(entries[first], entries[second])
        if score >= LIKELY:
            yield first, second, ", ".join(reasons)


def read_entries(territory: Territory) -> dict[int, Entry]:
    """What is compared of each partner of a territory, by key. Four queries."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for pk, label in PartnerAlias.objects.filter(partner__territory=territory).values_list("partner_id", "label"):
        aliases[pk].append(label)
    entries = {}
    aged = AgeingNames.load()
    rows = Partner.objects.of(territory).order_by("pk")
    for pk, name, acronym, siren, rna, website, kind in rows.values_list(
        "pk", "name", "acronym", "siren", "rna", "website", "kind"
    ):
        entry = entries[pk] = _entry(pk, name, acronym, [*aliases[pk], *aged.today(name, acronym)])
        entry.kind = kind
        entry.numbers = {number for number in (siren, rna) if number}
        entry.hosts = {_host(urlsplit(website).hostname or "")} - {""}
    mails = Contact.objects.filter(partner__territory=territory).exclude(email="").values_list("partner_id", "email")
    for pk, email in mails.order_by():
        host = _host(email.rpartition("@")[2])
        if host and host not in PUBLIC_MAIL:
            entries[pk].hosts.add(host)
    return entries


def _entry(pk: int, name: str, acronym: str, aliases: list[str]) -> Entry:
    writings, short, own = [], set(), set()
    for written in (name, *aliases):
        words = tuple(SYNONYMS.get(word, word) for word in words_of(written))
        writings.append(words)
        if len(words) == 1 and 2 <= len(words[0]) <= 8:
            own.add(words[0])
        initials = initials_of(written)
        short |= {initials[:length] for length in range(3, len(initials) + 1)}  # then comes a qualifier
        own |= _capitals(written)
        own |= {word for word in spelled(written).split() if word not in fold(written).split()}
    if acronym:
        own.add(spelled(acronym).replace(" ", ""))
    return Entry(pk, name, writings, short | own, own)


def _capitals(written: str) -> set[str]:
    """The acronym that a name begins with (« CAF de la Gironde »), unless all of it is written in capitals."""
    words = [word for word in written.split() if word.isalpha()]
    if not words or (len(words) > 1 and all(word.isupper() for word in words)):
        return set()
    return {fold(words[0])} if words[0].isupper() and 3 <= len(words[0]) <= 8 else set()


def _host(host: str) -> str:
    return host.casefold().removeprefix("www.")


def _candidates(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """The pairs that share at least one clue that few others share, each once."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in entries:
        for clue in _clues(entry):
            holders[clue].append(entry.pk)
    seen: set[tuple[int, int]] = set()
    for (kind, _), keys in holders.items():
        if len(keys) > (SHARED_MAIL if kind == "host" else CROWD):
            continue
        for first, second in combinations(sorted(keys), 2):
            if (first, second) not in seen:
                seen.add((first, second))
                yield first, second


def _clues(entry: Entry) -> set[tuple[str, str]]:
    clues = {("short", one) for one in entry.short}
    clues |= {("number", one) for one in entry.numbers} | {("host", one) for one in entry.hosts}
    for words in entry.writings:
        clues |= {("word", word) for word in words}
        clues |= {("start", word[:5]) for word in words if len(word) >= 6}
        clues |= {("pair", f"{a} {b}") for a, b in pairwise(words)}
    return clues


class _Weights:
    """How rare each word is among the names compared: « Landes » tells more than « association »."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        held: Counter[str] = Counter()
        hosts: Counter[str] = Counter()
        self.number = 1
        for entry in entries:
            self.number += 1
            hosts.update(entry.hosts)
            held.update({word for words in entry.writings for word in words})
        self._weights = {word: log(1 + self.number / count) for word, count in held.items()}
        self._rare = log(1 + self.number)
        self._hosts = {host for host, count in hosts.items() if count <= SHARED_MAIL}

    def of(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, self._rare) for word in words)

    def compare(self, one: Entry, other: Entry) -> tuple[float, list[str]]:
        """How likely they are the same, from 0 to 1, and the reasons in words."""
        if one.numbers & other.numbers:
            return 1.0, ["même numéro SIREN ou RNA"]
        if len({*one.numbers}) and len({*other.numbers}) and _same_sort(one.numbers, other.numbers):
            return 0.0, []  # two different key numbers of the same sort: two organisations
        score, reasons = 0.0, []
        names = max((self._names(a, b) for a in one.writings for b in other.writings), default=0.0)
        if names >= LIKELY:
            score, reasons = names, ["noms proches" if names < 1 else "même nom"]
        if shared := self._acronym(one, other):
            score = max(score, shared[0])
            reasons.append(shared[1])
        hosts = one.hosts & other.hosts & self._hosts
        if hosts and (score or names >= LIKELY / 2):
            score = max(score, LIKELY) + 0.1
            reasons.append(f"même domaine de courriel ou de site ({min(hosts)})")
        return min(score, 1.0), reasons

    def _names(self, a: tuple[str, ...], b: tuple[str, ...]) -> float:
        """1 for the same words; less for those that only one of them says, in proportion to how rare they are."""
        if sorted(a) == sorted(b):
            return 1.0
        left, right = set(a), set(b)
        for word in sorted(left - right):  # a plural, a slip of the pen
            near = next((w for w in sorted(right - left) if _near(word, w)), None)
            if near:
                left, right = (left - {word}) | {near}, right
        only = left ^ right
        if only and (left <= right or right <= left) and all(map(_is_department, only)) and left & right:
            return 0.85  # « Les Francas 44 »
        common, all_words = self.of(left & right), self.of(left | right)
        share = common / all_words if all_words else 0.0
        inside = common / max(1e-9, min(self.of(left), self.of(right)))
        if (
            inside > 0.999 and len(left & right) > 1 and share > 0.45
        ):  # one says all that the other says, and a qualifier
            return max(share, 0.5 + share / 2)
        return share

    def _acronym(self, one: Entry, other: Entry) -> tuple[float, str] | None:
        """A shared acronym counts when what each says beside it does not tell them apart (Landes, Gironde)."""
        best: tuple[float, str] | None = None
        for shared in sorted((one.own_short & other.short) | (one.short & other.own_short)):
            written = shared in one.own_short & other.own_short
            if len(shared) < 2 or (not written and _two_kinds(one, other)):
                continue
            rest_one, rest_other = _beside(one, shared), _beside(other, shared)
            if rest_one and rest_other and not rest_one & rest_other:
                continue
            sure = 0.92 if not (rest_one ^ rest_other) else 0.8
            words = f"même sigle ({shared.upper()})" if written else (f"les initiales donnent {shared.upper()}")
            if best is None or sure > best[0]:
                best = (sure, words)
        return best


def _two_kinds(one: Entry, other: Entry) -> bool:
    return one.kind != other.kind and PartnerKind.OTHER not in (one.kind, other.kind)


def _beside(entry: Entry, short: str) -> set[str]:
    """What the names of an entry say beside an acronym or the words that it stands for."""
    rests = []
    for words in entry.writings:
        if short in words:
            rests.append(set(words) - {short})
        elif "".join(word[0] for word in words).startswith(short):
            rests.append(set(words[len(short) :]))
    return min(rests, key=len) if rests else set()


def _near(a: str, b: str) -> bool:
    """The same word but for its end or a letter or two."""
    if a.rstrip("sx") == b.rstrip("sx"):
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 2 or a[:2] != b[:2]:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.85


def _is_department(word: str) -> bool:
    return re.fullmatch(r"\d{2,3}|2[ab]", word) is not None


def _same_sort(a: set[str], b: set[str]) -> bool:
    return any(x[0].isdigit() == y[0].isdigit() for x in a for y in b)
