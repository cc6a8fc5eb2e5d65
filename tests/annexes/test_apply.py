"""Writing an outline into a plan: the laws, the bulk, the lock, the directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from accounts.models import Journal, Territory
from actions.enums import Priority, Role, Status
from actions.models import Action, Funding, Participation
from annexes.applying.apply import Applied, CannotImport, PlanChangedMeanwhile, fingerprint, import_outline
from annexes.load import load
from annexes.outline import (
    Carried,
    ExpectedEffects,
    FundingOutline,
    IndicatorOutline,
    ParticipationOutline,
    PlanOutline,
)
from indicators.models import Indicator
from partners.models import Contact, Partner, PartnerAlias, Scheme
from plans.enums import Level
from plans.models import EffectGroup, Objective, Plan
from tests.annexes.samples import (
    axis,
    fiche,
    full_fiche,
    oi,
    oo,
    plan,
    plan_outlines,
    small_plan,
    theme,
    without_keys,
)
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


def bring(into: Plan, incoming: PlanOutline, **options: Any) -> Applied:
    return import_outline(plan=into, incoming=incoming, by=None, **options)


def loaded(some: Plan) -> PlanOutline:
    """The content of the plan alone, as a file would give it."""
    return replace(without_keys(load(some)), title="", kind="")


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_tree_is_sound(some: Plan) -> None:
    rows = list(some.objectives.order_by("lft").values_list("pk", "parent_id", "lft", "rght", "depth", "tree_id"))
    bounds = sorted(bound for _, _, lft, rght, _, _ in rows for bound in (lft, rght))
    assert bounds == list(range(1, 2 * len(rows) + 1))
    places = {pk: (lft, rght, depth) for pk, _, lft, rght, depth, _ in rows}
    for _, parent, lft, rght, depth, tree in rows:
        assert tree == some.pk
        if parent is not None:
            assert places[parent][0] < lft < rght < places[parent][1]
            assert depth == places[parent][2] + 1


law = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@law
@given(plan_outlines())
def test_load_gives_back_what_was_applied(words: None, outline: PlanOutline) -> None:
    with undone():
        some = PlanFactory()
        bring(some, outline)
        assert loaded(some) == outline
        assert_tree_is_sound(some)


@law
@given(plan_outlines(), plan_outlines())
def test_second_import_of_a_file_changes_nothing(words: None, first: PlanOutline, second: PlanOutline) -> None:
    with undone():
        some = PlanFactory()
        bring(some, first)
        bring(some, second)
        after = load(some)
        assert_tree_is_sound(some)
        again = bring(some, second)
        assert again.diff.is_empty, again.diff.changes
        assert load(some) == after
        assert bring(some, loaded(some)).diff.is_empty


def test_fiche_with_every_field_comes_back(empty_plan: Plan) -> None:
    branch = oi("Accueillir", oo("Informer", full_fiche(), code="OO 2"), code="OI 1")
    outline = plan(theme("Enfance", axis("Bien grandir", branch, code="I")))
    bring(empty_plan, outline)
    assert loaded(empty_plan) == outline
    assert empty_plan.actions.get().search_text.startswith(" 7 bis ludothequ")


def test_theme_and_objective_with_every_field_come_back(empty_plan: Plan) -> None:
    outline = plan(
        theme(
            "Enfance",
            oi(
                "Accueillir",
                oo("a", code="OO 1", effects=ExpectedEffects(1, "Des enfants sereins")),
                oo("b", code="OO 2", effects=ExpectedEffects(1, "Des enfants sereins")),
                oo("c", code="OO 3", effects=ExpectedEffects(2, "Des familles informées")),
                code="OG 1",
                description="Texte",
                note="Ces actions sont détaillées ailleurs",
                indicators=(IndicatorOutline("Places ouvertes"),),
            ),
            code="II",
            version_label="réactualisé en décembre 2021",
            annexe_number="II-2",
            age_min=3,
            age_max=11,
            note="à rattacher",
        )
    )
    bring(empty_plan, outline)
    assert loaded(empty_plan) == outline
    assert EffectGroup.objects.count() == 2


def test_number_of_queries_does_not_depend_on_the_number_of_fiches(empty_plan: Plan) -> None:
    def queries(count: int) -> int:
        some = PlanFactory(territory=empty_plan.territory)
        fiches = [
            replace(full_fiche(), number=n, suffix="", title=f"Fiche {n}", also_serves=()) for n in range(1, count + 1)
        ]
        with CaptureQueriesContext(connection) as captured:
            bring(some, plan(theme("Enfance", oo("Accueillir", *fiches))))
        return len(captured)

    queries(1)  # the directory is filled
    assert queries(20) == queries(10)


def test_update_of_many_fiches_costs_what_the_update_of_few_costs(empty_plan: Plan) -> None:
    def fiches(count: int, text: str) -> PlanOutline:
        actions = [fiche(f"Fiche {n}", n, description=text, domains=("sport",)) for n in range(1, count + 1)]
        return plan(theme("Enfance", oo("Accueillir", *actions)))

    def queries(count: int, text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            bring(empty_plan, fiches(count, text))
        return len(captured)

    bring(empty_plan, fiches(20, "un"))
    assert queries(20, "deux") == queries(10, "trois")


def test_renamed_moved_and_new_objects_keep_their_keys(empty_plan: Plan) -> None:
    bring(empty_plan, small_plan())
    keys = dict(empty_plan.actions.values_list("title", "pk"))
    branch = oi(
        "Accueillir",
        oo("Ouvrir beaucoup de places", fiche("Crèche du port", 1), code="OO 1"),
        oo("Informer", fiche("Relais", 2), fiche("Site", 3), code="OO 2"),
        code="OI 1",
    )
    applied = bring(empty_plan, plan(theme("Enfance", axis("Bien grandir", branch, code="I"))))
    assert applied.diff.counts()["ACTION"] == {"unchanged": 1, "moved": 1, "created": 1}
    relais = Action.objects.get(pk=keys["Relais"])
    assert relais.objective is not None
    assert relais.objective.title == "Informer"
    assert Action.objects.get(pk=keys["Crèche du port"]).objective.title == "Ouvrir beaucoup de places"  # type: ignore[union-attr]
    assert empty_plan.actions.count() == 5
    assert_tree_is_sound(empty_plan)


def test_numbers_may_shift_and_be_exchanged(empty_plan: Plan) -> None:
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", *[fiche(title, n) for n, title in enumerate("abcd", 1)]))))
    keys = dict(empty_plan.actions.values_list("title", "pk"))
    shifted = [fiche("b", 1), fiche("a", 2), fiche("neuf", 3), fiche("c", 4), fiche("d", 5)]
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", *shifted))))
    assert dict(empty_plan.actions.exclude(title="neuf").values_list("title", "pk")) == keys
    assert [(a.title, a.number) for a in load(empty_plan).all_actions()] == [(a.title, a.number) for a in shifted]


def test_file_that_carries_little_erases_nothing(empty_plan: Plan) -> None:
    rich = replace(full_fiche(), also_serves=())
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", rich, note="Remarque", indicators=(IndicatorOutline("x"),)))))
    tableau = replace(
        plan(theme("Enfance", oo("Ouvrir", fiche("Autre ludothèque", 7, suffix="bis")))),
        carries=Carried(frozenset({"title"}), frozenset({"code", "title"}), frozenset({"title", "number", "suffix"})),
    )
    bring(empty_plan, tableau)
    (action,) = loaded(empty_plan).all_actions()
    assert action == replace(rich, title="Autre ludothèque")
    assert loaded(empty_plan).themes[0].objectives[0].note == "Remarque"
    assert Indicator.objects.filter(objective__isnull=False).count() == 1


def test_children_of_an_unchanged_fiche_keep_their_rows(empty_plan: Plan) -> None:
    two = [replace(full_fiche(), title=t, number=n, also_serves=()) for n, t in ((1, "A"), (2, "B"))]
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", *two))))
    before = set(Participation.objects.filter(action__number=1).values_list("pk", flat=True))
    changed = replace(two[1], participations=two[1].participations[:1])
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", two[0], changed))))
    assert set(Participation.objects.filter(action__number=1).values_list("pk", flat=True)) == before
    assert Participation.objects.filter(action__number=2).count() == 1


def test_new_fiche_is_printed_where_the_file_puts_it(empty_plan: Plan) -> None:
    """Whatever the ranks that the fiches bear in the database."""
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche("a", 1), fiche("c", 3)))))
    for rank, action in enumerate(empty_plan.actions.order_by("number"), 7):
        action.position = rank
        action.save()
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche("a", 1), fiche("b", 2), fiche("c", 3)))))
    assert [a.title for a in load(empty_plan).all_actions()] == ["a", "b", "c"]


def test_partners_are_found_by_name_acronym_and_alias(empty_plan: Plan, territory: Territory) -> None:
    caf = Partner.objects.create(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    PartnerAlias.objects.create(partner=caf, label="C.A.F. de Brume")
    Partner.objects.create(territory=PlanFactory().territory, name="Ville de Valmire")
    writings = ["CAISSE D'ALLOCATIONS FAMILIALES", "caf", "CAF de Brume", "c.a.f. de brume", "Ville de Valmire"]
    fiches = [
        fiche(name, n, participations=(ParticipationOutline(Role.PARTNER, name),)) for n, name in enumerate(writings, 1)
    ]
    applied = bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", *fiches))))
    names = [a.participations[0].partner for a in load(empty_plan).all_actions()]
    assert names == [caf.name, caf.name, "CAF de Brume", caf.name, "Ville de Valmire"]
    assert applied.directory["partners"] == 2


def test_one_partner_is_created_for_several_writings(empty_plan: Plan, territory: Territory) -> None:
    a = fiche("a", 1, participations=(ParticipationOutline(Role.PARTNER, "École  des Prés"),))
    b = fiche(
        "b",
        2,
        participations=(
            ParticipationOutline(Role.PARTNER, "ecole des pres", "Dominique Essai"),
            ParticipationOutline(Role.PARTNER, "ÉCOLE DES PRÉS"),
            ParticipationOutline(Role.LEAD, "Ecole des prés"),
        ),
        fundings=(FundingOutline("ecole des prés"), FundingOutline("Familles")),
    )
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", a, b))))
    assert list(territory.partners.values_list("name", flat=True)) == ["École des Prés"]
    assert Participation.objects.count() == 3
    assert Contact.objects.get().partner.name == "École des Prés"
    assert list(Funding.objects.values_list("partner__name", "funder_label")) == [
        ("École des Prés", ""),
        (None, "Familles"),
    ]


def test_names_without_a_latin_letter_are_several_partners(empty_plan: Plan, territory: Territory) -> None:
    names = ["جمعية", "школа", "!!!"]
    fiches = [fiche(n, participations=(ParticipationOutline(Role.PARTNER, n),)) for n in names]
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", *fiches))))
    assert set(territory.partners.values_list("name", flat=True)) == set(names)


def test_ambiguous_acronym_is_not_guessed(empty_plan: Plan, territory: Territory, ambiguous_schemes: None) -> None:
    Scheme.objects.create(slug="plan-jeux", name="Plan des jeux", acronym="PJ")
    action = fiche("a", 1, schemes=("CEJ", "pj", "Contrat d'engagement jeune"), fundings=(FundingOutline("x", "cej"),))
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", action))))
    (read,) = load(empty_plan).all_actions()
    assert read.schemes == ("CEJ", "Plan des jeux", "Contrat d’engagement jeune")
    assert read.fundings[0].scheme == "CEJ"
    assert list(territory.schemes.values_list("name", flat=True)) == ["CEJ"]


def test_schemes_with_one_short_name_get_two_keys(empty_plan: Plan, territory: Territory) -> None:
    long = "Plan d’accompagnement des enfants et des familles du quartier des Prés de la rivière"
    names = (f"{long} un", f"{long} deux", "***", "…")
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche("a", 1, schemes=names)))))
    assert next(load(empty_plan).all_actions()).schemes == names
    assert len(set(territory.schemes.values_list("slug", flat=True))) == 4


def test_word_of_no_list_is_left_out_and_said(empty_plan: Plan) -> None:
    action = fiche("a", 1, domains=("Culture", "SPORT", "astronomie"), source="Données!K2")
    applied = bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", action))))
    assert next(load(empty_plan).all_actions()).domains == ("sport", "culture")
    (issue,) = applied.issues
    assert (issue.where, issue.code) == ("Données!K2", "unknown-word")
    assert "astronomie" in issue.message


def test_place_that_nobody_knows_is_left_out_and_said(empty_plan: Plan) -> None:
    paths = (("enfance", "OO 2 : informer"), ("Enfance", "OO 9 : Rien"))
    action = fiche("a", 1, also_serves=paths)
    outline = plan(theme("Enfance", oo("Ouvrir", action, code="OO 1"), oo("Informer", code="OO 2")))
    applied = bring(empty_plan, outline)
    assert next(load(empty_plan).all_actions()).also_serves == (("Enfance", "OO 2 : Informer"),)
    assert [issue.code for issue in applied.issues] == ["unknown-place"]
    assert bring(empty_plan, outline).diff.is_empty


def test_plan_that_changed_since_the_analysis_is_left_alone(empty_plan: Plan) -> None:
    bring(empty_plan, small_plan())
    seen = fingerprint(load(empty_plan))
    Action.objects.filter(title="Relais").update(title="Relais petite enfance")
    with pytest.raises(PlanChangedMeanwhile, match="relancez l’analyse"):
        bring(empty_plan, plan(theme("Sport", oo("Courir"))), seen=seen)
    assert not empty_plan.objectives.filter(title="Sport").exists()
    bring(empty_plan, plan(theme("Sport", oo("Courir"))), seen=fingerprint(load(empty_plan)))
    assert empty_plan.objectives.filter(title="Sport").exists()


def test_fingerprint_tells_content_and_not_keys(empty_plan: Plan) -> None:
    bring(empty_plan, small_plan())
    other = PlanFactory(title=empty_plan.title, kind=empty_plan.kind, territory=empty_plan.territory)
    bring(other, small_plan())
    assert fingerprint(load(other)) == fingerprint(load(empty_plan))
    Action.objects.filter(plan=other, title="Radio").update(priority=Priority.HIGH)
    assert fingerprint(load(other)) != fingerprint(load(empty_plan))


def test_number_borne_twice_is_refused_in_words(empty_plan: Plan) -> None:
    twice = plan(theme("Enfance", oo("Ouvrir", fiche("a", 1), fiche("b", 1, source="Enfance!D7"))))
    with pytest.raises(CannotImport, match="numéro 1") as refusal:
        bring(empty_plan, twice)
    assert refusal.value.issues[0].where == "Enfance!D7"
    assert not empty_plan.actions.exists()


def test_import_is_written_in_the_journal_once(empty_plan: Plan) -> None:
    admin = UserFactory()
    Journal.objects.all().delete()
    for _ in range(2):
        import_outline(plan=empty_plan, incoming=small_plan(), by=admin, source="pgt.xlsx")
    line = Journal.objects.get()
    assert (line.actor, line.territory, line.object_label) == (admin, empty_plan.territory, empty_plan.title)
    assert line.changes["source"] == "pgt.xlsx"
    assert line.changes["counts"]["ACTION"] == {"created": 4}


def test_plan_without_theme_keeps_its_objectives_under_the_root(empty_plan: Plan) -> None:
    outline = plan(theme("", oi("Accueillir", oo("Ouvrir", fiche("a", 1))), unattached=(fiche("b", 2),)))
    bring(empty_plan, outline)
    assert loaded(empty_plan) == outline
    assert {a.theme for a in empty_plan.actions.all()} == {None}
    assert Objective.objects.get(title="Accueillir").parent.level == Level.ROOT


def test_empty_outline_changes_nothing(empty_plan: Plan) -> None:
    bring(empty_plan, small_plan())
    assert bring(empty_plan, PlanOutline()).diff.is_empty
    assert loaded(empty_plan) == small_plan()


def test_effects_taken_away_leave_no_group_behind(empty_plan: Plan) -> None:
    effects = ExpectedEffects(1, "Des enfants sereins")
    bring(empty_plan, plan(theme("", oi("a", code="OG 1", effects=effects), oi("b", code="OG 2", effects=effects))))
    bring(empty_plan, plan(theme("", oi("a", code="OG 1", effects=effects), oi("b", code="OG 2"))))
    assert [o.effects for o in load(empty_plan).themes[0].objectives] == [effects, None]
    bring(empty_plan, plan(theme("", oi("a", code="OG 1"), oi("b", code="OG 2"))))
    assert not EffectGroup.objects.exists()


def test_status_that_owes_a_reason_is_written_with_it(empty_plan: Plan) -> None:
    action = fiche("a", 1, status=Status.DROPPED, status_reason="Faute de local")
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", action))))
    assert empty_plan.actions.get().status == Status.DROPPED
