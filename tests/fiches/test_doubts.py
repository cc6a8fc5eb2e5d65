"""A name that resembles a known partner makes no second one before a person said so."""

import re
from typing import Any

import pytest
from django.test import Client

from actions.models import Action
from partners.models import Partner
from plans.models import Plan
from tests.factories import PartnerFactory
from tests.fiches.conftest import Address
from tests.fiches.typing import fill, refusals, untouched


@pytest.mark.parametrize(
    "values",
    [
        {"more_partners": "Radio du Gué, Maison des jeunes de Valmires"},
        {"participations": [{"role": "PARTNER", "partner-new": "Maison des jeunes de Valmires"}]},
    ],
    ids=["pasted", "typed"],
)
@pytest.mark.parametrize("is_same", [True, False])
def test_name_that_resembles_a_partner_is_asked_about(
    plan: Plan, coordinator: Client, address: Address, values: dict[str, Any], is_same: bool
) -> None:
    known = PartnerFactory(territory=plan.territory, name="Maison des jeunes de Valmire")
    url = address("new")
    response = coordinator.post(url, fill(coordinator, url, title="Ouvrir", **values))
    told = refusals(response)
    assert len(told) == 1
    assert "ressemble à « Maison des jeunes de Valmire »" in told[0]
    assert not Action.objects.exists()
    assert Partner.objects.count() == 1

    html = response.content.decode()
    (name,) = set(re.findall(r'name="(semblable-[0-9a-f]+)"', html))
    again = untouched(html)
    assert coordinator.post(url, {**again, name: "999999"}).status_code == 422
    assert refusals(coordinator.post(url, {**again, name: str(known.pk) if is_same else "nouveau"})) == []
    partners = {one.partner.name for one in Action.objects.get().participations.select_related("partner")}
    assert (known.name in partners) is is_same
    assert ("Maison des jeunes de Valmires" in partners) is not is_same


def test_choice_is_kept_when_the_page_is_refused_for_something_else(
    plan: Plan, coordinator: Client, address: Address
) -> None:
    known = PartnerFactory(territory=plan.territory, name="Maison des jeunes de Valmire")
    url = address("new")
    given = fill(coordinator, url, title="", more_partners="Maison des jeunes de Valmires")
    html = coordinator.post(url, given).content.decode()
    name = re.findall(r'name="(semblable-[0-9a-f]+)"', html)[0]
    html = coordinator.post(url, {**given, name: str(known.pk)}).content.decode()
    assert untouched(html)["more_partners"] == ["Maison des jeunes de Valmires"]
    assert re.search(rf'value="{known.pk}"\s+checked', html)
