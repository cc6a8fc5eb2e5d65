"""What a person said to delete of what a file lacks: fiches and objectives, in the order that the database needs."""

from collections.abc import Sequence

from actions.models import Action, ActionLink
from annexes.applying.indicators import chunks
from annexes.applying.revisions import ImportHistory
from annexes.comparing.changes import ACTION, ChangeKind, PlanDiff
from annexes.comparing.pairs import every
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.models import EffectGroup, Objective, Plan
from plans.tree import PlacedNode, write_tree


class Gone:
    """The fiches and objectives that a comparison deletes; nothing is written before `free_numbers`."""

    def __init__(self, plan: Plan, current: PlanOutline, diff: PlanDiff) -> None:
        deleted = [change for change in diff.changes if change.kind is ChangeKind.DELETED]
        fiches = {change.pk for change in deleted if change.level == ACTION}
        objectives = {change.pk for change in deleted if change.level != ACTION}
        self.plan = plan
        self.fiches: list[ActionOutline] = []
        self.objectives: list[ThemeOutline | ObjectiveOutline] = []  # parents before their children
        for theme in current.themes if deleted else ():
            for node in every(theme):
                if isinstance(node, ActionOutline):
                    if node.pk in fiches:
                        self.fiches.append(node)
                elif node.pk in objectives:
                    self.objectives.append(node)

    @property
    def nodes(self) -> list[PlacedNode]:
        """The objectives that go, apart from the others until nothing hangs on them any more."""
        return [PlacedNode(None, node.pk) for node in self.objectives]

    @property
    def _fiche_keys(self) -> list[int]:
        return [action.pk for action in self.fiches if action.pk is not None]

    def announce(self, history: ImportHistory) -> None:
        """Tell the history, with the effects of these objectives, and the fiches of other plans linked to these."""
        for chunk in chunks([node.pk for node in self.objectives if node.pk is not None]):
            history.will_change(EffectGroup, EffectGroup.objects.filter(objectives__in=chunk).order_by("pk").distinct())
        history.will_change(Objective, [Objective(pk=o.pk, code=o.code, title=o.title) for o in self.objectives])
        history.will_change(
            Action,
            [Action(pk=a.pk, number=a.number, number_suffix=a.suffix, code=a.code, title=a.title) for a in self.fiches],
        )
        for chunk in chunks(self._fiche_keys):
            linking = Action.objects.filter(links__target__in=chunk).exclude(plan=self.plan)
            history.will_change(Action, linking.order_by("pk").distinct())

    def free_numbers(self) -> None:
        """Another fiche may take the number of one that goes."""
        for chunk in chunks(self._fiche_keys):
            Action.objects.filter(pk__in=chunk).update(number=None, number_suffix="")

    def delete(self, nodes: Sequence[PlacedNode]) -> None:
        """Delete the fiches, then the objectives, and leave the tree of `nodes`."""
        for chunk in chunks(self._fiche_keys):
            ActionLink.objects.filter(target__in=chunk).update(target=None)
        Action.objects.filter(pk__in=self._fiche_keys).delete()
        if self.objectives:
            keys = [node.pk for node in self.objectives if node.pk is not None]
            write_tree(plan_id=self.plan.pk, nodes=_written(nodes), gone=keys)
            EffectGroup.objects.filter(plan=self.plan, objectives=None).delete()


def _written(nodes: Sequence[PlacedNode]) -> list[PlacedNode]:
    """The same tree once its new objectives have their rows."""
    return [PlacedNode(node.parent, node.pk if node.new is None else node.new.pk) for node in nodes]
