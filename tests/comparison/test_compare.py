"""What is told of two states of a plan: nothing when nothing changed, else every field of every object."""

from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.enums import Role, Status
from annexes.applying.directory import map_actions
from annexes.comparing.pairs import every
from annexes.fileoutline import (
    CommitteeOutline,
    FigureOutline,
    MeetingOutline,
    PlanFile,
    SeatOutline,
    VisaOutline,
)
from annexes.outline import (
    ActionOutline,
    FicheAddress,
    IndicatorOutline,
    LinkOutline,
    MeasurementOutline,
    NoteOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlanOutline,
    SectionOutline,
    StepOutline,
    ThemeOutline,
)
from annexes.versions.comparison import DifferenceKind, compare
from annexes.versions.substance import FOLLOW_UP, substance_of
from annexes.versions.telling import chapters_of, told
from annexes.versions.words import MODELS, name_of
from plans.enums import VisaStage
from tests.annexes.samples import axis, fiche, oo, plan, plan_outlines, small_plan, theme
from tests.annexes.test_diff import keyed
from tests.comparison.samples import EDITION, VOCABULARY, each_change, filled

ADDED, REMOVED = DifferenceKind.ADDED, DifferenceKind.REMOVED
MOVED, CHANGED = DifferenceKind.MOVED, DifferenceKind.CHANGED

CODES_IN_WORDS = ("un-code", "YEARLY", "SCHOOL_FUND", "SHORT", "GOOD", "None", "True")
# Layout, or no part of the plan: see annexes.versions.comparison.
UNTOLD = {("ExpectedEffects", "group"), ("PlanOutline", "directory"), ("ListOutline", "what")}


def kinds(before: PlanOutline, after: PlanOutline) -> list[tuple[str, str]]:
    return [(one.kind.label, one.label) for one in compare(before, after).differences]


@settings(max_examples=60, deadline=None)
@given(plan_outlines())
def test_compared_with_itself_a_plan_has_not_changed(outline: PlanOutline) -> None:
    assert compare(outline, outline).is_empty
    assert compare(keyed(outline), keyed(outline)).is_empty


@settings(max_examples=60, deadline=None)
@given(plan_outlines(), plan_outlines())
def test_what_is_added_one_way_is_removed_the_other_way(one: PlanOutline, other: PlanOutline) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.is_empty == back.is_empty
    for kind, opposite in ((ADDED, REMOVED), (REMOVED, ADDED), (MOVED, MOVED)):
        assert there.counts()[kind] == back.counts()[opposite]


@settings(max_examples=60, deadline=None)
@given(plan_outlines(), st.data())
def test_any_edited_fiche_is_told_and_no_other(outline: PlanOutline, data: st.DataObject) -> None:
    outline = keyed(outline)
    actions = [action.pk for action in outline.all_actions()]
    edited = data.draw(st.sets(st.sampled_from(actions))) if actions else set()

    def edit(action: ActionOutline) -> ActionOutline:
        return replace(action, description=f"{action.description} et plus") if action.pk in edited else action

    differences = compare(outline, map_actions(outline, edit)).differences
    assert {one.pk for one in differences if one.of is ActionOutline} == edited
    assert all(one.kind is CHANGED and [f.name for f in one.fields] == ["description"] for one in differences)


@settings(max_examples=40, deadline=None)
@given(plan_outlines())
def test_a_plan_that_comes_from_nothing_is_all_added(outline: PlanOutline) -> None:
    differences = compare(PlanOutline(), replace(outline, title="", kind="")).differences
    named = [node for one in outline.themes for node in every(one) if not isinstance(node, ThemeOutline) or node.title]
    assert {one.kind for one in differences if one.of is not PlanOutline} <= {ADDED}
    assert sum(one.of in (ThemeOutline, ObjectiveOutline, ActionOutline) for one in differences) >= len(named)


FULL = keyed(filled())
CHANGES = list(each_change(FULL))


def test_every_field_that_changes_is_told_in_words() -> None:
    assert len(CHANGES) > 250
    for path, changed in CHANGES:
        differences = compare(FULL, changed).differences
        if path[-2:] in UNTOLD or "ListOutline" in path:
            assert not differences, path
            continue
        fields_told = [field for one in differences for field in told(one, EDITION, VOCABULARY).fields]
        assert any(field.before != field.after for field in fields_told), path
        shown = " ".join(part for field in fields_told for part in (field.before, field.after))
        assert "Outline(" not in shown, path
        assert not [code for code in CODES_IN_WORDS if code in shown and path[-2] != "CommitteeOutline"], path


def test_every_field_of_every_object_has_a_name() -> None:
    seen = 0
    for kind in reachable(PlanOutline):
        if kind.__name__ in ("ExpectedEffects", "FicheAddress", "ListOutline"):
            continue
        assert kind in MODELS, kind
        for one in fields(kind):
            nodes = {"objectives", "children", "actions", "unattached", "themes", "directory", "level"}
            if one.compare and not (one.name in nodes and kind in (PlanOutline, ThemeOutline, ObjectiveOutline)):
                assert name_of(kind, one.name)[:1].isupper(), (kind, one.name)
                seen += 1
    assert seen > 150


def reachable(kind: Any) -> set[Any]:
    """The dataclasses that an outline is made of."""
    found, waiting = set(), [kind]
    while waiting:
        one = waiting.pop()
        if is_dataclass(one):
            if one.__name__ in ("Carried", "Hint") or one in found:
                continue
            found.add(one)
            hints = get_type_hints(one)
            waiting += [hints[field.name] for field in fields(one) if field.compare]
        waiting += [part for part in get_args(one) if part is not Ellipsis]
    return found


def test_a_fiche_under_another_objective_is_moved_not_removed_and_added() -> None:
    before = keyed(small_plan())
    port = next(action for action in before.all_actions() if action.title == "Crèche du port")
    away = _without(before, port.pk)
    after = replace(
        away, themes=(away.themes[0], replace(away.themes[1], unattached=(*away.themes[1].unattached, port)))
    )
    (moved,) = compare(before, after).differences
    assert moved.kind is MOVED
    assert moved.place_before == ("Enfance", "I : Bien grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir des places")
    assert moved.place == ("Jeunesse", "Actions à rattacher")


def test_without_keys_a_fiche_in_another_theme_is_moved_too() -> None:
    before = plan(theme("Enfance", oo("A", fiche("Crèche du port", 1))), theme("Jeunesse", oo("B")))
    after = plan(theme("Enfance", oo("A")), theme("Jeunesse", oo("B", fiche("Crèche du port", 1))))
    assert kinds(before, after) == [("Déplacement", "Fiche 1 : Crèche du port")]


def test_a_fiche_that_moved_and_changed_shows_under_both_kinds() -> None:
    before = plan(theme("Enfance", oo("A", fiche("Crèche", 1)), oo("B")))
    after = plan(theme("Enfance", oo("A"), oo("B", fiche("Crèche", 1, description="Quai nord"))))
    comparison = compare(before, after)
    assert len(comparison.only([MOVED]).differences) == len(comparison.only([CHANGED]).differences) == 1
    assert comparison.only([ADDED]).is_empty
    assert comparison.only([]) == comparison


def test_another_fiche_that_takes_a_number_is_not_the_former_one() -> None:
    before = plan(theme("Enfance", oo("A", replace(fiche("Café des parents", 1), pk=1))))
    after = plan(theme("Enfance", oo("A", replace(fiche("Ludothèque itinérante", 1), pk=2))))
    assert sorted(kinds(before, after)) == [
        ("Ajout", "Fiche 1 : Ludothèque itinérante"),
        ("Suppression", "Fiche 1 : Café des parents"),
    ]


def test_a_fiche_made_again_under_its_name_has_not_changed() -> None:
    before = plan(theme("Enfance", oo("A", replace(fiche("Café des parents", 1), pk=1))))
    after = plan(theme("Enfance", oo("A", replace(fiche("Café des parents", 1), pk=2))))
    assert compare(before, after).is_empty


def test_what_is_renamed_does_not_change_the_fiches_that_name_it() -> None:
    link = LinkOutline("Même public", target=FicheAddress("1", "Enfance"))
    serving = fiche("Navette", 2, links=(link,), also_serves=(("Enfance", "I : Bien grandir"),))
    before = keyed(plan(theme("Enfance", axis("Bien grandir", oo("A", fiche("Crèche", 1), serving), code="I"))))
    axe = before.themes[0].objectives[0]
    (below,) = axe.children
    first, second = below.actions
    path = (("Petite enfance", "I : Mieux grandir"),)
    renamed = replace(second, links=(replace(link, target=FicheAddress("1", "Petite enfance")),), also_serves=path)
    after = plan(
        replace(
            before.themes[0],
            title="Petite enfance",
            objectives=(replace(axe, title="Mieux grandir", children=(replace(below, actions=(first, renamed)),)),),
        )
    )
    assert kinds(before, after) == [("Modification", "Petite enfance"), ("Modification", "I : Mieux grandir")]


def test_another_order_is_told_of_what_holds_the_list() -> None:
    before = plan(theme("Enfance", oo("A", fiche("Un", 1), fiche("Deux", 2))))
    after = plan(theme("Enfance", oo("A", fiche("Deux", 2), fiche("Un", 1))))
    (one,) = compare(before, after).differences
    assert [(f.name, f.before, f.after) for f in told(one, EDITION, VOCABULARY).fields] == [
        ("Ordre des fiches", "Fiche 1 : Un\nFiche 2 : Deux", "Fiche 2 : Deux\nFiche 1 : Un")
    ]


def test_what_was_removed_stands_where_it_stood() -> None:
    before = plan(theme("A", oo("Un", fiche("a", 1), fiche("b", 2), fiche("c", 3))), theme("B", oo("Deux")))
    after = plan(
        theme("A", oo("Un", fiche("a", 1, description="x"), fiche("c", 3, description="x"))),
        theme("B", oo("Deux", description="x")),
    )
    comparison = compare(before, after)
    labels = [one.label for one in comparison.differences]
    assert labels == ["Fiche 1 : a", "Fiche 2 : b", "Fiche 3 : c", "Deux"]
    assert [(one.theme, one.title) for one in chapters_of(comparison)] == [("A", "Un"), ("B", "Deux")]


def test_the_dossier_is_told_object_by_object() -> None:
    copil = CommitteeOutline("COPIL", seats=(SeatOutline("CAF", "Directrice"), SeatOutline("Ville", "Maire")))
    before = PlanOutline(
        sections=(SectionOutline("Le territoire", "Douze communes."), SectionOutline("Les publics", "Les enfants.")),
        file=PlanFile(figures=(FigureOutline("Effectifs", "Maternelle", 2024),), committees=(copil,)),
    )
    seats = (copil.seats[1], SeatOutline("DSDEN", "Inspectrice"))
    after = PlanOutline(
        sections=(SectionOutline("Le territoire", "Treize communes."), SectionOutline("Publics", "Les enfants.")),
        file=PlanFile(
            figures=(FigureOutline("Effectifs", "Maternelle", 2025),), committees=(replace(copil, seats=seats),)
        ),
    )
    assert kinds(before, after) == [
        ("Modification", "Le territoire"),
        ("Modification", "Publics"),
        ("Modification", "Effectifs – Maternelle"),
        ("Ajout", "DSDEN"),
        ("Suppression", "CAF"),
    ]
    seat = compare(before, after).differences[-1]
    assert told(seat, EDITION, VOCABULARY).where == "COPIL"
    (text,) = told(compare(before, after).differences[0], EDITION, VOCABULARY).fields
    assert [(piece.kind, piece.text) for piece in text.pieces] == [
        ("gone", "Douze"), ("new", "Treize"), ("same", " communes."),
    ]  # fmt: skip


def test_values_are_said_in_french() -> None:
    before = plan(theme("A", oo("Un", fiche("a", 1))))
    after = plan(
        theme(
            "A",
            oo(
                "Un",
                fiche("a", 1, status=Status.ONGOING, audiences=("un-code",), doubtful=True, progress=25,
                      participations=(ParticipationOutline(Role.LEAD, "Ville", "Ada L."),)),
            ),
        )
    )  # fmt: skip
    (one,) = compare(before, after).differences
    words = {field.name: (field.before, field.after) for field in told(one, EDITION, VOCABULARY).fields}
    assert words == {
        "Statut": ("Proposée", "En cours"),
        "Publics": ("", "Premier mot"),
        "À vérifier": ("non", "oui"),
        "Avancement (%)": ("", "25 %"),
        "Partenaires et rôles": ("", "Pilote – Ville\u202f; Contact\u00a0: Ada L."),
    }


def test_substance_leaves_the_follow_up_out_and_nothing_else() -> None:
    step = StepOutline("Réunir")
    indicator = IndicatorOutline("Sorties")
    before = plan(theme("A", oo("Un", fiche("a", 1, steps=(step,), indicators=(indicator,)))))
    followed = fiche(
        "a", 1, status=Status.ONGOING, progress=50, notes=(NoteOutline(2026, "Fait"),),
        steps=(replace(step, done_on=EDITION.edited_on),),
        indicators=(replace(indicator, measurements=(MeasurementOutline(2026, text="12"),)),),
    )  # fmt: skip
    after = replace(
        plan(theme("A", oo("Un", followed))),
        file=PlanFile(
            visas=(VisaOutline(VisaStage.OPINION, "CAF"),),
            committees=(CommitteeOutline("COPIL", meetings=(MeetingOutline(filled(MeetingOutline).starts_at),)),),
        ),
    )
    assert kinds(substance_of(before), substance_of(after)) == [("Ajout", "COPIL")]
    dropped = plan(theme("A", oo("Un", replace(followed, status=Status.DROPPED, status_reason="Faute de local"))))
    (one,) = compare(substance_of(before), substance_of(dropped)).differences
    fields_told = [(field.name, field.before, field.after) for field in told(one, EDITION, VOCABULARY).fields]
    assert fields_told == [("Statut", "", "Abandonnée"), ("Motif du statut", "", "Faute de local")]


def test_follow_up_names_fields_that_exist_and_have_a_default() -> None:
    for kind, names in FOLLOW_UP.items():
        defaults = {one.name: one.default for one in fields(kind)}
        assert all(defaults[name] is not MISSING for name in names)


def _without(outline: PlanOutline, pk: int | None) -> PlanOutline:
    def objective(node: ObjectiveOutline) -> ObjectiveOutline:
        return replace(
            node,
            children=tuple(map(objective, node.children)),
            actions=tuple(action for action in node.actions if action.pk != pk),
        )

    return replace(
        outline,
        themes=tuple(replace(one, objectives=tuple(map(objective, one.objectives))) for one in outline.themes),
    )
