"""The schema of the JSON of a plan, for whoever writes or reads one."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from annexes.exchange.schema import schema_text


@login_not_required
@require_GET
def plan_schema(request: HttpRequest) -> HttpResponse:
    """The same for everybody, as published in docs/schema/."""
    response = HttpResponse(schema_text(), content_type="application/schema+json; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="plan.schema.json"'
    return response
