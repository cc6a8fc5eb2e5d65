"""What a browser sends of the forms of indicators."""

from typing import Any

TARGET_FIELDS = ("pk", "due_on", "value", "text")


def typed(*indicators: dict[str, Any], prefix: str = "indicateurs", initial: int = 0) -> dict[str, str]:
    """The fields of a page; each indicator may hold `targets`, and what it does not say keeps its first choice."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(indicators)), f"{prefix}-INITIAL_FORMS": str(initial)}
    for rank, indicator in enumerate(indicators):
        here = f"{prefix}-{rank}"
        targets = indicator.get("targets", [])
        values = {
            "label": "Familles reçues", "kind": "OUTPUT", "nature": "QUANTITATIVE", "direction": "NONE",
            "ORDER": str(rank + 1), **{name: value for name, value in indicator.items() if name != "targets"},
        }  # fmt: skip
        data |= {f"{here}-{name}": str(value) for name, value in values.items()}
        data |= {f"{here}-targets-TOTAL_FORMS": str(len(targets)), f"{here}-targets-INITIAL_FORMS": "0"}
        for place, target in enumerate(targets):
            data |= {f"{here}-targets-{place}-{name}": str(value) for name, value in target.items()}
    return data
