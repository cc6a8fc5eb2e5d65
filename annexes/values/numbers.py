"""Numbers and amounts: « 1 500,50 € », « 1.500,50 », « 30 k€ », « 12,5 % », « environ 30 familles »."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from accounts.text import one_line
from annexes.values.blanks import says_nothing
from annexes.values.value import Value, doubts, reading
from annexes.wordings import flat

_SIZES = {"k": 1_000, "m": 1_000_000, "md": 1_000_000_000}
_CURRENCY = r"(?:€|eur(?:os?)?\b)"
_DIGITS = r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d{1,3}(?:[.']\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?P<sign>[-+]?)\s?(?P<digits>{_DIGITS})(?![\d,.]*\d)\s*"
    rf"(?:(?P<size>k|md|m)\s?(?=€|eur)|(?P<thousands>k)\b|(?P<word>milliers?|millions?|milliards?)\b\s*(?:d')?\s*)?"
    rf"(?P<unit>%|{_CURRENCY}|pour ?cent\b)?"
)
_WORDS = {"millier": 1_000, "million": 1_000_000, "milliard": 1_000_000_000}
_ABOUT = re.compile(
    r"(?:≈|~|≃|env(?:iron)?\b\.?|pres de|autour de|a peu pres|quelque|approx\w*\.?)\s*(?=[\d+-])",
)
_BOUND = re.compile(
    r"(?:>=?|<=?|≥|≤|plus de|\+ de|moins de|- de|au moins|au plus|au minimum|minimum|min\.|au maximum|maximum|max\.|"
    r"jusqu'a|a partir de)\s*(?=\d)"
)
_RANGE = re.compile(rf"(?:entre|de)?\s*(?:{_DIGITS})\s*{_CURRENCY}?\s*(?:et|a|-|/)\s*(?:{_DIGITS})(?!\d)")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_TAXES = re.compile(r"\s*(?P<tax>ttc|ht|hors taxes?|toutes taxes comprises)\b\.?")
_UNIT_LENGTH = 40
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts: « € », « % », « familles », or nothing."""

    number: Decimal
    unit: str = ""


def read_figure(text: str) -> Value[Figure]:
    """The number of a cell with its unit; a range, or a text around a number, stays in `note`."""
    line = one_line(text)
    if says_nothing(line):
        return Value()
    key = flat(line).replace("−", "-")
    if _RANGE.match(key):
        return Value(doubt=f"« {line[:80]} » est une fourchette : aucun nombre n’a été retenu", note=line)
    about = _ABOUT.match(key) or _BOUND.match(key)
    start = about.end() if about else 0
    match = _NUMBER.match(key, start)
    number = _number(match) if match else None
    if match is None or number is None:
        return Value(note=line)
    unit, rest, tax = _after(line, key, match)
    if rest[:1].isdigit():
        return Value(note=line)  # « 12 34 », « 3/04 »
    doubt = _ambiguity(line, match, number)
    if about:
        doubt = doubts(doubt, reading(line, said(number, unit)))
    if tax.startswith("h"):
        doubt = doubts(doubt, f"« {line[:80]} » est un montant hors taxes, repris tel quel")
    if any(char.isdigit() for char in rest) or len(rest) > _UNIT_LENGTH:
        return Value(Figure(number, unit), doubts(doubt, reading(line, said(number, unit))), line)
    return Value(Figure(number, unit or rest), doubt)


def read_amount(text: str) -> Value[Decimal]:
    """An amount in euros, with two decimals at most; what counts something else than euros is no amount."""
    found = read_figure(text)
    if found.value is None:
        return Value(doubt=found.doubt, note=found.note)
    number, unit = found.value.number, found.value.unit
    if number < 0 or (unit and not re.fullmatch(rf"{_CURRENCY}.*", flat(unit))):
        return Value(note=one_line(text))
    note = found.note
    extra = re.sub(rf"^{_CURRENCY}\s*", "", flat(unit))
    if extra and not note:
        note = one_line(text)
    rounded = number.quantize(Decimal("0.01"))
    doubt = found.doubt if rounded == number else doubts(found.doubt, reading(text, said(rounded, "€")))
    return Value(rounded, doubt, note)


def read_whole(text: str) -> Value[int]:
    """A whole number, without a sign."""
    found = read_figure(text)
    if found.value is None or found.value.number != found.value.number.to_integral_value() or found.value.number < 0:
        return Value(doubt=found.doubt, note=one_line(text))
    return Value(int(found.value.number), found.doubt, found.note)


def read_percent(text: str) -> Value[Decimal]:
    """« 12,5 % » is 12,5; « 0,75 » without a sign, as sheets keep percentages, is 75 with a doubt."""
    found = read_figure(text)
    if found.value is None or found.value.unit not in {"", "%"} or found.note:
        return Value(doubt=found.doubt, note=one_line(text))
    number, doubt = found.value.number, found.doubt
    if not found.value.unit and 0 < number < 1:
        doubt = doubts(doubt, reading(text, said(number * 100, "%"), said(number, "%")))
        number *= 100
    if not 0 <= number <= 100:
        return Value(note=one_line(text))
    return Value(number, doubt)


def said(number: Decimal, unit: str = "") -> str:
    """« 1 500,5 € »."""
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{grouped}{',' + decimals if decimals else ''} {unit}".strip()


def _number(match: re.Match[str]) -> Decimal | None:
    digits = match["digits"].replace(" ", "").replace("'", "")
    if _is_euros(match) and _AMBIGUOUS.fullmatch(digits):
        digits = digits.replace(",", "")  # no price has three decimals
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", digits):
        digits = digits.replace(",", "")
    elif "," in digits or digits.count(".") > 1 or re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    size = _SIZES.get(match["size"] or match["thousands"] or "", 1)
    word = (match["word"] or "").rstrip("s")
    try:
        number = Decimal(f"{match['sign'] or ''}{digits}") * size * _WORDS.get(word, 1)
    except InvalidOperation:
        return None
    return number if abs(number) < _LARGEST else None


def _is_euros(match: re.Match[str]) -> bool:
    return re.fullmatch(_CURRENCY, match["unit"] or "") is not None and not match["size"] and not match["word"]


def _after(line: str, key: str, match: re.Match[str]) -> tuple[str, str, str]:
    """The unit that follows the number, what comes after it, and « ttc » or « ht »."""
    unit = match["unit"] or ""
    end = match.end()
    unit = "€" if re.fullmatch(_CURRENCY, unit) else "%" if unit else ""
    tax = _TAXES.match(key, end)
    rest = line[tax.end() if tax else end :].strip(" .;,")
    if unit and rest:
        unit, rest = f"{unit} {rest}" if len(rest) <= _UNIT_LENGTH else unit, rest
    return unit, rest, tax["tax"] if tax else ""


def _ambiguity(line: str, match: re.Match[str], number: Decimal) -> str:
    if match["thousands"]:
        return reading(line, said(number))
    if (found := _AMBIGUOUS.fullmatch(match["digits"])) is None:
        return ""
    whole, _, decimals = match["digits"].partition(found[1])
    small, large = Decimal(f"{whole}.{decimals}"), Decimal(whole + decimals)
    size = _SIZES.get(match["size"] or "", 1) * _WORDS.get((match["word"] or "").rstrip("s"), 1)
    return reading(line, said(number), said(size * (small if number == size * large else large)))
