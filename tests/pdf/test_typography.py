import pytest

from annexes.pdf.typography import pieces, printable, typography

N, F = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Axe I : accueillir", f"Axe I{N}: accueillir"),
        ("Axe I: accueillir", f"Axe I{N}: accueillir"),
        ("Pourquoi ?", f"Pourquoi{F}?"),
        ("« Les Lucioles »", f"«{N}Les Lucioles{N}»"),
        ("«Les Lucioles»", f"«{N}Les Lucioles{N}»"),
        ("l'école", "l’école"),
        ("60 % des enfants", f"60{F}% des enfants"),
        ("de 8:30 à 9:00", "de 8:30 à 9:00"),
        ("https://exemple.fr/page?x=1", "https://exemple.fr/page?x=1"),
        ("fiche n° 8", f"fiche n°{N}8"),
        ("où vivent 5 300 personnes", f"où vivent 5{F}300 personnes"),
        ("1 234 567,50 €", f"1{F}234{F}567,50{F}€"),
        ("au 05 36 49 17 30", "au 05 36 49 17 30"),
        ("en 2025 300 places", "en 2025 300 places"),
    ],
)
def test_typography_sets_french_spaces(written: str, printed: str) -> None:
    assert typography(written) == printed


def test_printable_breaks_long_tokens_and_shows_what_the_font_lacks() -> None:
    assert "\u200b" in printable("x" * 200)
    assert printable("Fête 🎉 中") == "Fête □ □"
    assert printable("a\x07b") == "ab"


def test_pieces_keep_every_word_and_stay_short() -> None:
    text = "Une phrase assez longue pour compter. " * 80 + "x" * 3000
    parts = pieces(text, 400)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert max(map(len, parts)) <= 400
