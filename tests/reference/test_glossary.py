"""The glossary is normative: every noun of the models and every enumeration stands in it."""

import inspect
import re
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db.models import Choices

APPS = ["accounts", "partners", "plans", "actions", "indicators", "annexes"]


def nouns() -> set[str]:
    models = {m.__name__ for app in APPS for m in apps.get_app_config(app).get_models(include_auto_created=False)}
    places = [f"{app}.{module}" for app in APPS for module in ("enums", "models") if find_spec(f"{app}.{module}")]
    enums = {
        name
        for place in places
        for name, value in vars(import_module(place)).items()
        if inspect.isclass(value) and issubclass(value, Choices) and value.__module__ == place
    }
    return {name for name in models | enums if not name.startswith("Historical")}


def test_glossary_holds_every_noun_of_the_models() -> None:
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text("utf-8")
    known = set(re.findall(r"`(\w+)", text))
    found = nouns()
    assert len(found) > 40
    assert found - known == set()


def test_glossary_has_french_typography() -> None:
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text("utf-8")
    assert "'" not in text
    assert not re.search(r"\w[;!?»]|«\w|\.\.\.| [;:!?»]|« ", text)
