"""The dossier of a plan obeys the laws of the outline: written back, twice, through Excel and through JSON."""

import io
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from accounts.enums import Origin
from accounts.models import Revision
from annexes.applying.apply import import_outline
from annexes.applying.checks import fit
from annexes.applying.directory import Directory, with_contacts_among
from annexes.comparing.fieldwords import field_words
from annexes.edition import Edition
from annexes.excel import write_workbook
from annexes.fileoutline import AmendmentOutline, PlanDocumentOutline, PlanFile, SeatOutline
from annexes.importing.merging import OneFile, merged
from annexes.jsonform import canonical_bytes, outline_from_json, outline_from_public, outline_to_json, public_json
from annexes.load import load
from annexes.models import ImportBatch, ImportState
from annexes.outline import FicheAddress, PlanOutline
from annexes.readers import read_annexe
from annexes.reading import Reading, Severity
from annexes.undoing.undo import undo_import
from annexes.vocabulary import Vocabulary
from partners.models import Contact, Partner
from plans.enums import AmendmentStatus
from plans.models import Attendance, Childcare, Meeting, Plan, PlanDocument, Visa
from tests.annexes.filesamples import NOON, full_file, full_sections, plan_files
from tests.annexes.samples import fiche, oo, plan, theme
from tests.factories import PlanFactory

EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))
TITLE = "Plan d’essai"


def whole(file: PlanFile | None = None, **values: Any) -> PlanOutline:
    """A plan of one fiche, with a full dossier or another one."""
    content = theme("Enfance", oo("Informer", fiche("Relais", 3), code="OO 1"))
    file = full_file(FicheAddress("3", "Enfance")) if file is None else file
    return plan(content, title=TITLE, kind="PGT", file=file, **values)


def workbook(outline: PlanOutline, *, contacts: bool = True) -> bytes:
    return write_workbook(outline, edition=EDITION, vocabulary=Vocabulary(), whole=contacts)


def read(content: bytes) -> Reading:
    return read_annexe(io.BytesIO(content), name="plan.xlsx")


@pytest.fixture
def some(words: None) -> Plan:
    """A plan whose territory knows some partners."""
    found: Plan = PlanFactory(title=TITLE)
    for name in ("CAF de Brume", "Ville de Valmire"):
        Partner.objects.create(territory=found.territory, name=name)
    return found


def brought(some: Plan, outline: PlanOutline) -> PlanOutline:
    """What the plan is after an import that has nothing to say."""
    applied = import_outline(plan=some, incoming=outline, by=None)
    assert applied.issues == ()
    return load(Plan.objects.get(pk=some.pk))


def empty_fields(value: Any, path: str = "") -> list[str]:
    """The fields that are at their default somewhere and full nowhere."""
    full: dict[str, bool] = {}

    def walk(one: Any) -> None:
        for field in fields(one):
            name = f"{type(one).__name__}.{field.name}"
            held = getattr(one, field.name)
            full[name] = full.get(name, False) or held != field.default
            for below in held if isinstance(held, tuple) else (held,):
                if is_dataclass(below):
                    walk(below)

    walk(value)
    return [name for name, is_full in full.items() if not is_full]


def test_full_dossier_has_a_value_in_every_field() -> None:
    uploaded = {"PlanDocumentOutline.file", "VisaOutline.file", "FicheAddress.plan", "FicheAddress.twin"}
    assert set(empty_fields(full_file(FicheAddress("3", "Enfance")))) == uploaded


@pytest.mark.django_db
def test_full_dossier_is_given_back_and_brought_twice_changes_nothing(some: Plan) -> None:
    outline = whole(sections=full_sections())
    got = brought(some, outline)
    assert got.file == outline.file
    assert got.sections == outline.sections
    assert import_outline(plan=some, incoming=outline, by=None).diff.is_empty


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[*HealthCheck])
@given(before=plan_files(), file=plan_files())
def test_any_dossier_is_given_back_whatever_was_there(some: Plan, before: PlanFile, file: PlanFile) -> None:
    Plan.objects.filter(pk=some.pk).update(deliberation="", deliberated_on=None)
    for owned in ("figures", "childcares", "activities", "committees", "visas", "amendments"):
        getattr(some, owned).all().delete()
    some = Plan.objects.get(pk=some.pk)
    import_outline(plan=some, incoming=whole(before), by=None)
    kept = {one.number for one in file.amendments}
    import_outline(plan=some, incoming=whole(file), by=None)
    got = load(Plan.objects.get(pk=some.pk)).file
    acts = {one.number: one.status for one in before.amendments}
    amendments = tuple(replace(one, status=acts.get(one.number, one.status)) for one in file.amendments)
    stay = tuple(one for one in before.amendments if one.number not in kept)
    assert got == replace(file, amendments=(*amendments, *stay))
    assert import_outline(plan=some, incoming=whole(file), by=None).diff.is_empty


@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
@given(plan_files())
def test_any_dossier_goes_through_excel_and_json(file: PlanFile) -> None:
    outline = whole(file)
    reading = read(workbook(outline))
    assert reading.issues == ()
    assert reading.outline.file == file
    assert reading.cells == reading.attached
    assert outline_from_json(outline_to_json(outline)) == outline
    assert outline_from_public(public_json(outline)) == outline


def test_full_dossier_goes_through_excel_and_json() -> None:
    outline = whole(sections=full_sections(), renewed_from="pedt-2022-2025")
    reading = read(workbook(outline))
    assert reading.issues == ()
    assert reading.outline == outline
    assert outline_from_json(outline_to_json(outline)) == outline
    assert outline_from_public(public_json(outline)) == outline


def test_equal_moments_have_equal_bytes() -> None:
    outline = whole()
    elsewhere = outline_from_public(public_json(outline))
    assert canonical_bytes(outline) == canonical_bytes(elsewhere)


def test_empty_dossier_has_no_sheet() -> None:
    names = openpyxl.load_workbook(io.BytesIO(workbook(whole(PlanFile())))).sheetnames
    assert not {"Diagnostic", "Instances", "Réunions", "Avis et signatures", "Présentation"} & set(names)


def test_text_longer_than_a_cell_comes_back_whole() -> None:
    text = "Un long texte. " * 3500
    sections = (replace(full_sections()[0], text=text.strip()),)
    assert read(workbook(whole(sections=sections))).outline.sections == sections


@pytest.mark.django_db
def test_workbook_without_contacts_takes_none_away(some: Plan) -> None:
    outline = whole()
    import_outline(plan=some, incoming=outline, by=None)
    public = with_contacts_among(load(some), frozenset())
    content = workbook(public, contacts=False)
    cells = (
        str(c) for s in openpyxl.load_workbook(io.BytesIO(content)) for r in s.iter_rows(values_only=True) for c in r
    )
    assert not any("Dominique" in cell for cell in cells)
    reading = read(content)
    assert import_outline(plan=some, incoming=reading.outline, by=None).diff.is_empty
    assert load(some).file == outline.file


@pytest.mark.django_db
def test_json_without_contacts_or_without_a_dossier_takes_nothing_away(some: Plan) -> None:
    outline = whole()
    import_outline(plan=some, incoming=outline, by=None)
    public = public_json(with_contacts_among(load(some), frozenset()), contacts=False)
    assert "Dominique" not in str(public)
    assert import_outline(plan=some, incoming=outline_from_public(public), by=None).diff.is_empty
    old = {name: value for name, value in public_json(load(some)).items() if name != "file"}
    assert import_outline(plan=some, incoming=outline_from_public(old), by=None).diff.is_empty
    assert load(some).file == outline.file


@pytest.mark.django_db
def test_rows_that_stay_keep_their_keys(some: Plan) -> None:
    import_outline(plan=some, incoming=whole(), by=None)
    meeting, childcare = Meeting.objects.get(starts_at=NOON), Childcare.objects.get(name="Accueil du soir")
    file = full_file(FicheAddress("3", "Enfance"))
    committee = file.committees[0]
    later = replace(committee.meetings[0], minutes="Relu")
    changed = replace(
        file,
        committees=(replace(committee, name="COPIL", meetings=(later, *committee.meetings[1:])),),
        childcares=tuple(reversed(file.childcares)),
    )
    import_outline(plan=some, incoming=whole(changed), by=None)
    meeting.refresh_from_db()
    childcare.refresh_from_db()
    assert (meeting.minutes, meeting.committee.name) == ("Relu", "COPIL")
    assert childcare.position == 1
    assert meeting.attendances.get(label="CAF de Brume – Conseillère").seat is not None
    assert some.activities.get(title="Échecs").childcare == childcare


@pytest.mark.django_db
def test_decision_follows_its_fiche_when_numbers_change(some: Plan) -> None:
    import_outline(plan=some, incoming=whole(), by=None)
    known = load(some).themes[0].objectives[0].actions[0].pk
    swapped = theme("Enfance", oo("Informer", fiche("Neuve", 3), fiche("Relais", 4), code="OO 1"))
    incoming = replace(plan(swapped), carries=replace(plan(swapped).carries, plan=frozenset()))
    import_outline(plan=some, incoming=incoming, by=None)
    [decided, _] = Meeting.objects.get(starts_at=NOON).decisions.all()
    assert decided.action_id == known
    assert load(some).file.committees[0].meetings[0].decisions[0].action == FicheAddress("4", "Enfance")


@pytest.mark.django_db
def test_file_neither_brings_nor_loses_an_uploaded_file(some: Plan) -> None:
    PlanDocument.objects.create(plan=some, title="Convention", file="plans/1/convention.pdf")
    Visa.objects.create(plan=some, stage="SIGNATURE", label="Le maire", file="plans/1/visas/signe.pdf")
    stolen = replace(
        full_file(FicheAddress("3", "Enfance")),
        documents=(PlanDocumentOutline("Volé", file="plans/2/secret.pdf"),),
        visas=(replace(full_file().visas[0], file="plans/2/secret.pdf"),),
    )
    applied = import_outline(plan=some, incoming=whole(stolen), by=None)
    assert [issue.code for issue in applied.issues] == ["unknown-file", "unknown-file"]
    got = load(some).file
    assert [one.file for one in got.documents] == ["plans/1/convention.pdf"]
    assert [one.file for one in got.visas] == ["", "plans/1/visas/signe.pdf"]
    assert import_outline(plan=some, incoming=whole(stolen), by=None).diff.is_empty


@pytest.mark.django_db
def test_known_avenant_keeps_its_state_and_never_goes(some: Plan) -> None:
    import_outline(plan=some, incoming=whole(PlanFile(amendments=(AmendmentOutline(1, "Ouvrir"),))), by=None)
    signed = AmendmentOutline(1, "Ouvrir plus", status=AmendmentStatus.SIGNED, signed_on=date(2027, 1, 1))
    import_outline(plan=some, incoming=whole(PlanFile(amendments=(signed,))), by=None)
    assert load(some).file.amendments == (AmendmentOutline(1, "Ouvrir plus"),)
    import_outline(plan=some, incoming=whole(PlanFile()), by=None)
    assert load(some).file.amendments == (AmendmentOutline(1, "Ouvrir plus"),)


@pytest.mark.django_db
def test_what_a_dossier_names_is_made_in_the_directory(words: None) -> None:
    fresh: Plan = PlanFactory(title=TITLE)
    outline = whole()
    assert brought(fresh, outline).file == outline.file
    names = set(Partner.objects.filter(territory=fresh.territory).values_list("name", flat=True))
    assert names == {"CAF de Brume"}  # of the opinions and of the contact; the others stay words
    assert Contact.objects.get().full_name == "Dominique Essai"


@pytest.mark.django_db
def test_history_tells_what_an_import_did_to_the_dossier(some: Plan) -> None:
    import_outline(plan=some, incoming=whole(), by=None, source="plan.json")
    lines = Revision.objects.filter(origin=Origin.IMPORT)
    told = set(lines.values_list("model", flat=True))
    names = {"plans.childcare", "plans.programme", "plans.committee", "plans.meeting", "plans.visa"}
    assert told >= {
        "plans.plan",
        "plans.childcare",
        "plans.programme",
        "plans.committee",
        "plans.meeting",
        "plans.visa",
    }
    import_outline(plan=some, incoming=whole(PlanFile()), by=None, source="plan.json")
    gone = lines.filter(change="DELETED").values_list("model", flat=True)
    assert set(gone) == names


def test_what_no_database_keeps_is_said_with_its_line() -> None:
    file = full_file()
    meeting = replace(file.committees[0].meetings[0], ends_at=NOON - timedelta(hours=1), link="visio")
    wrong = replace(
        file,
        figures=(replace(file.figures[0], label="x" * 301, year=1800),),
        childcares=(replace(file.childcares[0], capacity_under_6=-1),),
        activities=(replace(file.activities[0], age_min=12),),
        documents=(PlanDocumentOutline("Deux", url="https://a.example", file="a.pdf"),),
        committees=(replace(file.committees[0], meetings=(meeting,)),),
        visas=(file.visas[0], file.visas[0]),
        deliberation="x" * 151,
    )
    _, issues = fit(whole(wrong), frozenset())
    assert {issue.severity for issue in issues} == {Severity.ERROR}
    said = [(issue.where, issue.code) for issue in issues]
    assert said == [
        ("Plan", "bad-value"),
        ("Pièces jointes, ligne 1", "file-or-link"),
        ("Diagnostic, ligne 1", "bad-value"),
        ("Diagnostic, ligne 1", "bad-value"),
        ("Accueils, ligne 1", "bad-value"),
        ("Activités, ligne 1", "ages-reversed"),
        ("Réunions, ligne 1", "bad-value"),
        ("Réunions, ligne 1", "dates-reversed"),
        ("Avis et signatures", "twice"),
    ]
    assert fit(whole(), frozenset())[1] == []


def edited(sheet: str, row: int, title: str, value: Any) -> Reading:
    """The workbook of a full dossier read back with one cell changed."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(whole())))
    page = book[sheet]
    column = next(cell.column for cell in page[1] if cell.value == title)
    page.cell(row, column).value = value
    content = io.BytesIO()
    book.save(content)
    return read(content.getvalue())


@pytest.mark.parametrize(
    ("sheet", "row", "title", "value", "where", "code"),
    [
        ("Diagnostic", 2, "Valeur", "beaucoup", "Feuille Diagnostic, D2", "bad-value"),
        ("Diagnostic", 2, "Libellé", None, "Feuille Diagnostic, B2", "empty-cell"),
        ("Réunions", 2, "Début", "jeudi", "Feuille Réunions, D2", "bad-value"),
        ("Décisions", 2, "Réunion – clé", "R9", "", ""),
        ("Avis et signatures", 4, "Avenant", 7, "Feuille Avis et signatures, A4", "unknown-owner"),
    ],
)
def test_fault_of_a_cell_is_said_where_it_stands(
    sheet: str, row: int, title: str, value: Any, where: str, code: str
) -> None:
    issues = edited(sheet, row, title, value).issues
    told = [(issue.where, issue.code) for issue in issues]
    assert told == ([(where, code)] if code else [])  # a wrong key gives way to the name


def test_group_without_all_its_sheets_is_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(whole())))
    del book["Membres"]
    content = io.BytesIO()
    book.save(content)
    reading = read(content.getvalue())
    assert {issue.code for issue in reading.issues} == {"missing-sheet"}
    assert "committees" not in reading.outline.carries.plan
    assert "figures" in reading.outline.carries.plan


@pytest.mark.django_db
def test_directory_has_one_writing_of_each_name(some: Plan) -> None:
    file = full_file()
    other = replace(file, childcares=(replace(file.childcares[0], manager="caf de brume"),))
    named = Directory.load(some.territory).canonical(whole(other))
    assert named.file.childcares[0].manager == "CAF de Brume"


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["emptied", "filled", "changed"])
def test_import_of_a_dossier_is_taken_back(some: Plan, way: str) -> None:
    full, bare = whole(), whole(PlanFile())
    file = full_file(FicheAddress("3", "Enfance"))
    committee = file.committees[0]
    changed = replace(
        file,
        childcares=file.childcares[1:],
        activities=(replace(file.activities[0], operator="CAF de Brume", childcare=""),),
        committees=(replace(committee, seats=committee.seats[1:], purpose="Suivre"),),
        programme=replace(file.programme, team=()) if file.programme else None,
        visas=file.visas[:1],
    )
    before, after = {"emptied": (full, bare), "filled": (bare, full), "changed": (full, whole(changed))}[way]
    import_outline(plan=some, incoming=before, by=None)
    was = load(Plan.objects.get(pk=some.pk))
    seats = set(Attendance.objects.values_list("pk", "seat"))
    batch = ImportBatch.objects.create(plan=some, file_name="plan.json", sha256="0" * 64)
    import_outline(plan=some, incoming=after, by=None, source="plan.json", batch=batch.history_key)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLIED, applied_at=NOON)
    assert load(Plan.objects.get(pk=some.pk)).file != was.file
    undo_import(ImportBatch.objects.get(pk=batch.pk), None)
    assert load(Plan.objects.get(pk=some.pk)) == was
    if way != "changed":
        assert set(Attendance.objects.values_list("pk", "seat")) == seats


@pytest.mark.django_db
def test_preview_says_in_words_what_changes(some: Plan) -> None:
    import_outline(plan=some, incoming=whole(), by=None)
    file = full_file(FicheAddress("3", "Enfance"))
    figure = replace(file.figures[0], value=Decimal("130"))
    committee = file.committees[0]
    seats = (*committee.seats, SeatOutline("Collège", "Principal"))
    changed = replace(file, figures=(figure, *file.figures[1:]), committees=(replace(committee, seats=seats),))
    diff = import_outline(plan=some, incoming=whole(changed), by=None).diff
    [change] = diff.changes
    told = {one.name: one for one in (field_words(change, field, Vocabulary()) for field in change.fields)}
    assert set(told) == {"Diagnostic", "Instances"}
    assert told["Diagnostic"].old == "… ; Effectifs ; École des Prés ; 2026 ; 128,125 ; enfants ; Insee"
    assert told["Diagnostic"].new == "… ; Effectifs ; École des Prés ; 2026 ; 130 ; enfants ; Insee"
    assert told["Instances"].new == "… ; Comité de pilotage › Collège ; Principal ; Membre"


def test_several_files_take_no_contact_away_when_the_one_of_the_plan_has_none() -> None:
    reading = read(workbook(whole(), contacts=False))
    other = Reading(plan(theme("Jeunesse")))
    several = merged([OneFile(1, "plan.xlsx", reading), OneFile(2, "autre.xlsx", other)])
    assert not several.outline.carries.contacts
    assert "committees" in several.outline.carries.plan
    assert several.outline.file.committees
