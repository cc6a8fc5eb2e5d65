"""Instances: read by all, written by who edits plans, told by the history, carried by the directory."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Change, MemberRole
from accounts.history import undo_batch
from accounts.models import Revision
from actions.committees.services import delete_committee
from annexes.models import Version, VersionReason
from annexes.versions.freezing import freeze
from partners.merging import merge
from partners.models import Contact, Partner
from plans.enums import MeetingState
from plans.models import Committee, Meeting, Plan
from plans.restoring import bring_back
from tests.annexes.journey import client_of, person
from tests.committees.conftest import Address, at, rows
from tests.factories import PartnerFactory

pytestmark = pytest.mark.django_db


def test_an_instance_is_created_with_its_seats(coordinator: Client, plan: Plan, caf: Partner, url: Address) -> None:
    contact = caf.contacts.get()
    form = {"kind": "COPIL", "name": "", "frequency": "deux fois par an", "purpose": "Il décide."} | rows(
        "seats",
        {"partner-new": "caf du val", "function": "directrice", "quality": "MEMBER", "contact": contact.pk},
        {"partner-new": "Préfecture", "function": "déléguée", "quality": "CO_CHAIR"},
        {"partner-new": "", "function": "", "quality": "MEMBER"},
    )
    answer = coordinator.post(url("new"), form)
    made = Committee.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.name == "Comité de pilotage (COPIL)"
    first, second = made.seats.all()
    assert (first.partner, first.contact, first.organisation) == (caf, contact, "")
    assert (second.partner, second.organisation, second.quality) == (None, "Préfecture", "CO_CHAIR")
    assert Revision.objects.about(made).get().change == Change.CREATED


def test_seats_of_a_contact_of_another_partner_are_refused(coordinator: Client, caf: Partner, url: Address) -> None:
    form = {"kind": "COPIL", "name": "COPIL"} | rows(
        "seats", {"partner-new": "Préfecture", "quality": "MEMBER", "contact": caf.contacts.get().pk}
    )
    answer = coordinator.post(url("new"), form)
    assert answer.status_code == 422
    assert "Ce contact est celui de « Caf du Val »" in answer.content.decode()
    assert not Committee.objects.exists()


def test_contacts_are_shown_to_who_may_see_them(
    plan: Plan, copil: Committee, reader: Client, coordinator: Client, meeting: Meeting, url: Address
) -> None:
    contributor = client_of(person(plan, MemberRole.CONTRIBUTOR))
    for page in (url("committee", copil.pk), url("convocation", meeting.pk)):
        assert "dominique@caf.example" not in reader.get(page).content.decode()
        for client in (contributor, coordinator):
            assert "dominique@caf.example" in client.get(page).content.decode()


def test_seats_kept_by_an_edit_keep_their_attendances(
    coordinator: Client, copil: Committee, meeting: Meeting, url: Address
) -> None:
    chair = copil.seats.all()[0]
    meeting.attendances.create(seat=chair, label="Ville de Valmire – maire")
    seen = coordinator.get(url("edit", copil.pk)).context["seen"]
    form = {"kind": "COPIL", "name": "COPIL", "seen": seen} | rows(
        "seats", {"key": chair.pk, "partner-new": "Ville de Valmire", "function": "maire", "quality": "CHAIR"}
    )
    assert coordinator.post(url("edit", copil.pk), form).status_code == 302
    assert [seat.pk for seat in copil.seats.all()] == [chair.pk]
    assert meeting.attendances.get().seat == chair


def test_a_deleted_instance_comes_back_with_its_meetings(
    coordinator: Client, plan: Plan, copil: Committee, meeting: Meeting, url: Address
) -> None:
    meeting.decisions.create(text="Ouvrir le samedi")
    assert coordinator.post(url("delete", copil.pk)).status_code == 302
    assert not Meeting.objects.exists()
    line = Revision.objects.filter(model="plans.committee", change=Change.DELETED).get()
    undone = undo_batch(line.batch, territory=plan.territory, by=None)
    assert undone.refused == []
    back = Meeting.objects.get(pk=meeting.pk)
    assert back.committee == copil
    assert [one.text for one in back.decisions.all()] == ["Ouvrir le samedi"]
    assert [seat.body for seat in Committee.objects.get().seats.all()] == ["Ville de Valmire", "Caf du Val"]


def test_a_meeting_waits_for_its_instance_to_come_back(plan: Plan, copil: Committee, meeting: Meeting) -> None:
    by = person(plan, MemberRole.ADMIN)
    delete_committee(committee=copil, by=by)
    line = Revision.objects.filter(model="plans.meeting", change=Change.DELETED).get()
    with pytest.raises(Exception, match="restaurez-la d’abord"):
        bring_back(line, by=by)


def test_an_instance_whose_meeting_was_frozen_stays(
    coordinator: Client, plan: Plan, copil: Committee, meeting: Meeting, url: Address
) -> None:
    by = person(plan, MemberRole.ADMIN)
    freeze(plan, reason=VersionReason.MEETING, by=by, meeting=meeting, documents=())
    for page in (url("delete", copil.pk), url("meeting-delete", meeting.pk)):
        answer = coordinator.post(page)
        assert answer.status_code == 409
        assert "garde" in answer.content.decode()
    assert Version.objects.get().meeting == meeting


def test_merging_partners_carries_their_seats(plan: Plan, copil: Committee, caf: Partner) -> None:
    kept = PartnerFactory(territory=plan.territory, name="Caisse d’allocations familiales")
    merged = merge(kept=kept, lost=caf, values={}, territory=plan.territory, by=None)
    assert [seat.body for seat in copil.seats.all()] == ["Ville de Valmire", "Caisse d’allocations familiales"]
    line = Revision.objects.filter(model="plans.committee", batch=merged.batch).get()
    assert line.plan_key == plan.pk
    undo_batch(merged.batch, territory=plan.territory, by=None)
    assert [seat.body for seat in copil.seats.all()] == ["Ville de Valmire", "Caf du Val"]


def test_a_partner_who_sits_is_not_deleted_and_a_contact_may_be(
    coordinator: Client, plan: Plan, copil: Committee, caf: Partner
) -> None:
    answer = coordinator.post(reverse("partners:partner-delete", args=[plan.territory.slug, caf.pk]))
    assert "membres d’une instance" in answer.content.decode()
    assert Partner.objects.filter(pk=caf.pk).exists()
    Contact.objects.get(partner=caf).delete()
    assert copil.seats.get(partner=caf).contact is None


def test_the_list_says_what_comes_and_what_was_decided(
    reader: Client, copil: Committee, meeting: Meeting, url: Address
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    meeting.decisions.create(text="Ouvrir le samedi")
    Meeting.objects.create(committee=copil, starts_at=at(30, 9))
    page = reader.get(url("list"))
    (card, when), *_ = page.context["cards"]
    assert card.last == meeting
    assert "9" in when
    shown = " ".join(page.content.decode().split())
    assert "1 décision" in shown
    assert "à convoquer" in shown
    assert "Ville de Valmire, Caf du Val" in shown
    assert "Prévoir une réunion" not in shown
