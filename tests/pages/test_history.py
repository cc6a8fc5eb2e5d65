"""What people see of the history, and the ways back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.aggregates import content
from accounts.diffing import in_short, word_diff
from accounts.enums import Change, MemberRole, Origin
from accounts.history import new_batch, record
from accounts.models import Revision, Territory, User
from actions.enums import Role
from actions.models import Action, Participation, Step
from partners.models import Contact, Partner
from plans.deletion import branch_of, delete_branch
from plans.enums import CommitteeKind
from plans.models import Committee, CommitteeSeat, Objective, Plan
from tests.annexes.journey import words
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory


@pytest.fixture
def plan(territory: Territory) -> Plan:
    return PlanFactory(territory=territory)


@pytest.fixture
def coordinator(member: Callable[[MemberRole], User]) -> User:
    return member(MemberRole.COORDINATOR)


@pytest.fixture
def client(coordinator: User) -> Client:
    browser = Client()
    browser.force_login(coordinator)
    return browser


def url(name: str, territory: Territory, *keys: Any) -> str:
    return reverse(f"history:{name}", args=[territory.slug, *keys])


def edit(instance: models.Model, by: User | None, plan: Plan | None = None, **values: Any) -> Revision:
    before, batch, origin = content(instance), values.pop("batch", ""), values.pop("origin", Origin.FORM)
    source = values.pop("source", "")
    for name, value in values.items():
        setattr(instance, name, value)
    instance.save()
    territory = plan.territory if plan else instance.territory  # type: ignore[attr-defined]
    line = record(
        Change.EDITED, instance, by=by, territory=territory, plan_key=plan.pk if plan else None,
        before=before, after=content(instance), batch=batch, origin=origin, source=source,
    )  # fmt: skip
    assert line
    return line


def delete(fiche: Action, by: User) -> Revision:
    before, key, plan = content(fiche), fiche.pk, fiche.plan
    fiche.delete()
    line = record(Change.DELETED, fiche, by=by, territory=plan.territory, plan_key=plan.pk, before=before, key=key)
    assert line
    return line


def test_words_that_changed_are_shown_in_their_place() -> None:
    pieces = word_diff("Ouvrir la ludothèque le mercredi matin.", "Ouvrir la ludothèque le samedi matin.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Ouvrir la ludothèque le "),
        ("gone", "mercredi"),
        ("new", "samedi"),
        ("same", " matin."),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Un texte"),
        ("Un texte", ""),
        ("a\nb\nc", "a\nB\nc\nd"),
        ("a " * 5000, "a b " * 2500),
        ("tout autre", "rien à voir"),
    ],
)
def test_pieces_make_both_texts_again(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_what_did_not_change_is_shortened() -> None:
    around = "mot " * 400
    short = in_short(word_diff(f"{around}avant {around}", f"{around}après {around}"))
    assert [piece.kind for piece in short] == ["skipped", "same", "gone", "new", "same", "skipped"]
    assert sum(len(piece.text) for piece in short) < 300


@pytest.mark.parametrize("around", ["", " ", "\n", " " * 500, "x" * 500, "mot " * 90 + "\n" * 50])
def test_anything_is_shortened_without_losing_what_changed(around: str) -> None:
    short = in_short(word_diff(f"{around}avant{around}", f"{around}après{around}"))
    assert "avant" in "".join(piece.text for piece in short if piece.kind == "gone")
    assert "après" in "".join(piece.text for piece in short if piece.kind == "new")


def test_plan_history_says_who_what_old_and_new(client: Client, coordinator: User, plan: Plan) -> None:
    fiche = ActionFactory(plan=plan, title="Ludothèque")
    edit(fiche, coordinator, plan, title="Ludothèque du quai", status="ONGOING")
    page = words(client.get(url("plan", plan.territory, plan.slug)))
    for text in (str(coordinator), "Ludothèque du quai", "Modification", "Statut", "Proposée", "En cours"):
        assert text in page
    assert reverse("actions:action", args=[plan.territory.slug, plan.slug, fiche.pk]) in page


def test_batch_is_one_line_and_opens(client: Client, coordinator: User, plan: Plan) -> None:
    batch = new_batch()
    for fiche in [ActionFactory(plan=plan) for _ in range(3)]:
        edit(fiche, coordinator, plan, status="DONE", batch=batch, origin=Origin.BULK)
    page = words(client.get(url("plan", plan.territory, plan.slug)))
    assert page.count('class="change"') == 1
    assert "et 2 autres changements" in page
    assert words(client.get(url("batch", plan.territory, batch))).count('class="change"') == 3


def test_import_is_named_and_linked(client: Client, plan: Plan) -> None:
    edit(
        ActionFactory(plan=plan), None, plan, title="Lue", origin=Origin.IMPORT, source="annexe.xlsx", batch="import-12"
    )
    page = words(client.get(url("plan", plan.territory, plan.slug)))
    assert reverse("annexes:import", args=[plan.territory.slug, plan.slug, 12]) in page
    assert "annexe.xlsx" in page
    assert "le logiciel" in page


def test_history_is_filtered(client: Client, coordinator: User, plan: Plan, member: Callable[..., User]) -> None:
    other = member(MemberRole.COORDINATOR)
    edit(ActionFactory(plan=plan), coordinator, plan, title="De moi")
    edit(ObjectiveFactory(plan=plan), other, plan, title="De l’autre")
    where = url("plan", plan.territory, plan.slug)
    for query, seen, unseen in (
        ({"personne": other.pk}, "De l’autre", "De moi"),
        ({"sorte": "actions.action"}, "De moi", "De l’autre"),
        ({"objet": "moi"}, "De moi", "De l’autre"),
    ):
        page = words(client.get(where, query))
        assert seen in page
        assert unseen not in page
    assert "Aucun changement" in words(client.get(where, {"jusque": "2001-01-01"}))
    assert client.get(where, {"personne": "x", "depuis": "hier", "sorte": "?"}).status_code == 200


def test_history_costs_the_same_for_two_and_for_two_hundred(client: Client, coordinator: User, plan: Plan) -> None:
    where = url("plan", plan.territory, plan.slug)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(where).status_code == 200
        return len(captured)

    fiche = ActionFactory(plan=plan)
    edit(fiche, coordinator, plan, title="Un")
    few = queries()
    for number in range(200):
        edit(fiche, coordinator, plan, title=f"Titre {number}")
    assert queries() == few
    assert few <= 10


def test_older_value_of_one_field_is_put_back(client: Client, coordinator: User, plan: Plan) -> None:
    fiche = ActionFactory(plan=plan, title="Premier titre", challenge="Un enjeu")
    line = edit(fiche, coordinator, plan, title="Second titre", challenge="Un autre")
    page = words(client.get(url("revision", plan.territory, line.pk)))
    assert page.count("Reprendre la version d’avant") == 2
    data = {"field": "title", "side": "before"}
    assert client.post(url("put-back", plan.territory, line.pk), data).status_code == 302
    fiche.refresh_from_db()
    assert (fiche.title, fiche.challenge) == ("Premier titre", "Un autre")
    newest = Revision.objects.about(fiche).first()
    assert newest
    assert newest.after == {"title": "Premier titre"}
    refused = client.post(url("put-back", plan.territory, line.pk), {"field": "plan", "side": "before"}, follow=True)
    assert "ne se reprend pas" in words(refused)


def test_deleted_fiche_comes_back_with_what_hung_on_it(client: Client, coordinator: User, plan: Plan) -> None:
    fiche = ActionFactory(plan=plan, title="Ludothèque du quai")
    Step.objects.create(action=fiche, title="Trouver un local")
    partner = PartnerFactory(territory=plan.territory, name="Ville de Valmire")
    Participation.objects.create(action=fiche, partner=partner, role=Role.LEAD)
    key, line = fiche.pk, delete(fiche, coordinator)
    bin_page = words(client.get(url("plan-bin", plan.territory, plan.slug)))
    assert "Ludothèque du quai" in bin_page
    page = words(client.get(url("restore", plan.territory, line.pk)))
    for text in ("Ce qui reviendra", "Trouver un local", "Ville de Valmire"):
        assert text in page
    partner.participations.all().delete()
    partner.delete()  # what is gone meanwhile is told
    answer = client.post(url("restore", plan.territory, line.pk), follow=True)
    assert "Restauré : fiche action" in words(answer)
    assert "Ville de Valmire » n’existe plus" in words(answer)
    back = Action.objects.get(pk=key)
    assert [step.title for step in back.steps.all()] == ["Trouver un local"]
    assert "La corbeille est vide" in words(client.get(url("plan-bin", plan.territory, plan.slug)))
    assert client.post(url("restore", plan.territory, line.pk)).status_code == 404


def test_deleted_partner_comes_back_from_the_territory(client: Client, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Radio Vallée")
    partner.aliases.create(label="R. Vallée")
    where = reverse("partners:partner-delete", args=[territory.slug, partner.pk])
    client.get(where)
    client.post(where)
    assert not Partner.objects.exists()
    assert "Radio Vallée" in words(client.get(url("bin", territory)))
    line = Revision.objects.get(change=Change.DELETED, model="partners.partner")
    data = {"tout": "1"} if line.batch else {}
    answer = client.post(url("restore", territory, line.pk), data, follow=True)
    assert "Restauré : partenaire « Radio Vallée »" in words(answer)
    assert [alias.label for alias in Partner.objects.get(pk=partner.pk).aliases.all()] == ["R. Vallée"]


def test_number_taken_meanwhile_forbids_and_says_why(client: Client, coordinator: User, plan: Plan) -> None:
    line = delete(ActionFactory(plan=plan, number=7), coordinator)
    ActionFactory(plan=plan, number=7)
    answer = words(client.post(url("restore", plan.territory, line.pk), follow=True))
    assert "Rien n’est restauré" in answer
    assert "porte déjà ce numéro" in answer


def test_branch_comes_back_whole(client: Client, coordinator: User, plan: Plan) -> None:
    top = ObjectiveFactory(plan=plan, title="Grandir")
    below = ObjectiveFactory(parent=top, title="Jouer dehors")
    top.refresh_from_db()
    delete_branch(plan=plan, objective_id=top.pk, seen=branch_of(plan, top).seen, stay=[], by=coordinator)
    assert not Objective.objects.visible().exists()
    page = words(client.get(url("plan-bin", plan.territory, plan.slug)))
    assert "Grandir" in page
    assert "et 1 objet supprimé avec" in page
    line = Revision.objects.get(change=Change.DELETED, object_key=top.pk)
    client.post(url("restore", plan.territory, line.pk), {"tout": "1"})
    assert set(Objective.objects.visible().values_list("pk", flat=True)) == {top.pk, below.pk}


def test_history_of_one_object_names_it_and_says_when_it_is_gone(client: Client, coordinator: User, plan: Plan) -> None:
    fiche = ActionFactory(plan=plan, title="Ludothèque du quai")
    where = url("object", plan.territory, "actions.action", fiche.pk)
    assert "Aucun changement" in words(client.get(where))
    edit(fiche, coordinator, plan, challenge="Un enjeu")
    assert "Un enjeu" in words(client.get(where))
    delete(fiche, coordinator)
    page = words(client.get(where))
    assert "Cet objet est supprimé" in page
    assert "Voir ce qui peut revenir" in page
    assert client.get(url("object", plan.territory, "actions.action", 999_999)).status_code == 404
    assert client.get(url("object", plan.territory, "accounts.user", coordinator.pk)).status_code == 404
    foreign = ActionFactory()
    assert client.get(url("object", plan.territory, "actions.action", foreign.pk)).status_code == 404


def test_reader_reads_history_but_brings_nothing_back(client_of: ClientOf, coordinator: User, plan: Plan) -> None:
    reader = client_of(MemberRole.READER)
    fiche = ActionFactory(plan=plan)
    line = edit(fiche, coordinator, plan, title="Nouveau titre")
    page = words(reader.get(url("revision", plan.territory, line.pk)))
    assert "Nouveau titre" in page
    assert "Reprendre" not in page
    refused = reader.post(url("put-back", plan.territory, line.pk), {"field": "title", "side": "before"})
    assert refused.status_code == 403
    gone = delete(fiche, coordinator)
    for where in (url("plan-bin", plan.territory, plan.slug), url("restore", plan.territory, gone.pk)):
        assert reader.get(where).status_code == 403


def test_contact_is_kept_from_readers(client_of: ClientOf, client: Client, plan: Plan) -> None:
    contact = Contact.objects.create(partner=PartnerFactory(territory=plan.territory), full_name="Léa Marin")
    before = content(contact)
    contact.phone = "01 02 03 04 05"
    contact.save()
    record(Change.EDITED, contact, by=None, territory=plan.territory, before=before, after=content(contact))
    assert "01 02 03 04 05" in words(client.get(url("territory", plan.territory)))
    reader = client_of(MemberRole.READER)
    assert "01 02 03 04 05" not in words(reader.get(url("territory", plan.territory)))
    assert reader.get(url("object", plan.territory, "partners.contact", contact.pk)).status_code == 403


def test_no_history_names_a_contact_to_readers(client_of: ClientOf, coordinator: User, plan: Plan) -> None:
    caf = PartnerFactory(territory=plan.territory, name="Caf du Val")
    contact = Contact.objects.create(partner=caf, full_name="Léa Marin")
    copil = Committee.objects.create(plan=plan, kind=CommitteeKind.COPIL, name="Comité de pilotage")
    told = {"by": coordinator, "territory": plan.territory, "plan_key": plan.pk}
    seat = copil.seats.create(partner=caf, function="directrice", contact=contact)
    lines = [record(Change.CREATED, copil, after=content(copil), **told)]
    for change in ({"contact": None}, {"contact": contact, "function": "présidente"}):
        before = content(copil)
        CommitteeSeat.objects.filter(pk=seat.pk).update(**change)
        lines.append(record(Change.EDITED, copil, before=before, after=content(copil), **told))
    places = [
        url("object", plan.territory, "plans.committee", copil.pk),
        url("plan", plan.territory, plan.slug),
        url("territory", plan.territory),
        *(url("revision", plan.territory, line.pk) for line in lines if line),
    ]
    for role, sees in ((MemberRole.READER, False), (MemberRole.CONTRIBUTOR, True)):
        pages = [words(client_of(role).get(place)) for place in places]
        assert [("Léa Marin" in page) for page in pages[3:]] == [sees] * 3
        assert ("Léa Marin" in pages[0]) is sees
        assert not any("Léa Marin" in page for page in pages) or sees
        assert "Caf du Val – présidente – " in pages[-1]
        assert ("touché aucun texte" in pages[4]) is not sees
