"""A page that holds each behaviour of static/js once, on plain Django forms; it shows what was posted to it."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.cache import never_cache

from accounts.forms import BootstrapMixin

ROLES = [("", "---------"), ("1", "Pilote"), ("2", "Co-pilote"), ("3", "Élu référent"), ("4", "Œuvre sociale")]
FOUND = [("71", "Amicale laïque", "association"), ("72", "Amis de l’école", ""), ("73", "Écomusée", "musée")]


class SampleForm(BootstrapMixin, forms.Form):
    title = forms.CharField(label="Intitulé", required=False)
    role = forms.ChoiceField(label="Rôle", choices=ROLES, required=False)
    role.widget.attrs["data-combobox"] = ""
    partner = forms.CharField(
        label="Partenaire",
        required=False,
        widget=forms.Select(
            choices=[("", ""), ("7", "Mairie")],
            attrs={"data-combobox": "", "data-combobox-url": "/essai/propositions/", "data-create": ""},
        ),
    )
    publics = forms.MultipleChoiceField(label="Publics", required=False, choices=ROLES[1:])
    publics.widget.attrs.update({"data-tokens": "", "data-create": ""})


SampleForm.base_fields["partner-new"] = forms.CharField(label="ou nouveau partenaire", required=False)
SampleForm.base_fields["publics-new"] = forms.CharField(
    label="ou nouveaux publics", required=False, widget=forms.Textarea
)


class StepForm(BootstrapMixin, forms.Form):
    label = forms.CharField(label="Étape")
    kind = forms.ChoiceField(label="Nature", choices=ROLES[1:], initial="2")
    kind.widget.attrs["data-combobox"] = ""


StepSet = forms.formset_factory(StepForm, extra=2, can_delete=True, can_order=True)

PAGE = """
{% extends "base.html" %}
{% block content %}
<h1>Essai</h1>
<pre id="recu">{{ received }}</pre>
<form method="post" data-unsaved data-keys novalidate>
  {% csrf_token %}
  <p hidden data-unsaved-note>Modifications non enregistrées</p>
  {% include "components/form.html" %}
  <fieldset data-rows>
    <legend>Étapes</legend>
    {{ steps.management_form }}
    {% for step in steps %}<div class="step-row" data-row>{{ step.as_p }}BUTTONS</div>{% endfor %}
    <template data-rows-empty><div class="step-row" data-row>{{ steps.empty_form.as_p }}BUTTONS</div></template>
    <button type="button" data-rows-add hidden>Ajouter une étape</button>
  </fieldset>
  <button type="submit" name="save" value="save">Enregistrer</button>
  <button type="submit" name="next" value="next">Enregistrer et suivante</button>
</form>
<a href="/aide/" data-key="n" data-key-label="Nouvelle fiche">Ailleurs</a>
{% endblock %}
""".replace(
    "BUTTONS",
    '<button type="button" data-rows-up hidden>Monter</button>'
    '<button type="button" data-rows-down hidden>Descendre</button>'
    '<button type="button" data-rows-remove hidden>Retirer</button>',
)


@never_cache
@login_not_required
def sample(request: HttpRequest) -> HttpResponse:
    initial = [{"label": "Préparer", "kind": "1"}, {"label": "Ouvrir", "kind": "3"}]
    received = ""
    if request.method == "POST":
        steps = StepSet(request.POST, initial=initial)
        kept = [
            (form.cleaned_data["label"], form.cleaned_data["kind"])
            for form in (steps.ordered_forms if steps.is_valid() else [])
        ]
        names = ("title", "role", "partner", "partner-new", "publics-new")
        said = [f"{name}={request.POST.get(name)!r}" for name in names]
        button = "next" if "next" in request.POST else "save"
        received = f"{' '.join(said)} publics={request.POST.getlist('publics')} steps={kept} {button} {steps.errors}"
        initial = [{"label": label, "kind": kind} for label, kind in kept]
    refused = request.method == "POST" and request.POST.get("title") == "refuser"
    shown = StepSet(request.POST, initial=initial) if refused else StepSet(initial=initial)
    form = SampleForm(request.POST or None)
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"form": form, "steps": shown, "received": received}, request))


@login_not_required
def suggestions(request: HttpRequest) -> JsonResponse:
    wanted = request.GET["q"].lower()
    lines = [{"value": v, "label": label, "hint": hint} for v, label, hint in FOUND if wanted in label.lower()]
    return JsonResponse(lines, safe=False)


urlpatterns = [
    path("essai/", sample, name="sample"),
    path("essai/propositions/", suggestions, name="sample-suggestions"),
    path("", include("pedt_planner.urls")),
]
