"""The yardstick: the same fiches through a plain django-import-export Resource, one row one object."""

from typing import Any

from import_export import fields, resources, widgets
from tablib import Dataset

from accounts.models import Territory
from actions.models import Action, Audience, Participation
from annexes.outline import PlanOutline
from partners.models import Partner
from plans.models import Objective, Plan, PlanKind
from plans.services import create_plan
from plans.tree import add_child

COLUMNS = ("number", "title", "status", "nature", "priority", "context", "description", "outputs", "age_min", "age_max")


class ActionResource(resources.ModelResource):
    """Get or create the parents and the partners of each row, as such a Resource is usually written."""

    audiences = fields.Field(
        attribute="audiences", column_name="audiences", widget=widgets.ManyToManyWidget(Audience, ",", "code")
    )

    class Meta:
        model = Action
        import_id_fields = ("plan", "number")
        fields = ("plan", *COLUMNS, "schedule_kind", "due_on", "audiences")

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    def before_save_instance(self, instance: Action, row: Any, **options: Any) -> None:
        parent = Objective.objects.get(plan=self.plan, parent=None)
        for level in ("THEME", "AXIS", "INTERMEDIATE", "OPERATIONAL"):
            found = Objective.objects.filter(plan=self.plan, parent=parent, title=row[level]).first()
            parent = found or add_child(plan_id=self.plan.pk, parent_id=parent.pk, level=level, title=row[level])
            if level == "THEME":
                instance.theme = parent
        instance.objective = parent

    def after_save_instance(self, instance: Action, row: Any, **options: Any) -> None:
        for role, name in row["partners"]:
            partner, _ = Partner.objects.get_or_create(territory=self.plan.territory, name=name)
            Participation.objects.get_or_create(action=instance, partner=partner, role=role)


def import_with_plain_resource(outline: PlanOutline, territory: Territory) -> None:
    kind = PlanKind.objects.get(code="PGT", territory=None)
    plan = create_plan(territory=territory, kind=kind, title="Par une ressource", by=None)
    levels = ["THEME", "AXIS", "INTERMEDIATE", "OPERATIONAL"]
    headers = ["plan", *COLUMNS, "schedule_kind", "due_on", "audiences", *levels, "partners"]
    rows = Dataset(headers=headers)
    for theme in outline.themes:
        for axis in theme.objectives:
            for middle in axis.children:
                for low in middle.children:
                    for action in low.actions:
                        own = [getattr(action, name) for name in COLUMNS]
                        people = [(p.role, p.partner) for p in action.participations]
                        path = [theme.title, axis.title, middle.title, low.title]
                        when = [action.schedule_kind, f"{action.due_on:%Y-%m-%d}"]
                        rows.append([plan.pk, *own, *when, ",".join(action.audiences), *path, people])
    result = ActionResource(plan).import_data(rows, dry_run=False, raise_errors=True)
    assert result.totals["new"] == len(rows), result.totals
