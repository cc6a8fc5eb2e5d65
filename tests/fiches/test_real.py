"""A whole fiche of a contrat de ville, as people write them, typed by hand: no piece of it is left out.

The invented one always runs; the real one where it is present (its words never enter the repository).
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.aggregates import content
from accounts.models import Territory
from accounts.text import fold
from actions.models import Action, Scale
from indicators.enums import IndicatorKind
from plans.enums import Level
from plans.models import Objective, Plan, PlanKind
from tests.factories import ObjectiveFactory, PlanFactory
from tests.fiches.typing import fill, refusals

REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "real" / "fiche-1.2.4.expected.json"
INVENTED: dict[str, Any] = {
    "code": "1.2.4",
    "version": "2026",
    "titre": "FAIRE SE RENCONTRER CELLES ET CEUX QUI ACCOMPAGNENT LES ENFANTS",
    "pilier": 1,
    "axe": 2,
    "numero": 4,
    "enjeu": "Ouvrir l’offre éducative (en nombre et en qualité), toute l’année, aux enfants des Rives",
    "contexte": [
        "Quatre structures accueillent les mêmes enfants sans se connaître.",
        "Le projet éducatif, écrit en 2023, n’a pas été relu : il s’arrête à l’école.",
    ],
    "objectifs_et_dynamiques": ["Partager ce qui se fait, et ce qui manque,", "Accueillir « comme on est »"],
    "realisations_attendues": ["Un réseau ( ex : une rencontre par mois )", "un agenda commun"],
    "effets_attendus": ["Filles et garçons, quartiers… : chacun trouve sa place"],
    "echelle_territoriale": ["Ville et quartier"],
    "animateur": ["Ville"],
    "partenaires": ["Ville", "CD", "Éducation nationale", "CAF", "associations du quai"],
    "dispositifs": ["Envie d’agir", "Contrat Enfance Jeunesse", "Bourse du quai"],
    "financements": "cf dispositifs ci-dessus",
    "calendrier": "En continu",
    "indicateurs_realisation": ["Nombre de rencontres par an", "Outils donnés aux familles"],
    "indicateurs_effets": ["la mixité des groupes"],
    "liens": [
        {"theme": "AT Jeunesse", "orientations": ["Prévenir les conduites à risque"]},
        {"theme": "AT égalité femmes-hommes", "orientations": ["Sensibiliser à l’égalité, avec les écoles"]},
    ],
}  # fmt: skip


def bullets(lines: list[str]) -> str:
    return "\r\n".join(f"- {line}" for line in lines)


def typed(fiche: dict[str, Any], enjeu: Objective) -> dict[str, Any]:
    """What a person writes in each field of the form."""
    outputs = [(label, IndicatorKind.OUTPUT) for label in fiche["indicateurs_realisation"]]
    outcomes = [(label, IndicatorKind.OUTCOME) for label in fiche["indicateurs_effets"]]
    return {
        "title": fiche["titre"],
        "number": str(fiche["numero"]),
        "code": fiche["code"],
        "version_label": f"version {fiche['version']}",
        "objective": str(enjeu.pk),
        "challenge": fiche["enjeu"],
        "context": bullets(fiche["contexte"]),
        "objectives_text": bullets(fiche["objectifs_et_dynamiques"]),
        "outputs": bullets(fiche["realisations_attendues"]),
        "expected_effects": bullets(fiche["effets_attendus"]),
        "scales": [
            str(pk) for pk in Scale.objects.filter(code__in=["commune", "quartier"]).values_list("pk", flat=True)
        ],
        "scale_note": fiche["echelle_territoriale"][0],
        "participations": [{"role": "FACILITATOR", "partner-new": name} for name in fiche["animateur"]],
        "more_partners": ", ".join(fiche["partenaires"]),
        "schemes-new": "\r\n".join(fiche["dispositifs"]),
        "funding_note": fiche["financements"],
        "schedule_kind": "CONTINUOUS",
        "schedule_note": fiche["calendrier"],
        "indicateurs": [
            {"label": label, "kind": kind.value, "nature": "QUALITATIVE", "direction": "NONE"}
            for label, kind in [*outputs, *outcomes]
        ],
        "links": [{"group": link["theme"], "text": text} for link in fiche["liens"] for text in link["orientations"]],
    }


def pieces(value: Any, name: str = "") -> Iterator[str]:
    """Each text of the fiche, but what names its kind and its printed labels."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "type" and not key.endswith("_libelle"):
                yield from pieces(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from pieces(one, name)
    else:
        yield str(value)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(None, id="invented"),
        pytest.param(REAL, id="real", marks=pytest.mark.skipif(not REAL.is_file(), reason="real fiche is not here")),
    ],
)
def test_whole_fiche_is_typed_without_a_piece_left_out(
    source: Path | None, plan: Plan, territory: Territory, coordinator: Client
) -> None:
    fiche = json.loads(source.read_text("utf-8")) if source else INVENTED
    city = PlanFactory(territory=territory, kind=PlanKind.objects.get(code="CONTRAT_VILLE"))
    pillar = ObjectiveFactory(plan=city, title="Cohésion sociale", code=str(fiche["pilier"]), level=Level.THEME)
    axis = ObjectiveFactory(parent=pillar, title="Éducation", code=str(fiche["axe"]), level=Level.AXIS)
    enjeu = ObjectiveFactory(parent=axis, title=fiche["enjeu"], level=Level.INTERMEDIATE)
    url = f"{city.get_absolute_url()}fiches/nouvelle/?objectif={enjeu.pk}"
    response = coordinator.post(url, fill(coordinator, url, **typed(fiche, enjeu)))
    assert refusals(response) == []

    action = Action.objects.get(plan=city)
    kept = fold(json.dumps(content(action), ensure_ascii=False))
    page = coordinator.get(action.get_absolute_url()).content.decode()
    seen = fold(unescape(re.sub(r"<[^>]+>", " ", page)))
    for piece in pieces(fiche):
        assert fold(piece) in kept, piece
        assert fold(piece) in seen, piece
    assert (action.theme, action.objective) == (pillar, enjeu)
    assert action.context == bullets(fiche["contexte"]).replace("\r\n", "\n")
    assert [p.partner.name for p in action.participations.filter(role="PARTNER").select_related("partner")] == [
        "Ville",
        *fiche["partenaires"][1:],
    ]
    assert [fold(use.scheme.name) for use in action.scheme_uses.select_related("scheme")] == [
        fold(name) for name in fiche["dispositifs"]
    ]
    assert action.indicators.filter(kind="OUTPUT").count() == len(fiche["indicateurs_realisation"])
    assert action.indicators.filter(kind="OUTCOME").count() == len(fiche["indicateurs_effets"])
    assert [link.group for link in action.links.all()] == [link["theme"] for link in fiche["liens"]]
    assert page.count("<li>") >= len(fiche["contexte"]) + len(fiche["realisations_attendues"])
