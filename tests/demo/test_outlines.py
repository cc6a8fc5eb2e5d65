"""The sources of the demonstration: rich, coherent, and written as French is written."""

import re
from collections import Counter
from dataclasses import fields
from typing import Any

import pytest

from actions.enums import STATUSES_OWING_A_REASON, Role, ScheduleKind
from annexes.outline import ActionOutline, PlanOutline
from indicators.enums import IndicatorKind
from pedt_planner.demo.outlines import CITY, PEDT, PGT, demo_outlines, directory
from pedt_planner.demo.sources import DemoSourceError, Names, paths_of, read_tree, theme_outline, typeset
from plans.enums import Level

LEVELS = [Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL]
NAMES = Names(partners={}, schemes={}, places={}, codes={})
# What a complete fiche may leave empty: what its own number, status and calendar rule out.
NOT_FOR_ALL = {
    *("suffix", "code", "school_year", "status_reason", "merged_into", "doubtful"),
    *("places", "charter_axes", "notes", "documents", "renewed_from"),
}


@pytest.fixture(scope="module")
def plans() -> dict[str, PlanOutline]:
    return demo_outlines()


def is_complete(action: ActionOutline) -> bool:
    roles = {p.role for p in action.participations}
    kinds = {i.kind for i in action.indicators}
    said = {f.name for f in fields(action) if f.compare}
    filled = {name for name in said if getattr(action, name) not in ("", None, ())}
    return (
        roles == set(Role)
        and kinds >= {IndicatorKind.OUTPUT, IndicatorKind.RESULT, IndicatorKind.OUTCOME}
        and filled >= said - NOT_FOR_ALL
    )


def texts(value: Any) -> list[str]:
    """Every text inside an outline."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for f in fields(value) for text in texts(getattr(value, f.name))]
    return []


def test_pgt_has_five_themes_and_120_fiches_of_which_30_are_complete(plans: dict[str, PlanOutline]) -> None:
    pgt = plans[PGT]
    actions = list(pgt.all_actions())
    assert pgt.count(Level.THEME) == 5
    assert len(actions) >= 120
    assert sum(map(is_complete, actions)) == 30
    assert all(3 <= len(theme.objectives) <= 5 for theme in pgt.themes)
    assert {a.schedule_kind for a in actions if is_complete(a)} == set(ScheduleKind)


def test_pgt_has_the_irregularities_of_real_annexes(plans: dict[str, PlanOutline]) -> None:
    pgt = plans[PGT]
    actions = list(pgt.all_actions())
    operational = [o for t in pgt.themes for o in t.walk() if o.level is Level.OPERATIONAL]
    assert any(not o.actions and not o.note for o in operational)
    assert any(not o.actions and o.note for o in operational)
    assert any(a.suffix == "bis" for a in actions)
    assert any(a.doubtful for a in actions)
    assert all(theme.unattached for theme in pgt.themes)
    numbers = {a.number for a in pgt.themes[1].all_actions() if a.number}
    assert set(range(1, max(numbers) + 1)) - numbers == {17}
    assert max(len(a.title) for a in actions) > 120


def test_number_is_unique_in_its_theme(plans: dict[str, PlanOutline]) -> None:
    for plan in plans.values():
        for theme in plan.themes:
            references = Counter(a.reference for a in theme.all_actions() if a.reference)
            assert [r for r, count in references.items() if count > 1] == []


def test_pedt_groups_objectives_under_expected_effects_without_any_fiche(plans: dict[str, PlanOutline]) -> None:
    pedt = plans[PEDT]
    (theme,) = pedt.themes
    assert (theme.title, list(pedt.all_actions())) == ("", [])
    operational = [o for o in theme.walk() if o.level is Level.OPERATIONAL]
    assert len(operational) == 17
    assert all(o.effects for o in operational)
    rows = [o.effects.group for o in theme.objectives[0].children if o.effects]
    assert rows == [1, 1, 2, 3]


def test_city_contract_has_decimal_codes_bullets_and_transversal_links(plans: dict[str, PlanOutline]) -> None:
    fiches = list(plans[CITY].all_actions())
    assert len(fiches) == 12
    for fiche in fiches:
        assert re.fullmatch(r"\d\.\d\.\d", fiche.code)
        assert fiche.context.startswith("- ")
        assert {i.kind for i in fiche.indicators} == {IndicatorKind.OUTPUT, IndicatorKind.OUTCOME}
        assert all(link.group.startswith("AT ") for link in fiche.links)


def test_status_that_owes_a_reason_gives_it(plans: dict[str, PlanOutline]) -> None:
    owing = [a for p in plans.values() for a in p.all_actions() if a.status in STATUSES_OWING_A_REASON]
    assert {a.status for a in owing} == set(STATUSES_OWING_A_REASON)
    assert all(a.status_reason for a in owing)


def test_dates_and_amounts_make_sense(plans: dict[str, PlanOutline]) -> None:
    seen = 0
    for plan in plans.values():
        for action in plan.all_actions():
            assert not (action.starts_on and action.due_on) or action.starts_on <= action.due_on, action.title
            assert not action.age_max or (action.age_min or 0) <= action.age_max
            for line in action.fundings:
                seen += 1
                amounts = (line.requested, line.granted)
                assert line.granted is None or (line.requested is not None and line.granted <= line.requested), amounts
                assert line.spent is None or line.granted is not None, action.title
    assert seen > 90


def test_link_to_a_fiche_of_the_pgt_names_one_that_exists(plans: dict[str, PlanOutline]) -> None:
    known = {(t.title, str(a.number)) for t in plans[PGT].themes for a in t.all_actions()}
    titles = {theme for theme, _ in known}
    seen = 0
    for action in plans[PGT].all_actions():
        for link in action.links:
            if link.group in titles and (number := re.match(r"Fiche (\d+)", link.text)):
                seen += 1
                assert (link.group, number[1]) in known, link
    assert seen > 20


def test_what_fiches_received_since_is_there_to_be_shown(plans: dict[str, PlanOutline]) -> None:
    actions = [action for plan in plans.values() for action in plan.all_actions()]
    assert sum(bool(a.places) for a in actions) >= 30
    assert sum(bool(a.notes) for a in actions) >= 10
    assert sum(bool(a.documents) for a in actions) >= 5
    assert {axis for a in actions for axis in a.charter_axes} == {"articulation", "inclusion", "territoire", "qualite"}
    indicators = [i for a in actions for i in a.indicators]
    assert sum(bool(i.targets) for i in indicators) >= 20
    assert any(t.text for i in indicators for t in i.targets)
    assert any(i.baseline is not None and i.baseline_text for i in indicators)


def test_every_partner_of_the_directory_serves(plans: dict[str, PlanOutline]) -> None:
    named = {p.partner for plan in plans.values() for a in plan.all_actions() for p in a.participations}
    names = {partner["name"] for partner in directory().values()}
    assert len(names) >= 35
    assert named <= names
    assert names - named == set()


def test_contact_of_a_fiche_is_in_the_directory(plans: dict[str, PlanOutline]) -> None:
    known = {(p["name"], contact[0]) for p in directory().values() for contact in p.get("contacts", [])}
    held = {(p.partner, p.contact) for plan in plans.values() for a in plan.all_actions() for p in a.participations}
    assert {pair for pair in held if pair[1]} - known == set()


def test_text_has_french_typography(plans: dict[str, PlanOutline]) -> None:
    found = [text for plan in plans.values() for text in texts(plan) if text]
    assert len(found) > 2000
    for text in found:
        assert text == text.strip(), text
        assert not re.search(r"['\"]|\.\.\.|  | ,|\( | \)", text), text
        assert not re.search(r"\w[;!?»]|«\w", text), text
        assert not re.search(r"\b[oO]e(?:uvr|il)|\bA l’|\bEtat|\bEcole|\bEduc", text), text


def test_title_is_no_sentence_and_no_text_is_repeated(plans: dict[str, PlanOutline]) -> None:
    actions = [a for p in plans.values() for a in p.all_actions()]
    assert all(a.title[-1] not in ".;," for a in actions)
    assert [t for t, n in Counter(a.title for a in actions).items() if n > 1] == []
    longs = Counter(t for a in actions for t in (a.context, a.description, a.outputs, a.objectives) if t)
    assert [t for t, n in longs.items() if n > 1] == []


def test_complete_fiche_fits_on_two_pages(plans: dict[str, PlanOutline]) -> None:
    for action in filter(is_complete, plans[PGT].all_actions()):
        assert 120 <= sum(len(text.split()) for text in texts(action)) <= 700, action.title


def test_typeset_puts_non_breaking_spaces_where_french_wants_them() -> None:
    assert typeset("« Oui » : 1 500 € !") == "«\u00a0Oui\u00a0»\u00a0: 1\u00a0500\u00a0€\u00a0!"


def test_tree_of_a_source_keeps_levels_codes_remarks_and_paths() -> None:
    lines = ["I : Bouger", "  | Chaque jour.", "  OI 1 : Nager", "    → Voir ailleurs.", "  Sans code"]
    source = {"title": "Sport", "tree": "\n".join(lines)}
    (axis,) = nodes = read_tree(source, LEVELS)
    assert (axis.code, axis.title, axis.description) == ("I", "Bouger", "Chaque jour.")
    assert [(c.key, c.code, c.note) for c in axis.children] == [("I/1", "OI 1", "Voir ailleurs."), ("I/2", "", "")]
    assert paths_of(source, nodes)["Sport:I/1"] == ("Sport", "I : Bouger", "OI 1 : Nager")


def test_source_that_puts_a_fiche_nowhere_is_refused() -> None:
    source = {"title": "Sport", "tree": "I : Bouger", "fiche": [{"title": "Courir", "under": "II"}]}
    with pytest.raises(DemoSourceError, match="no objective II"):
        theme_outline(source, read_tree(source, LEVELS), {}, NAMES)


def test_source_with_an_unknown_field_is_refused() -> None:
    source = {"title": "Sport", "tree": "I : Bouger", "fiche": [{"title": "Courir", "colour": "red"}]}
    with pytest.raises(DemoSourceError, match="colour"):
        theme_outline(source, read_tree(source, LEVELS), {}, NAMES)
