"""Addresses of the data of a dossier, and the words of their pages."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Plan


def at(plan: Plan, name: str, *more: Any) -> str:
    return reverse(f"file:{name}", args=[plan.territory.slug, plan.slug, *more])


def shown(response: HttpResponse) -> str:
    """What a page says, without its tags."""
    text = unescape(
        re.sub(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    )
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r" ([.,)])", r"\1", " ".join(text.split()))


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
