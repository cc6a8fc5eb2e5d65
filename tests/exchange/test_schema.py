"""The published schema: up to date, a true JSON Schema, followed by what is exported, and refusals that it explains."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from annexes.exchange.schema import plan_schema, schema_text
from annexes.exchange.validation import faults
from annexes.jsonform import public_json
from annexes.readers import read_annexe
from annexes.reading import Reading, Severity
from pedt_planner.demo.outlines import demo_outlines
from tests.annexes.samples import axis, full_fiche, plan, small_plan, theme

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "schema" / "plan.schema.json"
SLUGS = sorted(demo_outlines())


def as_data(outline: Any) -> Any:
    return json.loads(json.dumps(public_json(outline)))


def read(data: Any, name: str = "plan.json") -> Reading:
    content = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return read_annexe(io.BytesIO(content), name=name)


def test_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text("utf-8") == schema_text(), "manage.py plan_schema --output docs/schema/plan.schema.json"


def test_schema_is_a_json_schema_that_describes_all_it_holds() -> None:
    Draft202012Validator.check_schema(plan_schema())
    objects = [plan_schema(), *plan_schema()["$defs"].values()]
    properties = [one for each in objects for one in each["properties"].values()]
    assert len(properties) > 100
    assert all(one["description"].endswith(".") for one in properties)


@pytest.mark.parametrize("slug", SLUGS)
def test_demo_plan_follows_the_schema(slug: str) -> None:
    data = as_data(demo_outlines()[slug])
    assert list(Draft202012Validator(plan_schema()).iter_errors(data)) == []
    assert list(faults(data, plan_schema())) == []


def test_full_fiche_follows_the_schema() -> None:
    data = as_data(plan(theme("Enfance", axis("Grandir", actions=(full_fiche(),)))))
    assert list(Draft202012Validator(plan_schema()).iter_errors(data)) == []


WRONG: list[tuple[str, Any, str, str]] = [
    ("due_on", "31/12/2026", "themes[0].objectives[0].actions[0].due_on", "une date est attendue"),
    ("due_on", "2026-02-30", "themes[0].objectives[0].actions[0].due_on", "ce jour n’est pas dans le calendrier"),
    ("number", "12", "themes[0].objectives[0].actions[0].number", "un nombre entier est attendu"),
    ("number", True, "themes[0].objectives[0].actions[0].number", "un nombre entier est attendu"),
    ("status", "FINI", "themes[0].objectives[0].actions[0].status", "valeurs permises : « PROPOSED »"),
    ("context", None, "themes[0].objectives[0].actions[0].context", "un texte est attendu"),
    ("steps", {}, "themes[0].objectives[0].actions[0].steps", "une liste [ … ] est attendue"),
    ("steps", [{}], "themes[0].objectives[0].actions[0].steps[0]", "la propriété « title » manque"),
    ("fundings", [{"funder": "CAF", "planned": "1 500"}], "themes[0].objectives[0].actions[0].fundings[0].planned",
     "un nombre est attendu"),
    ("titre", "x", "themes[0].objectives[0].actions[0].titre", "la propriété « titre » n’est pas connue"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "where", "said"), WRONG)
def test_what_does_not_follow_the_schema_is_refused_with_its_place(
    name: str, value: Any, where: str, said: str
) -> None:
    data = as_data(plan(theme("Enfance", axis("Grandir", actions=(full_fiche(),)))))
    data["themes"][0]["objectives"][0]["actions"][0][name] = value
    (issue,) = read(data).issues
    assert (issue.severity, issue.where) == (Severity.ERROR, where)
    assert said in issue.message
    if said != "ce jour n’est pas dans le calendrier":  # formats are left to each validator
        assert list(Draft202012Validator(plan_schema()).iter_errors(data))


OTHERS: list[tuple[bytes, str]] = [
    (b'{"name": "something else"}', "other-json"),
    (b"[[1, 2], [3, 4]]", "other-json"),
    (b'{"format": "pedt-planner/plan", "version": 1, "themes": [', "damaged-json"),
    (b'{"format": "pedt-planner/plan", "version": NaN, "themes": []}', "damaged-json"),
    (b'{"format": "pedt-planner/plan", "version": 2, "themes": []}', "json-version"),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "damaged-json"),
]


@pytest.mark.parametrize(("content", "code"), OTHERS)
def test_another_json_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    reading = read(content)
    (issue,) = reading.issues
    assert (issue.code, issue.severity) == (code, Severity.ERROR)
    assert issue.proposal
    assert not any(reading.outline.all_actions())


def test_objective_under_one_of_its_own_level_is_refused() -> None:
    data = as_data(plan(theme("Enfance", axis("Grandir", axis("Encore")))))
    (issue,) = read(data).issues
    assert (issue.code, issue.where) == ("bad-level", "themes[0].objectives[0].children[0]")


def test_json_with_another_name_is_read_by_its_content() -> None:
    reading = read(as_data(small_plan()), "plan.txt")
    assert not reading.has_errors
    assert reading.outline == small_plan()
