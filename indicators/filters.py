"""What indicators add to the lists of fiches."""

from django.db.models import Exists, OuterRef, Q

from actions.filters import Lack, register_lack
from indicators.models import Indicator


def register_filters() -> None:
    register_lack(Lack("indicateur", "indicateur", _without_indicator))


def _without_indicator() -> Q:
    return Q(~Exists(Indicator.objects.filter(action=OuterRef("pk"))))
