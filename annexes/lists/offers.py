"""The names that a territory offers to whoever fills its workbooks: partners, dispositifs, places."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Territory
from actions.models import Place
from annexes.excel.offers import Offers
from partners.models import Partner, Scheme


def load_offers(territory: Territory) -> Offers:
    """Three queries, whatever the size of the lists."""
    return Offers(
        partners=_names(Partner.objects.filter(territory=territory, is_active=True)),
        schemes=_names(Scheme.objects.available_to(territory).filter(is_active=True)),
        places=_names(Place.objects.of(territory)),
    )


def _names(rows: QuerySet[Any]) -> tuple[str, ...]:
    return tuple(rows.order_by("name", "pk").values_list("name", flat=True))
