import pytest

from accounts.tables import csv_text, harmless


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("- cmd|' /C calc'!A0", "'- cmd|' /C calc'!A0"),
        ("-A1", "'-A1"),
        ("- Un constat", "- Un constat"),
        ("-12,5", "-12,5"),
        ("Association", "Association"),
        (None, ""),
        (7, "7"),
    ],
)
def test_cell_is_never_a_formula(cell: object, written: str) -> None:
    assert harmless(cell) == written


def test_csv_opens_in_a_french_excel() -> None:
    assert csv_text(["Nom", "Note"], [["Quai", "a;b"]]) == '\ufeffNom;Note\r\nQuai;"a;b"\r\n'
