"""`LISEZMOI.txt`: what the archive holds, for whoever opens it in twenty years."""

from django.utils.dateparse import parse_datetime

from annexes.archiving.form import MANIFEST, OUTLINE, Manifest
from annexes.contents.wording import day_wording

TEXT = """ARCHIVE D’UN PLAN ÉDUCATIF

{title}
{territory}
Archive faite le {day}.

CE QU’ELLE CONTIENT
{files}

POUR LA VÉRIFIER
« {manifest} » donne la taille et l’empreinte SHA-256 de chaque fichier. Sous Linux : sha256sum FICHIER ;
sous Windows : certutil -hashfile FICHIER SHA256 ; sous macOS : shasum -a 256 FICHIER.

POUR LA RELIRE
Les PDF sont au format d’archivage PDF/A-3. « {outline} » est tout le plan en JSON (UTF-8) : thèmes, objectifs, fiches,
dossier, annuaire ; chaque version figée a ses propres données dans « versions/ ». Une installation de PEDT Planner
(logiciel libre, AGPL 3.0) reprend l’archive entière : page « Reprendre une archive », ou la commande
manage.py import_archive FICHIER --territory NOM-COURT

ELLE CONTIENT DES DONNÉES PERSONNELLES
Les contacts professionnels des partenaires y sont nommés : elle se garde et se communique en conséquence.
{missing}"""


def readme_of(manifest: Manifest) -> str:
    made = parse_datetime(manifest.made_at)
    files = "\n".join(f"- {one.path} : {one.about}" for one in manifest.files)
    missing = ""
    if manifest.missing:
        lost = "\n".join(f"- {name}" for name in manifest.missing)
        missing = f"\nFICHIERS QUE LE SERVEUR N’AVAIT PLUS\n{lost}\n"
    return TEXT.format(
        title=manifest.title,
        territory=manifest.territory,
        day=day_wording(made.date()) if made else manifest.made_at,
        files=files,
        manifest=MANIFEST,
        outline=OUTLINE,
        missing=missing,
    )
