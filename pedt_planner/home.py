from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("PEDT Planner")


def territory(request: HttpRequest, territory: str) -> HttpResponse:
    return HttpResponse(territory)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})
