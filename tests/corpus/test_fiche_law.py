"""The law of fiches: written under usual labels, in any shape and any order, and read again, a fiche is equal."""

import re
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.enums import Nature, Priority, Role, ScheduleKind, Status
from actions.wording import schedule_wording
from annexes.outline import (
    ActionOutline,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    NoteOutline,
    ParticipationOutline,
    ThemeOutline,
)
from annexes.readers import read_annexe
from annexes.values.dates import last_of
from indicators.enums import IndicatorKind
from tests.corpus.documents import Block, Line, Sheet, to_docx, to_html, to_xlsx
from tests.corpus.plans import plan
from tests.corpus.test_properties import titles
from tests.corpus.writing import fiche_table

LAW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = {
    "challenge": ("Enjeu", "Enjeux"),
    "context": ("Contexte (quels sont les constats ?)", "Constats", "Diagnostic"),
    "objectives": ("Objectifs de l’action", "Objectifs et dynamiques"),
    "description": ("Descriptif", "Déroulement de l’action", "Modalités de mise en œuvre"),
    "outputs": ("Réalisations attendues", "Livrables"),
    "expected_effects": ("Effets attendus", "Résultats attendus"),
}
NAMES = ["Ville de Brumeval", "CAF", "École du Lac", "Amicale laïque", "MSA", "Collège des Tilleuls", "Les Francas"]
SCHEMES = ["CLAS", "REAAP", "Cité éducative", "Plan mercredi", "Contrat de ville"]
INDICATORS = {
    IndicatorKind.OUTPUT: ("Indicateurs de réalisation", "Indicateurs de suivi"),
    IndicatorKind.RESULT: ("Indicateurs de résultat",),
    IndicatorKind.OUTCOME: ("Indicateurs d’effets", "Indicateurs d’impact"),
}
ROLES = {
    Role.LEAD: ("Pilote", "Service pilote"),
    Role.OPERATOR: ("Structure porteuse", "Porteur de l’action"),
    Role.PARTNER: ("Partenaires mobilisables", "Partenaires"),
}


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A few lines, or a few bullets."""
    lines = draw(st.lists(titles(), min_size=1, max_size=3, unique=True))
    return "\n".join(f"- {line}" for line in lines) if draw(st.booleans()) else "\n".join(f"{line}." for line in lines)


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([k for k in ScheduleKind if k not in (ScheduleKind.DATE, ScheduleKind.UNDEFINED)]))
    year = draw(st.integers(2020, 2040))
    if kind is ScheduleKind.SCHOOL_YEAR:
        return {"schedule_kind": kind, "school_year": year}
    if kind is ScheduleKind.PERIOD:
        first, last = sorted(draw(st.tuples(st.integers(1, 12), st.integers(1, 12))))
        return {"schedule_kind": kind, "starts_on": last_of(year, first).replace(day=1), "due_on": last_of(year, last)}
    return {"schedule_kind": kind}


@st.composite
def written(draw: st.DrawFn) -> tuple[ActionOutline, dict[str, str]]:
    """A fiche, and the text under each of its labels."""
    values: dict[str, Any] = {}
    labels: dict[str, str] = {}

    def under(wordings: tuple[str, ...], text: str) -> None:
        labels[draw(st.sampled_from(wordings))] = text

    for name in draw(st.lists(st.sampled_from(sorted(TEXTS)), min_size=4, unique=True)):
        values[name] = draw(texts())
        under(TEXTS[name], re.sub(r"^- ", "• ", values[name], flags=re.MULTILINE))
    people: list[ParticipationOutline] = []
    for role, wordings in ROLES.items():
        most = 1 if role is Role.LEAD else 4
        names = draw(st.lists(st.sampled_from(NAMES), max_size=most, unique=True))
        people += [ParticipationOutline(role, name) for name in names]
        if names:
            under(wordings, draw(st.sampled_from([", ", " ; ", "\n"])).join(names))
    values["participations"] = tuple(people)
    if schemes := draw(st.lists(st.sampled_from(SCHEMES), max_size=3, unique=True)):
        values["schemes"] = tuple(schemes)
        under(("Dispositifs mobilisables", "Dispositifs"), " ; ".join(schemes))
    found: list[IndicatorOutline] = []
    for kind, wordings in INDICATORS.items():
        names = draw(st.lists(titles(), max_size=2, unique=True))
        found += [IndicatorOutline(name, kind) for name in names]
        if names:
            under(wordings, "\n".join(f"• {name}" for name in names))
    values["indicators"] = tuple(found)
    if draw(st.booleans()):
        values["status"] = draw(st.sampled_from([Status.ONGOING, Status.DONE, Status.TO_START, Status.PERMANENT]))
        under(("Statut", "État d’avancement"), values["status"].label)
    if draw(st.booleans()):
        priority = draw(st.sampled_from([Priority.HIGH, Priority.MEDIUM, Priority.LOW]))
        values["priority"] = int(priority)
        under(("Priorité", "Niveau de priorité"), draw(st.sampled_from([priority.label, f"Priorité {int(priority)}"])))
    if draw(st.booleans()):
        values["nature"] = draw(st.sampled_from(list(Nature))).value
        under(("Nature de l’action",), str(Nature(values["nature"]).label))
    if draw(st.booleans()):
        values.update(draw(schedules()))
        calendar = {name: values.get(name) for name in ("starts_on", "due_on", "school_year")}
        under(("Calendrier", "Échéancier"), schedule_wording(values["schedule_kind"], **calendar))
    if draw(st.booleans()):
        low = draw(st.integers(0, 12))
        values.update(audiences=("enfants",), age_min=low, age_max=low + draw(st.integers(1, 6)))
        under(("Public cible", "Public"), f"Enfants, {low}-{values['age_max']} ans")
    if draw(st.booleans()):
        values["scales"] = ("quartier", "commune")
        under(("Échelle territoriale", "Territoire concerné"), "Ville et quartier")
    if draw(st.booleans()):
        amounts = draw(st.lists(st.integers(1, 90_000), min_size=1, max_size=3))
        values["fundings"] = tuple(
            FundingOutline(name, planned=amount) for name, amount in zip(NAMES, amounts, strict=False)
        )
        lines = (f"{line.funder} : {line.planned:,} €".replace(",", " ") for line in values["fundings"])
        under(("Budget prévisionnel", "Plan de financement"), "\n".join(lines))
    if draw(st.booleans()):
        link = draw(titles())
        values["links"] = (LinkOutline(link, "AT jeunesse"),)
        under(("Liens avec d’autres fiches",), f"AT jeunesse :\n• {link}")
    if draw(st.booleans()):
        values["notes"] = (NoteOutline(2025, draw(titles())),)
        under(("Bilan 2025",), values["notes"][0].text)
    number = draw(st.integers(1, 99))
    order = draw(st.permutations(sorted(labels)))
    return ActionOutline(draw(titles()), number, **values), {label: labels[label] for label in order}


def blocks(action: ActionOutline, labels: dict[str, str], shape: str) -> list[Block]:
    above: list[Block] = [Line(f"FICHE ACTION N° {action.number}", heading=1), Line(action.title, bold=True)]
    if shape in ("2", "4"):
        return [*above, fiche_table(labels, columns=int(shape))]
    for label, text in labels.items():
        above.append(Line(label, heading=2 if shape == "headings" else 0, bold=shape == "bold"))
        above += [Line(line.removeprefix("• "), bullet=line.startswith("• ")) for line in text.split("\n")]
    return above


def plain(action: ActionOutline) -> ActionOutline:
    """The fiche with its participations, indicators in one order: that of the labels says nothing."""
    return ActionOutline(
        **{
            **{
                name: getattr(action, name)
                for name in action.__dataclass_fields__
                if name not in ("source", "ref", "pk")
            },
            "participations": tuple(sorted(action.participations, key=str)),
            "indicators": tuple(sorted(action.indicators, key=str)),
            "hints": (),
        }
    )


@pytest.mark.parametrize("shape", ["2", "4", "headings", "bold"])
@given(
    fiches=st.lists(written(), min_size=1, max_size=2, unique_by=(lambda one: one[0].number, lambda one: one[0].title))
)
@LAW
def test_fiche_written_as_a_document_is_equal(shape: str, fiches: list[tuple[ActionOutline, dict[str, str]]]) -> None:
    content = to_docx(tuple(block for action, labels in fiches for block in blocks(action, labels, shape)))

    reading = read_annexe(BytesIO(content), name="fiches.docx")

    assert reading.layout == "fiche"
    assert [plain(action) for action in reading.outline.all_actions()] == [plain(action) for action, _ in fiches]


@given(one=written())
@LAW
def test_fiche_written_in_a_sheet_or_a_page_is_equal(one: tuple[ActionOutline, dict[str, str]]) -> None:
    action, labels = one
    made = tuple(blocks(action, labels, "2"))
    contents = {"fiche.xlsx": to_xlsx((Sheet(f"Fiche {action.number}", made),)), "fiche.html": to_html(made)}

    for name, content in contents.items():
        reading = read_annexe(BytesIO(content), name=name)
        assert plan(ThemeOutline("", unattached=tuple(map(plain, reading.outline.all_actions())))) == plan(
            ThemeOutline("", unattached=(plain(action),))
        )
