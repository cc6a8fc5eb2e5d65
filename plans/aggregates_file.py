"""What the data of a dossier hold: figures and activities go with their plan, accueils and a programme stand alone."""

from accounts.aggregates import Aggregate, Children, register
from plans.models import (
    Activity,
    AggregateFigure,
    BoardSeat,
    BudgetLine,
    Childcare,
    Figure,
    PerimeterPlace,
    Programme,
    TeamSeat,
)

FIGURES = Children(
    "figures",
    Figure,
    ("group", "label", "year", "value", "text", "unit", "source"),
    "chiffres du diagnostic",
    apart=True,
)
ACTIVITIES = Children(
    "activities",
    Activity,
    (
        "title", "childcare", "place", "moments", "audience", "age_min", "age_max", "partner", "operator_label",
        "capacity", "supervision",
    ),
    "activités périscolaires",
    apart=True,
)  # fmt: skip
CHILDCARE = (
    "plan", "name", "period", "place", "partner", "manager_label", "is_declared", "declaration", "moments",
    "longest_hours", "capacity_under_6", "capacity_six_plus", "staff_under_6", "staff_six_plus", "qualified_staff",
    "qualification_note", "note", "position",
)  # fmt: skip
PROGRAMME = (
    "plan", "structure_kind", "partner", "structure_label", "structure_note", "elected_lead", "coordinator",
    "confidentiality_on", "confidentiality_note",
)  # fmt: skip
PROGRAMME_ROWS = (
    Children("board", BoardSeat, ("organisation", "function"), "conseil d’administration"),
    Children("team", TeamSeat, ("profession", "organisation", "time_share"), "équipe pluridisciplinaire"),
    Children("perimeter", PerimeterPlace, ("kind", "name", "code"), "périmètre"),
    Children("budget", BudgetLine, ("year", "funder", "label", "planned", "granted", "spent"), "budget"),
    Children("totals", AggregateFigure, ("year", "measure", "label", "value"), "totaux annuels"),
)


def register_file() -> None:
    register(Aggregate(Childcare, CHILDCARE))
    register(Aggregate(Programme, PROGRAMME, (), PROGRAMME_ROWS))
