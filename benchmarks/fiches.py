"""How fast fiches action are read: a batch of Word documents, against merely opening them with python-docx.

    python benchmarks/fiches.py [number of documents]

One process, one core; each document is a full fiche (fourteen rubrics, a funding table, steps, about 1,000 words).
"""

import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import os

os.environ.setdefault("DEBUG", "true")

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pedt_planner.settings")
django.setup()

from annexes.readers import read_annexe  # noqa: E402

DOCUMENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 100
WORDS = "Accueillir les enfants du Val de Brume dans un lieu calme, avec une équipe formée et des horaires élargis."
LABELS = {
    "Contexte (quels sont les constats ?)": 5,
    "Objectifs et dynamiques": 7,
    "Description de l’action": 6,
    "Réalisations attendues": 4,
    "Effets attendus": 3,
}
VALUES = {
    "Échelle territoriale": "Ville et quartier",
    "Public": "Enfants et parents, 3-11 ans",
    "Pilote": "Ville de Brumeval",
    "Partenaires mobilisables / Dispositifs mobilisables": (
        "Partenaires : CAF, MSA, Amicale laïque, Collège des Tilleuls\nDispositifs : CLAS, Cité éducative, REAAP"
    ),
    "Calendrier": "de septembre 2026 à juin 2027",
    "Indicateurs de réalisation": "Nombre d’enfants accueillis\nNombre de soirées\nNombre de familles",
    "Indicateurs d’effets": "Confiance des enfants\nParticipation des parents",
    "Statut": "En cours",
    "Priorité": "haute",
}
FUNDINGS = (
    ("Année", "Financeur", "Prévu", "Réalisé"),
    ("2026", "CAF", "3 000 €", "2 500 €"),
    ("2026", "Ville de Brumeval", "5 000 €", ""),
    ("Total", "", "8 000 €", "2 500 €"),
)


def fiche(number: int) -> bytes:
    document = docx.Document()
    document.add_heading(f"FICHE ACTION N° {number}", 1)
    document.add_paragraph().add_run(f"Ouvrir la maison des devoirs du quartier {number}").bold = True
    table = document.add_table(rows=0, cols=2)
    for label, lines in LABELS.items():
        _row(table, label, "\n".join(f"• {WORDS} ({number}-{rank})" for rank in range(lines)))
    for label, text in VALUES.items():
        _row(table, label, text)
    document.add_paragraph().add_run("Plan de financement").bold = True
    fundings = document.add_table(rows=len(FUNDINGS), cols=4)
    for row, texts in zip(fundings.rows, FUNDINGS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _row(table: docx.table.Table, label: str, text: str) -> None:
    cells = table.add_row().cells
    cells[0].text, cells[1].text = label, text


def seconds(work: Callable[[bytes], object], documents: list[bytes]) -> float:
    start = time.perf_counter()
    for data in documents:
        work(data)
    return time.perf_counter() - start


def read(data: bytes) -> None:
    reading = read_annexe(BytesIO(data), name="fiche.docx")
    (action,) = reading.outline.all_actions()
    assert (reading.layout, len(action.fundings), len(action.indicators)) == ("fiche", 2, 5), reading
    assert reading.cells == reading.attached + len(reading.fates)


def main() -> None:
    documents = [fiche(number) for number in range(1, DOCUMENTS + 1)]
    read(documents[0])
    opening = seconds(lambda data: docx.Document(BytesIO(data)), documents)
    reading = seconds(read, documents)
    print(f"{DOCUMENTS} fiches, {sum(map(len, documents)) / 1024 / DOCUMENTS:.0f} ko each")
    print(f"{'':28}{'seconds':>9}{'documents/s':>13}{'ratio':>7}")
    for name, took in (("opened by python-docx", opening), ("read into an outline", reading)):
        print(f"{name:28}{took:9.2f}{DOCUMENTS / took:13.0f}{took / opening:7.2f}")


if __name__ == "__main__":
    main()
