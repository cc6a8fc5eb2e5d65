"""The law of design.md § 3: whatever people may edit is in the outline, so in « Données », and comes back.

Each field of each object that a plan holds is changed in the database: the outline must show it. A field that it does
not show stands in `LEFT_OUT`, with its reason.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, models, transaction

from accounts.enums import Origin
from accounts.models import Revision
from actions.models import (
    Action,
    ActionLink,
    ActionNote,
    AgeBand,
    Audience,
    ChildTime,
    Decision,
    Document,
    Funding,
    Participation,
    Place,
    Scale,
    SchemeUse,
    Step,
)
from annexes.applying.apply import fingerprint, import_outline
from annexes.applying.directory import Directory, map_actions
from annexes.documents import DocumentRequest, Form, make_document
from annexes.importing.services import read_for
from annexes.load import load_whole
from annexes.outline import DocumentOutline, ExpectedEffects, FicheAddress, PlanOutline
from annexes.reading import Severity
from indicators.models import Indicator, Measurement, Target
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme
from plans.models import (
    Activity,
    AgendaItem,
    AggregateFigure,
    Amendment,
    Attendance,
    BoardSeat,
    BudgetLine,
    Childcare,
    Committee,
    CommitteeSeat,
    EffectGroup,
    Figure,
    Meeting,
    Objective,
    PerimeterPlace,
    Plan,
    PlanDocument,
    PlanSection,
    Programme,
    TeamSeat,
    Visa,
)
from tests.annexes.filesamples import full_file, full_sections
from tests.annexes.samples import axis, fiche, full_fiche, full_indicator, oi, oo, plan, theme
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db

OWNER = "qui le porte : sa place dans le document le dit"
DERIVED = "calculé d’après le reste"
TENANT = "le territoire où l’on importe, jamais celui du fichier"
CODE = "nom interne, refait à l’import"
RANK = {"position": "l’ordre du document"}
SHARED: dict[str, str] = {"territory": TENANT, "code": CODE}
LEFT_OUT: dict[type[models.Model], dict[str, str]] = {
    Plan: {
        "territory": TENANT,
        "slug": "adresse du plan, choisie à sa création",
        "status": "étape de la vie du plan, qu’un acte fait changer et non un fichier",
        "created_at": DERIVED,
        "updated_at": DERIVED,
    },
    Objective: {
        "plan": OWNER,
        "search_text": DERIVED,
        **dict.fromkeys(("lft", "rght", "tree_id", "depth"), "place dans l’arbre : le document est un arbre"),
    },
    EffectGroup: {"plan": OWNER},
    **{
        model: {"plan": OWNER, "programme": OWNER, "committee": OWNER, "meeting": OWNER, **RANK}
        for model in (
            PlanDocument,
            Figure,
            Activity,
            Childcare,
            Programme,
            Committee,
            BoardSeat,
            TeamSeat,
            PerimeterPlace,
            BudgetLine,
            AggregateFigure,
            CommitteeSeat,
            Meeting,
            AgendaItem,
        )
    },
    Attendance: {"meeting": OWNER, **RANK, "seat": "le libellé le dit : le membre qui le porte est retrouvé"},
    Decision: {"meeting": OWNER, **RANK, "applied_by": "qui l’a portée, que l’historique garde"},
    Amendment: {"plan": OWNER},
    Visa: {"plan": OWNER, "amendment": OWNER, **RANK},
    PlanSection: {"plan": OWNER, "position": "l’ordre du document"},
    Action: {
        "plan": OWNER,
        "position": "l’ordre du document",
        "search_text": DERIVED,
        "created_at": DERIVED,
        "updated_at": DERIVED,
    },
    **{
        model: {"action": OWNER, "objective": OWNER, "indicator": OWNER, "position": "l’ordre du document"}
        for model in (Participation, SchemeUse, Funding, Step, ActionLink, ActionNote, Document, Indicator, Target)
    },
    Measurement: {
        "indicator": OWNER,
        "position": "l’ordre des années",
        "entered_by": "qui l’a saisi, que l’historique garde ; un fichier ne parle pour personne",
        "entered_at": "quand, que l’historique garde",
    },
    Partner: {"territory": TENANT, "name_key": DERIVED, "search_text": DERIVED},
    PartnerAlias: {
        "partner": OWNER,
        "search_text": DERIVED,
        "note": "dit d’où vient un ancien nom ; l’import la garde",
    },
    Contact: {"user": "un fichier ne donne jamais de droits : le compte se lie à la main"},
    Scheme: {"territory": TENANT, "slug": CODE},
    Place: {"territory": TENANT, "name_key": DERIVED},
    **dict.fromkeys((Domain, Audience, Scale, ChildTime, AgeBand), SHARED),
}

# The models of the dossier, and the way from each to its plan.
DOSSIER: dict[type[models.Model], str] = {
    **dict.fromkeys((PlanDocument, Figure, Childcare, Activity, Programme, Committee, Visa, Amendment), "plan"),
    **dict.fromkeys((BoardSeat, TeamSeat, PerimeterPlace, BudgetLine, AggregateFigure), "programme__plan"),
    **dict.fromkeys((CommitteeSeat, Meeting), "committee__plan"),
    **dict.fromkeys((AgendaItem, Attendance, Decision), "meeting__committee__plan"),
}

# Those that say a thing in one of two columns: a row of each is tried, or the other column is emptied first.
TWO_WAYS = (PlanDocument, Childcare, Activity, CommitteeSeat)
EMPTIED: dict[tuple[type[models.Model], str], dict[str, str]] = {(Programme, "partner"): {"structure_label": ""}}


@pytest.fixture
def whole(words: None) -> Plan:
    """A plan of which every object has a value in every field."""
    some: Plan = PlanFactory(starts_on=date(2025, 1, 1), ends_on=date(2028, 1, 1))
    here = some.territory
    low = oo(
        "Informer", full_fiche(), code="OO 2", effects=ExpectedEffects(1, "Des liens"), indicators=(full_indicator(),)
    )
    branch = oi("Accueillir", low, oo("Suivre"), code="OI 1", description="Texte", note="Remarque")
    top = theme(
        "Enfance", axis("Bien grandir", branch, code="I"), code="1", version_label="2026", annexe_number="II",
        age_min=3, age_max=11, version_date=date(2026, 6, 1), note="Note", description="Texte",
        indicators=(full_indicator(),),
    )  # fmt: skip
    import_outline(plan=some, incoming=plan(top), by=None)
    PlanFactory(territory=here, slug="pedt-2022-2025")
    dossier = full_file(FicheAddress("7 bis", "Enfance"))
    own = load_whole(Plan.objects.get(pk=some.pk))
    bare = replace(own, renewed_from="pedt-2022-2025", sections=full_sections(), file=dossier, directory=())
    assert import_outline(plan=some, incoming=bare, by=None).issues == ()
    some.refresh_from_db()
    former = PlanFactory(territory=here, slug="pedt-2019-2022")
    import_outline(plan=former, incoming=plan(theme("Enfance", oo("Informer", fiche("Relais", 4)))), by=None)
    Action.objects.filter(plan=some).update(renewed_from=Action.objects.get(plan=former))
    PartnerAlias.objects.create(partner=Partner.objects.get(name="CAF de Brume"), label="C.A.F.")
    for model in (Domain, Audience, Scale, ChildTime, AgeBand):
        model.objects.create(territory=here, code=f"propre-{model.__name__.lower()}", label="Mot du territoire")
    return some


def objects_of(some: Plan) -> Iterator[models.Model]:
    """One object of each kind that the plan holds, and its theme besides."""
    here = some.territory
    yield some
    yield from some.sections.all()[:1]
    yield from Objective.objects.filter(plan=some, title__in=["Enfance", "Informer"])
    yield EffectGroup.objects.get(plan=some, text="Des liens")
    yield Action.objects.get(plan=some, number=7)
    for model in (Participation, SchemeUse, Funding, Step, ActionLink, ActionNote, Document):
        found = model.objects.filter(action__plan=some).order_by("pk")
        assert found
        yield from found
    for one in Indicator.objects.filter(label="Sorties"):
        yield one
        yield one.targets.order_by("pk")[0]
        yield one.measurements.order_by("pk")[0]
    for model, way in DOSSIER.items():
        found = model._base_manager.filter(**{way: some}).order_by("pk")
        assert found
        yield from found[: 2 if model in TWO_WAYS else 1]
    yield Partner.objects.get(name="CAF de Brume")
    yield PartnerAlias.objects.get()
    yield Contact.objects.filter(full_name="Dominique Essai").order_by("pk")[0]
    yield from Scheme.objects.filter(territory=here)[:1]
    yield from Place.objects.filter(territory=here)[:1]
    yield from (model.objects.get(territory=here) for model in (Domain, Audience, Scale, ChildTime, AgeBand))


def other_value(instance: models.Model, field: Any) -> Any:
    """A value that this field may take beside the one that it has."""
    value = getattr(instance, field.attname)
    if field.is_relation:
        found = field.related_model._base_manager.exclude(pk=value)
        if isinstance(instance, Action | Objective) and field.related_model is Objective:
            found = found.filter(plan=instance.plan).exclude(pk=instance.pk)
        if field.name == "theme":
            found = found.filter(level="THEME")
        return found.order_by("-pk").values_list("pk", flat=True)[0]
    if field.name == "status" and isinstance(instance, Action):
        return "ONGOING"
    if field.choices:
        return next(key for key, _ in field.flatchoices if key not in (value, "ROOT"))
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return datetime(2026, 3, 5, 17, 30, tzinfo=UTC)
    if isinstance(field, models.DateField):
        return date(2026, 3, 3)
    if isinstance(field, models.DecimalField):
        return Decimal("77.77")
    if isinstance(field, models.IntegerField):
        return {"age_min": 4, "age_max": 99}.get(field.name, 2027)
    return {"siren": "999999998", "rna": "W999000009"}.get(field.name, "https://www.autre.example")[: field.max_length]


@pytest.fixture
def others(whole: Plan) -> None:
    """What a relation may point to beside what it points to."""
    Partner.objects.create(territory=whole.territory, name="Un autre partenaire")
    Scheme.objects.create(territory=whole.territory, name="Un autre dispositif", slug="autre")
    PlanDocument.objects.create(plan=whole, title="Déposé", file="plans/1/convention.pdf", position=1)
    PlanFactory()
    import_outline(plan=whole, incoming=plan(theme("Jeunesse", oo("Sortir", fiche("Navette", 1)))), by=None)
    EffectGroup.objects.create(plan=whole, text="D’autres effets")
    Document.objects.create(action=Action.objects.get(title="Navette"), title="Déposé", file="documents/1/plan.pdf")
    Contact.objects.create(partner=Partner.objects.get(name="CAF de Brume"), full_name="Claude Essai")


def test_no_field_that_people_edit_is_missing_from_the_outline(whole: Plan, others: None) -> None:
    tested, shown = set(), set()
    for instance in objects_of(whole):
        model = type(instance)
        before = fingerprint(load_whole(Plan.objects.get(pk=whole.pk)))
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in LEFT_OUT.get(model, {}):
                continue
            tested.add((model.__name__, field.name))
            with suppress(IntegrityError), transaction.atomic():
                rows = model._base_manager.filter(pk=instance.pk)
                emptied = EMPTIED.get((model, field.name), {})
                models.QuerySet.update(rows, **{field.attname: other_value(instance, field)}, **emptied)
                if fingerprint(load_whole(Plan.objects.get(pk=whole.pk))) != before:
                    shown.add((model.__name__, field.name))
                transaction.set_rollback(True)
    assert tested - shown == set()
    assert len(tested) > 120


def test_no_list_of_a_fiche_is_missing_from_the_outline(whole: Plan) -> None:
    action = Action.objects.get(plan=whole)
    before = fingerprint(load_whole(whole))
    fields = [*Action._meta.many_to_many]
    assert len(fields) >= 8
    for field in fields:
        with transaction.atomic():
            field.remote_field.through._base_manager.filter(action=action).delete()
            assert fingerprint(load_whole(whole)) != before, field.name
            transaction.set_rollback(True)


def reread(some: Plan, into: Plan) -> PlanOutline:
    made = make_document(some, DocumentRequest(form=Form.XLSX, contacts=True), today=date(2026, 11, 21))
    reading = read_for(into, BytesIO(made.content), made.name)
    assert reading.issues == ()
    return reading.outline


def test_whole_plan_goes_through_excel_and_back(whole: Plan) -> None:
    outline = reread(whole, whole)
    assert Directory.load(whole.territory).canonical(outline) == load_whole(whole)
    applied = import_outline(plan=whole, incoming=outline, by=None)
    assert applied.diff.is_empty, applied.diff.changes
    assert applied.issues == ()


def test_plan_edited_in_excel_comes_back_with_what_was_edited(whole: Plan) -> None:
    """One cell of each sheet is changed: nothing else is."""
    made = make_document(whole, DocumentRequest(form=Form.XLSX, contacts=True), today=date(2026, 11, 21))
    book = openpyxl.load_workbook(BytesIO(made.content))
    for sheet, title, value in (
        ("Données", "Plan mercredi", "oui"),
        ("Données", "Indicateurs", "Sorties | Résultat | Quantitatif | | | | Chaque année | | 3 | | | 31/12/2027 | 9"),
        ("Données", "Lieux", "Valmire\nLe Port | Quartier"),
        ("Données", "Domaines", "Mot neuf"),
        ("Bilans", "Bilan et suites", "Réécrit"),
        ("Présentation", "Texte", "Deux ports."),
        ("Partenaires", "Remarque", "Convention signée"),
        ("Contacts", "Fonction", "Directrice"),
        ("Lieux", "Code", "40192"),
        ("Dispositifs", "Organisme", "Région"),
        ("Domaines", "Libellé", "Mot neuf"),
    ):
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == title)
        for row in range(2, page.max_row + 1):
            described = sheet != "Données" or title.startswith("Plan") or page.cell(row, 1).value == "F1"
            main = page.cell(row, 2).value == "principal" or sheet != "Données" or title.startswith("Plan")
            if described and main:
                page.cell(row, column).value = value
                if sheet != "Données":
                    break
    edited = BytesIO()
    book.save(edited)
    reading = read_for(whole, BytesIO(edited.getvalue()), "annexe.xlsx")
    assert [issue for issue in reading.issues if issue.severity is Severity.ERROR] == []
    before = {model: model.objects.count() for model in (Action, Objective, Partner, Contact, Scheme)}
    applied = import_outline(plan=whole, incoming=reading.outline, by=None, source="annexe.xlsx")
    assert {model: model.objects.count() for model in before} == before
    whole.refresh_from_db()
    action = Action.objects.get(plan=whole)
    indicator = Indicator.objects.get(action=action)
    target = indicator.targets.get()
    assert whole.has_wednesday_charter
    assert [one.text for one in whole.sections.all()] == ["Deux ports.", ""]
    assert (indicator.frequency, indicator.baseline) == ("YEARLY", 3)
    assert (target.due_on, target.value) == (date(2027, 12, 31), 9)
    assert set(action.places.values_list("name", flat=True)) == {"Valmire", "Le Port"}
    assert [str(domain) for domain in action.domains.all()] == ["Mot neuf"]
    assert action.notes.first().text == "Réécrit"  # type: ignore[union-attr]
    assert Partner.objects.filter(note="Convention signée").count() == 1
    assert Contact.objects.filter(function="Directrice").count() == 1
    assert Place.objects.filter(code="40192").count() == 1
    assert Scheme.objects.filter(organisation="Région").count() == 1
    assert Revision.objects.filter(origin=Origin.IMPORT, source="annexe.xlsx").values("batch").distinct().count() == 1
    assert not import_outline(plan=whole, incoming=reading.outline, by=None).diff.changes, applied.diff.changes


def test_uploaded_file_is_never_lost(whole: Plan) -> None:
    action = Action.objects.get(plan=whole)
    Document.objects.create(action=action, title="Convention", file="documents/7/convention.pdf", position=9)
    outline = reread(whole, whole)
    bare = map_actions(outline, lambda one: replace(one, documents=()))
    import_outline(plan=whole, incoming=bare, by=None)
    assert list(action.documents.values_list("title", "file")) == [("Convention", "documents/7/convention.pdf")]
    assert import_outline(plan=whole, incoming=bare, by=None).diff.is_empty


def test_file_of_another_fiche_is_not_taken(whole: Plan) -> None:
    """A sheet may name any path: only the files of the fiche itself are known."""
    other = map_actions(
        reread(whole, whole),
        lambda one: replace(one, documents=(DocumentOutline("Volé", file="documents/1/secret.pdf"),)),
    )
    applied = import_outline(plan=whole, incoming=other, by=None)
    assert [issue.code for issue in applied.issues] == ["unknown-file"]
    assert not Document.objects.exists()


def test_reader_gets_neither_lists_nor_private_contacts(whole: Plan) -> None:
    def text_of(*, contacts: bool) -> str:
        made = make_document(whole, DocumentRequest(form=Form.XLSX, contacts=contacts), today=date(2026, 11, 21))
        book = openpyxl.load_workbook(BytesIO(made.content))
        cells = (str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        return "\n".join((*book.sheetnames, *cells))

    assert "Dominique Essai" in text_of(contacts=True)
    public = text_of(contacts=False)
    assert "Dominique Essai" not in public
    assert "Contacts" not in public.split("\n")
    Contact.objects.update(shown_in_exports=True)
    assert "Dominique Essai" in text_of(contacts=False)


def test_workbook_of_a_reader_takes_no_contact_away(whole: Plan) -> None:
    day = date(2026, 11, 21)
    made = make_document(whole, DocumentRequest(form=Form.XLSX, contacts=False), today=day)
    reading = read_for(whole, BytesIO(made.content), made.name)
    assert [issue.code for issue in reading.issues] == ["unknown-column"]
    assert import_outline(plan=whole, incoming=reading.outline, by=None).diff.is_empty
    assert Participation.objects.filter(contact__isnull=False).exists()
