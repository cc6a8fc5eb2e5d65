"""The indexes and the indicators of a dossier."""

from datetime import date
from decimal import Decimal

from actions.enums import Role
from annexes.contents.indexes import partner_index, scheme_index
from annexes.contents.indicators import indicators_of
from annexes.edition import Edition
from annexes.outline import (
    ActionOutline,
    FundingOutline,
    IndicatorOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlanOutline,
    TargetOutline,
    ThemeOutline,
)
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level

EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))


def plan(*actions: ActionOutline, unattached: tuple[ActionOutline, ...] = ()) -> PlanOutline:
    axis = ObjectiveOutline(Level.AXIS, "Un axe", "I", actions=actions)
    return PlanOutline("Plan", themes=(ThemeOutline("Enfance", objectives=(axis,), unattached=unattached),))


def held(role: Role, partner: str) -> ParticipationOutline:
    return ParticipationOutline(role, partner)


def test_partners_stand_in_the_order_of_the_alphabet_with_their_roles() -> None:
    one = ActionOutline("Lire", number=1, participations=(held(Role.LEAD, "École Jules-Ferry"),))
    two = ActionOutline("Jouer", number=2, participations=(held(Role.PARTNER, "Ecole Jules Ferry"),))
    three = ActionOutline("Rêver", participations=(held(Role.PARTNER, "CAF"), held(Role.LEAD, "3 petits chats")))
    found = partner_index(plan(one, two, unattached=(three,)), EDITION)
    assert [(entry.letter, entry.name) for entry in found] == [
        ("#", "3 petits chats"),
        ("C", "CAF"),
        ("E", "École Jules-Ferry"),
    ]
    assert [(one.role, [ref.short for ref in one.fiches]) for one in found[2].mentions] == [
        ("Pilote", ["1"]),
        ("Partenaire", ["2"]),
    ]
    assert found[1].mentions[0].fiches[0].short == "« Rêver »"


def test_funder_of_a_line_is_in_the_index_when_it_is_a_partner() -> None:
    fundings = (FundingOutline("CAF", scheme="Bonus territoire"), FundingOutline("familles"))
    one = ActionOutline("Lire", number=1, fundings=fundings)
    two = ActionOutline("Jouer", number=2, participations=(held(Role.PARTNER, "CAF"),), schemes=("CLAS",))
    found = partner_index(plan(one, two), EDITION)
    assert [entry.name for entry in found] == ["CAF"]
    assert [mention.role for mention in found[0].mentions] == ["Partenaire", "Financeur"]
    assert [entry.name for entry in scheme_index(plan(one, two), EDITION)] == ["Bonus territoire", "CLAS"]


def test_fiches_of_several_themes_are_named_with_their_theme() -> None:
    outline = demo_outlines()["pgt-2025-2029"]
    names = {theme.title for theme in outline.themes}
    mentions = [mention for entry in partner_index(outline, EDITION) for mention in entry.mentions]
    assert {theme for mention in mentions for theme, _ in mention.by_theme()} <= names
    assert sum(len(mention.fiches) for mention in mentions) > 100


def test_every_indicator_of_a_demo_plan_is_in_the_table_once() -> None:
    for outline in demo_outlines().values():
        table = indicators_of(outline, EDITION)
        labels = [str(row[0]).split("\n")[0] for group in table.groups for owned in group.owned for row in owned.rows]
        objectives = [objective for theme in outline.themes for objective in theme.walk()]
        owners = [*outline.themes, *objectives, *outline.all_actions()]
        assert sorted(labels) == sorted(one.label for owner in owners for one in owner.indicators)
        assert labels


def test_indicators_stand_under_their_axe_with_the_fiche_that_owns_them() -> None:
    indicator = IndicatorOutline("Enfants accueillis", targets=(TargetOutline(value=Decimal(120)),))
    attached = ActionOutline("Lire", number=1, indicators=(indicator,))
    loose = ActionOutline("Rêver", number=2, indicators=(indicator,))
    table = indicators_of(plan(attached, unattached=(loose,)), EDITION)
    assert [group.name for group in table.groups] == [
        "Enfance – Axe stratégique I : Un axe",
        "Enfance – Actions à rattacher",
    ]
    assert [owned.name for group in table.groups for owned in group.owned] == ["Fiche 1 – Lire", "Fiche 2 – Rêver"]
    assert "120" in table.groups[0].owned[0].rows[0]
