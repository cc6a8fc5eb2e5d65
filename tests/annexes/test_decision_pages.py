"""Deciding on the preview of an import: each choice posted, kept, shown, and written when the import is confirmed."""

import json
from typing import Any

import pytest

from accounts.enums import MemberRole
from actions.models import Action
from annexes.deciding.choices import reading_key
from annexes.deciding.decisions import Decisions
from annexes.models import ImportBatch, ImportState
from annexes.preview import anchor
from plans.models import Objective, Plan
from tests.annexes.journey import Visitor, analysed, annexe, person, visitor, words
from tests.factories import PartnerFactory, PlanFactory

# Of ROWS: theme 0, axes 0/0 and 0/1; fiches 1 and 2 under 0/0/0/0, none under 0/0/0/1, fiche 3 under 0/1/0/0.
FICHE = "0/0/0/0#0"
ONE_ROW = ["I – Grandir au bord de l’eau", "OI 1 : Ouvrir des lieux", "OO 1 : Jouer dehors", "Fiche 1 : Ludothèque"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.ADMIN)


@pytest.fixture
def batch(plan: Plan) -> ImportBatch:
    return analysed(plan, person(plan, MemberRole.ADMIN))


def decide(who: Visitor, batch: ImportBatch, **data: str) -> Any:
    """Post a decision as a page without JavaScript does: `laisser_tout` is the button « laisser-tout »."""
    named = {name.replace("_", "-"): value for name, value in data.items()}
    return who.post("import-decide", batch.pk, data={"lecture": reading_key(batch), **named})


def decisions(batch: ImportBatch) -> Decisions:
    batch.refresh_from_db()
    return Decisions.from_json(batch.decisions)


def confirmed(who: Visitor, batch: ImportBatch, **data: str) -> None:
    who.confirm(batch, **data)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


def titles(plan: Plan) -> list[str]:
    return list(Action.objects.filter(plan=plan).order_by("title").values_list("title", flat=True))


def follow_up(plan: Plan, admin: Visitor, *rows: list[str]) -> ImportBatch:
    """A second file, once the first one is in the plan."""
    confirmed(admin, analysed(plan, person(plan, MemberRole.ADMIN)))
    return analysed(plan, person(plan, MemberRole.ADMIN), annexe(*rows, name="suite.xlsx"))


# Lines left out


def test_line_left_out_is_struck_out_and_not_written(admin: Visitor, batch: ImportBatch, plan: Plan) -> None:
    response = decide(admin, batch, laisser="0/0")
    assert response["Location"].endswith(f"#c{anchor('0/0')}")
    assert decisions(batch).left_out == {"0/0"}
    page = words(admin.get("import", batch.pk))
    assert "lignes sont laissées de côté" in page
    confirmed(admin, batch)
    assert titles(plan) == ["Contes du soir"]
    assert not Objective.objects.filter(plan=plan, title="Grandir au bord de l’eau").exists()


def test_line_of_a_branch_left_out_is_taken_again_alone(admin: Visitor, batch: ImportBatch, plan: Plan) -> None:
    decide(admin, batch, laisser="0/0")
    decide(admin, batch, prendre=FICHE)
    confirmed(admin, batch)
    assert titles(plan) == ["Contes du soir", "Ludothèque du quai"]


def test_everything_is_left_out_then_taken_again(admin: Visitor, batch: ImportBatch) -> None:
    decide(admin, batch, laisser_tout="1")
    assert decisions(batch).left_out == {"0"}
    page = words(admin.get("import", batch.pk))
    assert "Confirmer l’import" not in page
    assert "Il n’y a rien à écrire." in page
    decide(admin, batch, prendre_tout="1")
    assert "Confirmer l’import" in words(admin.get("import", batch.pk))


# Corrections


def test_line_is_renamed_and_moved_in_place(admin: Visitor, batch: ImportBatch, plan: Plan) -> None:
    asked = admin.client.get(admin.url("import-lines", batch.pk), {"corriger": FICHE}, headers=HTMX)
    form = asked.content.decode()
    assert 'value="Ludothèque du quai"' in form
    assert "Raconter" in form
    response = decide(admin, batch, corriger=FICHE, titre="Ludothèque du port", place="0/1/0/0")
    assert response["Location"].endswith(f"#k{anchor(FICHE)}")
    assert "corrigé par vous" in words(admin.get("import", batch.pk))
    confirmed(admin, batch)
    found = Action.objects.select_related("objective").get(plan=plan, number=1)
    assert found.objective
    assert (found.title, found.objective.title) == ("Ludothèque du port", "Raconter")


def test_correction_is_taken_back(admin: Visitor, batch: ImportBatch) -> None:
    decide(admin, batch, corriger=FICHE, titre="Autre chose", place="")
    assert decisions(batch).renamed == {FICHE: "Autre chose"}
    decide(admin, batch, comme_lu=FICHE, corriger=FICHE, titre="Autre chose", place="")
    assert decisions(batch) == Decisions()


def test_correction_opens_on_the_page_without_javascript(admin: Visitor, batch: ImportBatch) -> None:
    opened = admin.client.get(admin.url("import-lines", batch.pk), {"corriger": FICHE}, follow=True)
    page = opened.content.decode()
    assert opened.status_code == 200
    line, form, next_line = (
        page.index(mark) for mark in ('id="n0-0-0-0_0"', '<form class="correction"', 'id="n0-0-0-0_1"')
    )
    assert line < form < next_line


def test_branch_is_given_alone(admin: Visitor, batch: ImportBatch) -> None:
    asked = admin.client.get(admin.url("import-lines", batch.pk), {"branche": "0/0"}, headers=HTMX)
    fragment = asked.content.decode()
    assert "<html" not in fragment
    assert "Ludothèque du quai" in fragment
    assert "Contes du soir" not in fragment
    for query in ({"branche": "7/7"}, {"corriger": "7/7"}, {}):
        assert admin.client.get(admin.url("import-lines", batch.pk), query, headers=HTMX).status_code == 404


# What the file lacks


def test_what_is_missing_goes_once_it_is_ticked_and_confirmed_twice(admin: Visitor, plan: Plan) -> None:
    batch = follow_up(plan, admin, ONE_ROW)
    second = Action.objects.get(plan=plan, number=2)
    assert "L’import garde tout cela." in words(admin.get("import", batch.pk))
    response = decide(admin, batch, supprimer=f"action:{second.pk}")
    assert response["Location"].endswith(f"#absent-action-{second.pk}")
    page = words(admin.get("import", batch.pk))
    assert "<strong>1 suppression</strong> : Fiche 2 : Cabanes d’été" in page
    assert "Je confirme cette suppression" in page

    admin.confirm(batch)
    assert Action.objects.filter(pk=second.pk).exists()
    confirmed(admin, batch, suppressions="oui")
    assert not Action.objects.filter(pk=second.pk).exists()
    assert Action.objects.filter(plan=plan, number=3).exists()


def test_deletion_is_given_up(admin: Visitor, plan: Plan) -> None:
    batch = follow_up(plan, admin, ONE_ROW)
    keys = [f"action:{pk}" for pk in Action.objects.filter(plan=plan, number__gt=1).values_list("pk", flat=True)]
    for key in keys:
        decide(admin, batch, supprimer=key)
    decide(admin, batch, garder=keys[0])
    assert decisions(batch).deleted == {keys[1]}
    decide(admin, batch, garder_tout="1")
    assert decisions(batch).deleted == frozenset()


# Proposals and names


def test_proposals_are_accepted_one_by_one_and_by_kind(admin: Visitor, plan: Plan) -> None:
    known = PartnerFactory(territory=plan.territory, name="Atelier du vieux pont")
    people = ["Atelier du vieux ponts", "Ateliers du vieux pont"]
    header = ["Axe stratégique", "Objectif intermédiaire", "Objectif opérationnel", "Fiches actions", "Partenaires"]
    rows = [header] + [
        ["I – Grandir", "OI 1 : Lire", "OO 1 : Dire", f"Fiche {n} : Conte {n}", name]
        for n, name in enumerate(people, 1)
    ]
    batch = analysed(plan, person(plan, MemberRole.ADMIN), annexe(*rows))
    (group,) = [one for one in admin.get("import", batch.pk).context["page"].groups if one.kind.value == "partner"]
    keys = [offer.proposal.key for offer in group.offers]
    assert {offer.proposal.after for offer in group.offers} == {known.name}
    decide(admin, batch, accepter=keys[0])
    assert decisions(batch).accepted == {keys[0]}
    assert "1 acceptée sur 2" in words(admin.get("import", batch.pk))
    decide(admin, batch, refuser=keys[0])
    assert decisions(batch).accepted == frozenset()
    decide(admin, batch, accepter_tout="partner")
    assert decisions(batch).accepted == set(keys)
    decide(admin, batch, nouveau=people[0])
    assert len(decisions(batch).accepted) == 1
    decide(admin, batch, refuser_tout="partner")
    assert decisions(batch).accepted == frozenset()


def test_name_of_the_file_is_told_to_be_a_known_partner(admin: Visitor, plan: Plan, batch: ImportBatch) -> None:
    known = PartnerFactory(territory=plan.territory, name="Maison du port")
    decide(admin, batch, nom="Le port", partenaire=str(known.pk))
    assert decisions(batch).partners == {"Le port": known.pk}
    decide(admin, batch, nom="Les quais", partenaire="", connu="maison du port")
    assert decisions(batch).partners["Les quais"] == known.pk
    decide(admin, batch, nouveau="Le port")
    assert decisions(batch).partners == {"Les quais": known.pk}
    refused = decide(admin, batch, nom="Le pont", partenaire="", connu="Inconnu")
    assert "Choisissez un partenaire de la liste" in words(admin.client.get(refused["Location"]))


# All of them


def test_all_decisions_are_forgotten_at_once(admin: Visitor, batch: ImportBatch) -> None:
    assert "Revenir à la lecture" not in words(admin.get("import", batch.pk))
    decide(admin, batch, laisser="0/0")
    assert "Revenir à la lecture" in words(admin.get("import", batch.pk))
    decide(admin, batch, oublier="1")
    assert decisions(batch) == Decisions()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"laisser": "7/7"}, "n’est pas dans le fichier"),
        ({"prendre": "7/7"}, "n’est pas dans le fichier"),
        ({"corriger": "7/7", "titre": "x"}, "n’est pas dans le fichier"),
        ({"supprimer": "plan:1"}, "n’est pas dans le plan"),
        ({"accepter_tout": "tout"}, "n’existent pas"),
        ({}, "n’a pas été comprise"),
    ],
)
def test_decision_about_nothing_is_refused_in_words(
    admin: Visitor, batch: ImportBatch, data: dict[str, str], said: str
) -> None:
    response = decide(admin, batch, **data)
    assert said in words(admin.client.get(response["Location"]))
    assert decisions(batch) == Decisions()


def test_decision_on_a_former_reading_or_a_closed_import_changes_nothing(admin: Visitor, batch: ImportBatch) -> None:
    stale = admin.post("import-decide", batch.pk, data={"lecture": "1234", "laisser": "0/0"})
    assert "relu entre-temps" in words(admin.client.get(stale["Location"]))
    given = {"lecture": "1234", "laisser": "0/0"}
    asked = admin.client.post(admin.url("import-decide", batch.pk), given, headers=HTMX)
    assert asked.status_code == 204
    assert asked["HX-Redirect"].startswith(admin.url("import", batch.pk))
    admin.post("import-drop", batch.pk)
    late = decide(admin, batch, laisser="0/0")
    assert "n’attend plus de décision" in words(admin.client.get(late["Location"]))
    assert decisions(batch) == Decisions()


def test_decision_by_htmx_brings_the_touched_parts_alone(admin: Visitor, batch: ImportBatch) -> None:
    def asked(**data: str) -> Any:
        given = {"lecture": reading_key(batch), **data}
        return admin.client.post(admin.url("import-decide", batch.pk), given, headers=HTMX)

    response = asked(laisser="0/0")
    fragment = response.content.decode()
    assert "<html" not in fragment
    for part in ('id="resume"', 'id="barre"', 'id="signalements"', 'id="n0-0"', 'id="cn0"'):
        assert part in fragment
    assert 'id="n0-1"' not in fragment
    assert 'id="arbre"' not in fragment
    told = json.loads(response["HX-Trigger-After-Settle"])["import-decided"]
    assert told == {"said": "Laissé de côté.", "focus": "cn0-0"}
    assert 'id="arbre"' in asked(corriger=FICHE, titre="Autre", place="").content.decode()


def test_decision_keeps_the_filters_of_its_page(admin: Visitor, batch: ImportBatch) -> None:
    address, given = admin.url("import-decide", batch.pk), {"lecture": reading_key(batch)}
    current = {**HTMX, "HX-Current-URL": f"http://testserver{admin.url('import', batch.pk)}?gravite=erreur"}
    fragment = admin.client.post(address, given | {"laisser": "0/1"}, headers=current).content.decode()
    assert "Aucun de cette gravité." in fragment
    back = admin.client.post(f"{address}?gravite=erreur", given | {"prendre": "0/1"})
    assert back["Location"] == f"{admin.url('import', batch.pk)}?gravite=erreur#cn0-1"


def test_part_is_read_again_in_another_layout(admin: Visitor, batch: ImportBatch) -> None:
    decide(admin, batch, laisser="0/0")
    (part,) = admin.get("import", batch.pk).context["page"].parts
    name = f"partie-{part.key}"
    same = admin.post("import-layouts", batch.pk, data={name: part.layout})
    assert "déjà lue de cette façon" in words(admin.client.get(same["Location"]))
    assert decisions(batch).left_out == {"0/0"}
    response = admin.post("import-layouts", batch.pk, data={name: "ignorer", "partie-99": "ignorer"})
    assert "/travaux/" in response["Location"]
    assert decisions(batch) == Decisions()
    assert batch.options["layouts"] == {part.key: "ignorer"}
    assert "Rien n’a été reconnu dans ce fichier" in words(admin.get("import", batch.pk))


def test_members_who_do_not_import_decide_nothing(plan: Plan, batch: ImportBatch) -> None:
    for role, status in ((MemberRole.READER, 403), (MemberRole.COORDINATOR, 403), (None, 404)):
        who = visitor(plan, role)
        assert decide(who, batch, laisser="0/0").status_code == status
        assert who.post("import-layouts", batch.pk, data={"partie-1": "ignorer"}).status_code == status
        assert who.get("import-lines", batch.pk, corriger="0/0").status_code == status
    assert decisions(batch) == Decisions()
    other = visitor(PlanFactory(territory=plan.territory), MemberRole.ADMIN)
    assert decide(other, batch, laisser="0/0").status_code == 404
