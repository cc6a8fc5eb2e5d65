"""Tables that a diagnostic most often holds: their titles, their lines and their units, to start from."""

from dataclasses import dataclass

from django.utils.text import slugify


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table to start from; each line is a label with its unit."""

    title: str
    lines: tuple[tuple[str, str], ...]
    source: str = ""

    @property
    def key(self) -> str:
        return slugify(self.title)


def _same(unit: str, *labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, unit) for label in labels)


MODELS = (
    TableModel(
        "Population par âge",
        _same("habitants", "Moins de 3 ans", "3 à 5 ans", "6 à 10 ans", "11 à 14 ans", "15 à 17 ans", "18 à 24 ans"),
        "Insee, recensement de la population",
    ),
    TableModel(
        "Effectifs par école",
        _same("élèves", "École maternelle", "École élémentaire", "Collège"),
        "Éducation nationale, constat de rentrée",
    ),
    TableModel(
        "Places d’accueil",
        _same(
            "places",
            "Établissements d’accueil du jeune enfant",
            "Assistants maternels",
            "Accueil périscolaire du matin",
            "Pause méridienne",
            "Accueil périscolaire du soir",
            "Accueil du mercredi",
            "Accueil de loisirs des vacances",
            "Accueil de jeunes",
        ),
        "Services de la collectivité",
    ),
    TableModel(
        "Taux de couverture",
        _same(
            "%",
            "Accueil du jeune enfant (moins de 3 ans)",
            "Accueil périscolaire (3 à 11 ans)",
            "Accueil du mercredi (3 à 11 ans)",
            "Accueil de loisirs des vacances (3 à 17 ans)",
        ),
        "CAF",
    ),
    TableModel(
        "Fréquentation des accueils",
        _same(
            "enfants par jour",
            "Accueil périscolaire du matin",
            "Pause méridienne",
            "Accueil périscolaire du soir",
            "Mercredi",
            "Vacances",
        ),
        "Services de la collectivité",
    ),
    TableModel(
        "Familles",
        (
            ("Familles avec enfants", "familles"),
            ("Familles monoparentales", "%"),
            ("Familles sous le seuil de bas revenus", "%"),
            ("Enfants bénéficiaires de l’AEEH", "enfants"),
        ),
        "Insee et CAF",
    ),
)


def model_of(key: str) -> TableModel | None:
    return next((model for model in MODELS if model.key == key), None)
