"""Two entries become one: nothing that named either is lost, and it may be undone."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import undo_batch
from accounts.models import Revision, Territory, User
from actions.enums import Role
from actions.models import Action, Audience, Funding, Participation, Place, SchemeUse
from partners.merging import merge, replace_in, uses
from partners.models import Contact, DistinctPartners, Partner, PartnerAlias, Scheme
from partners.pairing import chosen_values, pairing
from tests.factories import ActionFactory, PartnerFactory, UserFactory


@pytest.fixture
def by(db: None) -> User:
    return UserFactory()


@pytest.fixture
def caf(territory: Territory) -> Partner:
    return PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF", siren="244000808")


@pytest.fixture
def twin(territory: Territory) -> Partner:
    found = PartnerFactory(territory=territory, name="C.A.F. des Landes", website="https://caf.example")
    PartnerAlias.objects.create(partner=found, label="CAF 40")
    return found


def united(kept: Partner, lost: Partner, by: User, **sides: int) -> Any:
    pair = pairing(kept, lost)
    return merge(kept=kept, lost=lost, values=chosen_values(pair, 0, sides), territory=kept.territory, by=by)


def test_roles_fundings_and_contacts_follow(caf: Partner, twin: Partner, by: User, fiche: Any) -> None:
    one, other = fiche("Une"), fiche("Autre")
    Participation.objects.create(action=one, partner=caf, role=Role.FUNDER)
    Participation.objects.create(action=one, partner=twin, role=Role.LEAD)
    Participation.objects.create(action=other, partner=twin, role=Role.PARTNER)
    Funding.objects.create(action=other, partner=twin, planned=100)
    contact = Contact.objects.create(partner=twin, full_name="Camille")
    united(caf, twin, by)
    assert set(caf.participations.values_list("action__title", "role")) == {
        ("Une", Role.FUNDER),
        ("Une", Role.LEAD),
        ("Autre", Role.PARTNER),
    }
    assert caf.fundings.count() == 1
    contact.refresh_from_db()
    assert contact.partner == caf
    assert not Partner.objects.filter(pk=twin.pk).exists()


def test_same_role_and_same_contact_become_one_and_keep_what_either_says(
    caf: Partner, twin: Partner, by: User, fiche: Any
) -> None:
    action = fiche()
    mine = Contact.objects.create(partner=caf, full_name="Camille", email="camille@caf.example")
    theirs = Contact.objects.create(partner=twin, full_name="Camille", phone="05 58 00 00 00")
    Participation.objects.create(action=action, partner=caf, role=Role.PARTNER)
    Participation.objects.create(action=action, partner=twin, role=Role.PARTNER, contact=theirs)
    done = united(caf, twin, by)
    held = Participation.objects.get(action=action)
    assert (held.partner, held.contact) == (caf, mine)
    mine.refresh_from_db()
    assert (mine.email, mine.phone) == ("camille@caf.example", "05 58 00 00 00")
    assert done.dropped == ()
    assert not Contact.objects.filter(pk=theirs.pk).exists()


def test_what_cannot_stay_is_told(caf: Partner, twin: Partner, by: User, fiche: Any) -> None:
    action = fiche()
    for partner, name in ((caf, "Camille"), (twin, "Dominique")):
        contact = Contact.objects.create(partner=partner, full_name=name)
        Participation.objects.create(action=action, partner=partner, role=Role.PARTNER, contact=contact)
    done = united(caf, twin, by)
    assert [sentence for sentence in done.dropped if "« Camille »" in sentence and "« Dominique »" in sentence]
    assert caf.contacts.count() == 2


def test_other_names_become_aliases_and_chosen_fields_are_taken(caf: Partner, twin: Partner, by: User) -> None:
    united(caf, twin, by, website=1)
    caf.refresh_from_db()
    assert caf.website == "https://caf.example"
    assert caf.siren == "244000808"
    assert set(caf.aliases.values_list("label", flat=True)) == {"CAF 40", "C.A.F. des Landes"}


def test_lost_name_may_be_the_one_that_stays(caf: Partner, twin: Partner, by: User) -> None:
    united(caf, twin, by, name=1)
    caf.refresh_from_db()
    assert caf.name == "C.A.F. des Landes"
    assert "Caisse d’allocations familiales" in caf.aliases.values_list("label", flat=True)


@pytest.mark.parametrize("name_of", [0, 1])
def test_undo_puts_everything_back(caf: Partner, twin: Partner, by: User, fiche: Any, name_of: int) -> None:
    one, other = fiche("Une"), fiche("Autre")
    mine = Contact.objects.create(partner=caf, full_name="Camille")
    theirs = Contact.objects.create(partner=twin, full_name="Camille", phone="05")
    Participation.objects.create(action=one, partner=caf, role=Role.PARTNER, contact=mine)
    Participation.objects.create(action=one, partner=twin, role=Role.PARTNER, contact=theirs)
    Participation.objects.create(action=other, partner=twin, role=Role.LEAD, contact=theirs)
    Funding.objects.create(action=other, partner=twin, planned=100)
    objects = [caf, twin, mine, theirs, one, other]
    before = [without_keys(content(each)) for each in objects]
    done = united(caf, twin, by, name=name_of)
    lines = Revision.objects.filter(batch=done.batch)
    assert {line.change for line in lines} == {Change.MERGED}
    assert lines.count() == done.touched + 2
    undone = undo_batch(done.batch, territory=caf.territory, by=by)
    assert undone.refused == []
    assert [without_keys(content(each)) for each in objects] == before


def test_judgement_on_the_pair_goes_with_it(caf: Partner, twin: Partner, by: User, territory: Territory) -> None:
    third = PartnerFactory(territory=territory)
    DistinctPartners.objects.create(first=caf, second=twin)
    DistinctPartners.objects.create(first=twin, second=third)
    united(caf, twin, by)
    assert not DistinctPartners.objects.exists()


def test_merge_costs_the_same_for_one_fiche_and_for_fifty(territory: Territory, by: User, fiche: Any) -> None:
    def queries(fiches: int) -> int:
        kept, lost = PartnerFactory(territory=territory), PartnerFactory(territory=territory)
        for rank in range(fiches):
            Participation.objects.create(action=fiche(f"Fiche {rank}"), partner=lost)
        with CaptureQueriesContext(connection) as captured:
            united(kept, lost, by)
        return len(captured)

    queries(1)
    assert queries(1) == queries(50)


def test_entry_does_not_merge_with_itself_nor_with_another_kind(caf: Partner, by: User, territory: Territory) -> None:
    place = Place.objects.create(territory=territory, name="Valmire")
    for lost in (caf, place):
        with pytest.raises(ValidationError):
            merge(kept=caf, lost=lost, values={}, territory=territory, by=by)


def test_schemes_merge_with_the_fiches_that_hold_both(territory: Territory, by: User, fiche: Any) -> None:
    kept, lost = (Scheme.objects.create(territory=territory, slug=s, name=s) for s in ("clas", "accompagnement"))
    follower = Scheme.objects.create(territory=territory, slug="ancien", name="Ancien", replaced_by=lost)
    Scheme.objects.filter(pk=kept.pk).update(replaced_by=lost)
    both, one = fiche("Deux"), fiche("Un")
    for scheme in (kept, lost):
        SchemeUse.objects.create(action=both, scheme=scheme)
    SchemeUse.objects.create(action=one, scheme=lost)
    kept.refresh_from_db()
    merge(kept=kept, lost=lost, values={}, territory=territory, by=by)
    assert sorted(kept.uses.values_list("action__title", flat=True)) == ["Deux", "Un"]
    kept.refresh_from_db()
    follower.refresh_from_db()
    assert kept.replaced_by is None
    assert follower.replaced_by == kept


def test_places_and_terms_merge_through_their_links(territory: Territory, by: User, fiche: Any) -> None:
    kept, lost = (Place.objects.create(territory=territory, name=name) for name in ("Valmire", "Valmire bourg"))
    both, one = fiche("Deux"), fiche("Un")
    both.places.set([kept, lost])
    one.places.set([lost])
    done = merge(kept=kept, lost=lost, values={}, territory=territory, by=by)
    assert {a.title for a in Action.objects.filter(places=kept)} == {"Deux", "Un"}
    undo_batch(done.batch, territory=territory, by=by)
    assert both.places.count() == 2
    term, old = (Audience.objects.create(territory=territory, code=c, label=c) for c in ("familles", "parents"))
    one.audiences.set([old])
    merge(kept=term, lost=old, values={}, territory=territory, by=by)
    assert list(one.audiences.all()) == [term]


def test_national_scheme_is_replaced_in_one_territory_alone(territory: Territory, by: User, fiche: Any) -> None:
    old, new = (Scheme.objects.create(slug=s, name=s) for s in ("garantie", "contrat"))
    mine, elsewhere = fiche(), SchemeUse.objects.create(action=fiche_elsewhere(), scheme=old)
    SchemeUse.objects.create(action=mine, scheme=old)
    done = replace_in(
        old=old,
        new=new,
        within=lambda rows: rows.filter(action__plan__territory=territory),
        territory=territory,
        by=by,
        only={SchemeUse, Funding},
    )
    assert done.touched == 1
    assert mine.scheme_uses.get().scheme == new
    elsewhere.refresh_from_db()
    assert elsewhere.scheme == old
    undo_batch(done.batch, territory=territory, by=by)
    assert mine.scheme_uses.get().scheme == old


def test_uses_are_said_and_what_goes_with_an_entry_is_none(caf: Partner, fiche: Any) -> None:
    Contact.objects.create(partner=caf, full_name="Camille")
    assert uses(caf) == []
    Participation.objects.create(action=fiche(), partner=caf)
    assert uses(caf) == [("participations", 1)]


def fiche_elsewhere() -> Action:

    return ActionFactory()


def without_keys(value: Any) -> Any:
    """A content without the keys of its rows, which a way back may change."""
    if isinstance(value, dict):
        is_reference = value.keys() == {"pk", "label"}
        return {name: without_keys(one) for name, one in value.items() if name != "pk" or is_reference}
    return [without_keys(one) for one in value] if isinstance(value, list) else value
