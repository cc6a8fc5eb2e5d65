"""The tree edited on its page, without JavaScript and in place."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Change, MemberRole
from accounts.models import Revision
from actions.models import Action
from plans.enums import Level, PlanStatus
from plans.models import EffectGroup, Objective, Plan, PlanKind, StructureChange
from plans.structure import Draft, add_objectives
from tests.annexes.journey import client_of, person, words
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory

IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def plan(kinds: dict[str, PlanKind]) -> Plan:
    return PlanFactory(kind=kinds["PEDT"], title="PEDT du quai")


@pytest.fixture
def general(plan: Plan) -> Objective:
    return ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir au bord de l’eau")


@pytest.fixture
def client(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


def at(plan: Plan, name: str, *keys: int) -> str:
    return reverse(f"plans:{name}", args=[plan.territory.slug, plan.slug, *keys])


def titles(plan: Plan) -> list[str]:
    return [str(one) for one in Objective.objects.filter(plan=plan).visible()]


def hidden(response: Any, name: str) -> str:
    """The value of a hidden input of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden {name}"
    return found[1]


def test_empty_plan_says_how_to_begin_in_the_words_of_its_kind(plan: Plan, client: Client) -> None:
    page = words(client.get(plan.get_absolute_url()))
    for text in ("Objectifs généraux", "Objectifs opérationnels", "Effets attendus", "Par quoi commencez-vous ?"):
        assert text in page
    reader = words(client_of(person(plan, MemberRole.READER)).get(plan.get_absolute_url()))
    assert "Par quoi commencez-vous" not in reader


@pytest.mark.parametrize("is_empty", [True, False])
def test_lowest_level_is_not_offered_without_a_parent(is_empty: bool, plan: Plan, client: Client) -> None:
    if not is_empty:
        ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "objectifs/ajouter/?niveau=INTERMEDIATE" in page
    assert "objectifs/ajouter/?niveau=OPERATIONAL" not in page


def test_fiches_are_missed_only_where_the_kind_expects_them(plan: Plan, client: Client, general: Objective) -> None:
    ObjectiveFactory(plan=plan, parent=general, level=Level.OPERATIONAL, code="OO 1", title="Nager")
    assert "Aucune fiche à ce jour" not in words(client.get(plan.get_absolute_url()))
    PlanKind.objects.filter(pk=plan.kind_id).update(expects_actions=True)
    assert "Aucune fiche à ce jour" in words(client.get(plan.get_absolute_url()))


def test_export_is_not_the_first_thing_of_an_empty_plan(plan: Plan, client: Client) -> None:
    export = reverse("annexes:export", args=[plan.territory.slug, plan.slug])
    link = f'<a class="btn btn-primary" href="{export}">'
    assert link not in client.get(plan.get_absolute_url()).content.decode()
    ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    assert link in client.get(plan.get_absolute_url()).content.decode()


def test_kind_of_a_plan_is_asked_in_words(plan: Plan, client: Client) -> None:
    page = client.get(reverse("plans:new", args=[plan.territory.slug])).content.decode()
    assert "Choisir un type" in page
    assert "---------" not in page


def test_plan_is_built_from_nothing_without_javascript(plan: Plan, client: Client) -> None:
    """Each form leads to the next: OG 1, its OO, their effects, OG 2."""
    page = client.get(at(plan, "objective-add"), {"niveau": "INTERMEDIATE"})
    assert 'value="OG 1"' in page.content.decode()
    url = f"{at(plan, 'objective-add')}?niveau=INTERMEDIATE"
    below = client.post(url, {"code": "OG 1", "title": "Grandir ensemble", "puis": "dessous"})["Location"]
    assert 'value="OO 1"' in client.get(below).content.decode()
    another = client.post(below, {"code": "OO 1", "title": "Lire", "puis": "autre"})["Location"]
    assert 'value="OO 2"' in client.get(another).content.decode()
    effects = client.post(another, {"code": "OO 2", "title": "Jouer", "puis": "effets"})["Location"]
    page = client.get(effects)
    assert len(re.findall(r'name="objectives"[^>]* checked', page.content.decode())) == 2
    keys = list(Objective.objects.filter(level=Level.OPERATIONAL).order_by("lft").values_list("pk", flat=True))
    done = client.post(effects, {"text": "- Ils choisissent leurs livres", "objectives": keys})
    assert done["Location"].endswith(f"#o-{keys[0]}")
    assert set(EffectGroup.objects.get().objectives.values_list("pk", flat=True)) == set(keys)
    assert titles(plan) == ["OG 1 : Grandir ensemble", "OO 1 : Lire", "OO 2 : Jouer"]
    page = client.get(plan.get_absolute_url()).content.decode()
    assert page.count("Ils choisissent leurs livres") == 1
    assert "Annuler ce changement" in page


def test_next_general_objective_comes_after_the_one_above(plan: Plan, client: Client, general: Objective) -> None:
    url = f"{at(plan, 'objective-add')}?sous={general.pk}"
    following = client.post(url, {"code": "OO 1", "title": "Lire", "puis": "remonter"})["Location"]
    client.post(following, {"code": "OG 2", "title": "Apprendre dehors", "puis": ""})
    assert titles(plan) == ["OG 1 : Grandir au bord de l’eau", "OO 1 : Lire", "OG 2 : Apprendre dehors"]


def test_form_in_place_is_a_fragment_and_answers_what_to_do_next(
    plan: Plan, client: Client, general: Objective
) -> None:
    url = f"{at(plan, 'objective-add')}?apres={general.pk}"
    fragment = client.get(url, headers=IN_PLACE).content.decode()
    assert "<html" not in fragment
    assert 'value="OG 2"' in fragment
    response = client.post(url, {"code": "OG 2", "title": "Deux", "puis": "autre"}, headers=IN_PLACE)
    assert response.status_code == 204
    detail = json.loads(response["HX-Trigger"])["plan-changed"]
    new = Objective.objects.get(title="Deux")
    assert detail["focus"] == f"o-{new.pk}"
    assert f"apres={new.pk}" in detail["follow"]
    tree = words(client.get(plan.get_absolute_url(), headers={**IN_PLACE, "HX-Target": "plan-tree"}))
    assert "<html" not in tree
    assert "Ajout de « OG 2 : Deux »" in tree


def test_wrong_input_gives_everything_back(plan: Plan, client: Client, general: Objective) -> None:
    url = f"{at(plan, 'objective-add')}?apres={general.pk}"
    refused = client.post(url, {"code": "OG 1", "title": "Deux", "description": "Longue phrase", "puis": ""})
    assert refused.status_code == 422
    page = words(refused)
    assert "porte déjà le code « OG 1 »" in page
    assert "Longue phrase" in page
    assert "Écrivez l’intitulé" in words(client.post(url, {"code": "OG 2", "title": " ", "puis": ""}))
    assert len(titles(plan)) == 1


def test_pasted_lines_are_shown_before_they_are_added(plan: Plan, client: Client) -> None:
    url = f"{at(plan, 'objective-paste')}?niveau=INTERMEDIATE"
    text = "OG 1 : Grandir\tOO 1 : Lire\n\tJouer\n\tNager\nOG 2 : Apprendre\tCompter"
    preview = words(client.post(url, {"lines": text, "level": "INTERMEDIATE"}))
    assert "6 objectifs à ajouter" in preview
    assert not titles(plan)
    client.post(url, {"lines": text, "level": "INTERMEDIATE", "confirmer": "oui"})
    assert titles(plan) == [
        "OG 1 : Grandir", "OO 1 : Lire", "OO 2 : Jouer", "OO 3 : Nager", "OG 2 : Apprendre", "OO 1 : Compter",
    ]  # fmt: skip
    client.post(at(plan, "structure-undo"), {"changement": StructureChange.objects.get().pk})
    assert titles(plan) == []


def test_edit_writes_history_and_says_who_changed_what_meanwhile(
    plan: Plan, client: Client, general: Objective
) -> None:
    url = at(plan, "objective-edit", general.pk)
    seen = hidden(client.get(url), "seen")
    other = client_of(person(plan, MemberRole.ADMIN))
    theirs = hidden(other.get(url), "seen")
    other.post(url, {"seen": theirs, "code": "OG 1", "title": "Grandir dehors", "description": "", "note": ""})
    mine = {"seen": seen, "code": "OG 1", "title": "Grandir au soleil", "description": "Un mot", "note": ""}
    conflict = client.post(url, mine)
    assert conflict.status_code == 409
    assert "Grandir dehors" in words(conflict)
    assert "Grandir au soleil" in words(conflict)
    general.refresh_from_db()
    assert general.title == "Grandir dehors"
    assert Revision.objects.filter(object_key=general.pk, change=Change.EDITED).count() == 1


def test_description_and_identity_of_a_theme_are_read_on_the_plan(kinds: dict[str, PlanKind]) -> None:
    plan = PlanFactory(kind=kinds["PGT"])
    theme = ObjectiveFactory(plan=plan, title="Enfance")
    client = client_of(person(plan, MemberRole.COORDINATOR))
    url = at(plan, "objective-edit", theme.pk)
    fields = {"seen": hidden(client.get(url), "seen"), "title": "Enfance", "description": "- Ce que l’on veut"}
    fields |= {"version_date": "2026-06-01", "age_min": "3", "age_max": "11", "annexe_number": "II-2"}
    assert client.post(url, {**fields, "age_max": "2"}).status_code == 422
    assert client.post(url, fields).status_code == 302
    page = words(client.get(plan.get_absolute_url()))
    for text in ("version de juin 2026 · annexe II-2 · 3-11 ans", "<li>Ce que l’on veut</li>"):
        assert text in page


def test_edits_of_two_fields_by_two_people_are_both_kept(plan: Plan, client: Client, general: Objective) -> None:
    url = at(plan, "objective-edit", general.pk)
    seen = hidden(client.get(url), "seen")
    other = client_of(person(plan, MemberRole.ADMIN))
    fields = {"code": "OG 1", "title": general.title, "description": "", "note": ""}
    other.post(url, {**fields, "seen": hidden(other.get(url), "seen"), "description": "D’elle"})
    assert client.post(url, {**fields, "seen": seen, "title": "De lui"}).status_code == 302
    general.refresh_from_db()
    assert (general.title, general.description) == ("De lui", "D’elle")


def test_edit_of_what_was_deleted_gives_the_text_back(plan: Plan, client: Client, general: Objective) -> None:
    url, seen = at(plan, "objective-edit", general.pk), "title:abc"
    delete(client, plan, general)
    gone = client.post(url, {"seen": seen, "code": "OG 1", "title": "Une phrase qui m’a coûté", "description": ""})
    assert gone.status_code == 410
    assert "Une phrase qui m’a coûté" in words(gone)


def delete(client: Client, plan: Plan, objective: Objective, **fields: str) -> Any:
    url = at(plan, "objective-delete", objective.pk)
    return client.post(url, {"seen": hidden(client.get(url), "seen"), **fields})


def test_deletion_names_what_goes_and_the_fiches_stay_unless_asked(
    plan: Plan, client: Client, general: Objective
) -> None:
    low = ObjectiveFactory(parent=general, title="Lire", code="OO 1")
    ActionFactory(objective=low, title="Contes du soir", number=7)
    page = words(client.get(at(plan, "objective-delete", general.pk)))
    for text in ("1 sous-objectif", "OO 1 : Lire", "1 fiche", "Fiche 7 : Contes du soir", "à rattacher"):
        assert text in page
    assert delete(client, plan, general).status_code == 302
    assert titles(plan) == []
    assert Action.objects.get().objective_id is None
    page = client.get(plan.get_absolute_url())
    assert "Suppression de « OG 1" in words(page)
    undone = client.post(at(plan, "structure-undo"), {"changement": hidden(page, "changement")})
    assert undone.status_code == 302
    assert titles(plan) == ["OG 1 : Grandir au bord de l’eau", "OO 1 : Lire"]
    assert Action.objects.get().objective_id == low.pk


def test_fiches_deleted_with_their_objective_come_back_with_it(plan: Plan, client: Client, general: Objective) -> None:
    ActionFactory(objective=general, title="Contes du soir")
    delete(client, plan, general, **{"fiches-avec": "supprimer"})
    assert not Action.objects.exists()
    client.post(at(plan, "structure-undo"), {"changement": StructureChange.objects.get().pk})
    assert Action.objects.get().objective_id == general.pk


def test_deletion_is_asked_again_when_something_was_added_meanwhile(
    plan: Plan, client: Client, general: Objective
) -> None:
    url = at(plan, "objective-delete", general.pk)
    seen = hidden(client.get(url), "seen")
    ObjectiveFactory(parent=general, title="Écrit par une collègue")
    refused = client.post(url, {"seen": seen})
    assert refused.status_code == 422
    assert "Écrit par une collègue" in words(refused)
    assert len(titles(plan)) == 2


def test_moves_are_made_refused_and_undone_in_words(plan: Plan, client: Client, general: Objective) -> None:
    second = ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 2", title="Apprendre")
    low = ObjectiveFactory(parent=general, title="Lire")
    step = at(plan, "objective-step", second.pk)
    client.post(step, {"sens": "monter", "voisin": general.pk})
    assert titles(plan)[0] == "OG 2 : Apprendre"
    again = client.post(step, {"sens": "monter", "voisin": general.pk}, follow=True)
    assert "a changé entre-temps" in words(again)
    move = at(plan, "objective-move", low.pk)
    page = client.get(move)
    assert "OG 2 – Apprendre" in words(page)
    assert "Premier niveau du plan" in words(page)  # this kind allows skipping
    client.post(move, {"seen": hidden(page, "seen"), "parent": second.pk, "place": "last"})
    assert titles(plan) == ["OG 2 : Apprendre", "Lire", "OG 1 : Grandir au bord de l’eau"]
    refused = client.post(move, {"seen": general.pk, "parent": general.pk, "place": "last"}, follow=True)
    assert "déplacé entre-temps" in words(refused)


def test_renumbering_shows_old_and_new_then_applies(plan: Plan, client: Client, general: Objective) -> None:
    ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 7", title="Apprendre")
    page = client.get(at(plan, "structure-renumber"))
    assert "OG 7" in words(page)
    assert "OG 2" in words(page)
    client.post(at(plan, "structure-renumber"), {"seen": hidden(page, "seen")})
    assert titles(plan)[1] == "OG 2 : Apprendre"
    Plan.objects.update(status=PlanStatus.SIGNED)
    assert "ne changent plus" in words(client.get(at(plan, "structure-renumber")))


def test_effects_of_a_group_are_edited_and_removed(plan: Plan, client: Client, general: Objective) -> None:
    first, second = (ObjectiveFactory(parent=general, title=title) for title in ("Lire", "Jouer"))
    client.post(f"{at(plan, 'effects-add')}?objectif={first.pk}", {"text": "- Ils lisent", "objectives": [first.pk]})
    group = EffectGroup.objects.get()
    url = at(plan, "effects-edit", group.pk)
    page = client.get(url)
    fields = {"seen": hidden(page, "seen"), "shown": hidden(page, "shown"), "text": "- Ils jouent"}
    client.post(url, {**fields, "objectives": [second.pk]})
    group.refresh_from_db()
    assert group.text == "- Ils jouent"
    assert list(group.objectives.values_list("title", flat=True)) == ["Jouer"]
    client.post(at(plan, "effects-delete", group.pk))
    assert not EffectGroup.objects.exists()
    client.post(at(plan, "structure-undo"), {"changement": StructureChange.objects.first().pk})  # type: ignore[union-attr]
    assert EffectGroup.objects.get().objectives.get() == second


def test_menu_of_an_objective_leads_to_each_thing(plan: Plan, client: Client, general: Objective) -> None:
    ObjectiveFactory(parent=general, title="Lire")
    page = words(client.get(at(plan, "objective", general.pk)))
    for text in ("Modifier", "Objectif opérationnel dessous", "Objectif général à la suite", "Déplacer vers…",
                 "Supprimer…", "Indicateurs", "Effets attendus des objectifs dessous"):  # fmt: skip
        assert text in page


WRITES = [
    ("objective-add", False), ("objective-paste", False), ("effects-add", False), ("structure-undo", False),
    ("structure-renumber", False), ("objective", True), ("objective-edit", True), ("objective-step", True),
    ("objective-move", True), ("objective-delete", True),
]  # fmt: skip


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
def test_member_without_the_right_changes_no_tree(plan: Plan, general: Objective, role: MemberRole) -> None:
    client = client_of(person(plan, role))
    for name, keyed in WRITES:
        url = at(plan, name, *([general.pk] if keyed else []))
        for response in (client.get(url), client.post(url)):
            assert response.status_code in (403, 405), name
    page = client.get(plan.get_absolute_url()).content.decode()
    assert 'class="more"' not in page
    assert 'class="last-change"' not in page


@pytest.mark.parametrize("role", [MemberRole.COORDINATOR, MemberRole.ADMIN])
def test_owner_opens_each_page_of_the_tree(plan: Plan, general: Objective, role: MemberRole) -> None:
    client = client_of(person(plan, role))
    add_objectives(plan=plan, parent_id=general.pk, after_id=None, drafts=[Draft(Level.OPERATIONAL, "Lire")], by=None)
    for name, keyed in WRITES:
        url = at(plan, name, *([general.pk] if keyed else []))
        query = {"sous": general.pk} if name == "effects-add" else {}
        assert client.get(url, query).status_code == (405 if name == "objective-step" else 200), name


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def grow(plan: Plan, parent: Objective, rows: int) -> None:
    drafts = [Draft(Level.OPERATIONAL, f"Objectif {number}", f"OO {number}") for number in range(rows)]
    add_objectives(plan=plan, parent_id=parent.pk, after_id=None, drafts=drafts, by=None)


def test_pages_of_the_tree_cost_the_same_for_one_and_for_five_hundred_rows(
    plan: Plan, client: Client, general: Objective
) -> None:
    other = ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, title="Ailleurs")
    grow(plan, general, 1)
    pages = {
        plan.get_absolute_url(): 21,  # its alerts are twelve of them
        at(plan, "objective", general.pk): 12,
        at(plan, "objective-edit", general.pk): 12,
        f"{at(plan, 'objective-add')}?sous={general.pk}": 12,
        at(plan, "objective-move", general.pk): 12,
        at(plan, "objective-delete", general.pk): 14,
        at(plan, "structure-renumber"): 10,
        f"{at(plan, 'effects-add')}?sous={general.pk}": 12,
    }
    few = {url: queries(lambda url=url: client.get(url)) for url in pages}  # type: ignore[misc]
    grow(plan, general, 499)
    many = {url: queries(lambda url=url: client.get(url)) for url in pages}  # type: ignore[misc]
    assert many == few
    assert {url: count for url, count in many.items() if count > pages[url]} == {}
    weight = len(client.get(plan.get_absolute_url()).content)
    assert weight < 500_000, weight
    assert queries(lambda: client.post(at(plan, "objective-step", general.pk), {"voisin": other.pk})) < 40
