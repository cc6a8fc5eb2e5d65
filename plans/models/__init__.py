from plans.models.committees import AgendaItem, Attendance, Committee, CommitteeSeat, Meeting
from plans.models.file import Activity, Childcare, Figure
from plans.models.kinds import KindSection, KindVisa, PlanKind, PlanKindLevel, StaffRatio
from plans.models.lifecycle import Amendment, StatusChange, Visa
from plans.models.objectives import EffectGroup, Objective, StructureChange
from plans.models.plan import (
    LONG_TEXT_LENGTH,
    SECTION_LENGTH,
    TITLE_LENGTH,
    Plan,
    PlanDocument,
    PlanQuerySet,
    PlanSection,
)
from plans.models.programme import (
    AggregateFigure,
    BoardSeat,
    BudgetLine,
    PerimeterPlace,
    Programme,
    TeamSeat,
    amount_field,
)

__all__ = [
    "LONG_TEXT_LENGTH",
    "SECTION_LENGTH",
    "TITLE_LENGTH",
    "Activity",
    "AgendaItem",
    "AggregateFigure",
    "Amendment",
    "Attendance",
    "BoardSeat",
    "BudgetLine",
    "Childcare",
    "Committee",
    "CommitteeSeat",
    "EffectGroup",
    "Figure",
    "KindSection",
    "KindVisa",
    "Meeting",
    "Objective",
    "PerimeterPlace",
    "Plan",
    "PlanDocument",
    "PlanKind",
    "PlanKindLevel",
    "PlanQuerySet",
    "PlanSection",
    "Programme",
    "StaffRatio",
    "StatusChange",
    "StructureChange",
    "TeamSeat",
    "Visa",
    "amount_field",
]
