"""The form of the export page: what is asked for, checked together, as a DocumentRequest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from accounts.forms import BootstrapMixin
from accounts.text import one_line
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from actions.models import Action
from annexes.documents import ALL_SECTIONS, Document, DocumentRequest, FicheStyle, Form, Section, offered
from annexes.edition import Variant
from annexes.exporting.lists import Lists
from annexes.exporting.wording import ABOUT, FORM_WORDS, SECTION_WORDS, STYLE_WORDS

WHOLE, PART, LISTED, CHOSEN = "plan", "partie", "liste", "fiches"
ALL_BUT_COMMITMENTS = tuple(one for one in Document if one is not Document.COMMITMENTS)
CONCERNED: Mapping[str, tuple[Document, ...]] = {  # the documents that a field says something about; else all
    "variant": (Document.TABLEAU, Document.DOSSIER),
    "style": (Document.FICHES, Document.DOSSIER),
    "orientation": (Document.TABLEAU, Document.CALENDAR),
    "sections": (Document.DOSSIER,),
    "partner": (Document.COMMITMENTS,),
    "perimeter": ALL_BUT_COMMITMENTS,
    "annexe": tuple(one for one in Document if one is not Document.DATA),
    "deliberation": tuple(one for one in Document if one is not Document.DATA),
    "contacts": (Document.FICHES, Document.TABLEAU, Document.DOSSIER, Document.COMMITMENTS, Document.DATA),
}
PARTS = {
    "subject": ("perimeter",),
    "partner": ("partner",),
    "looks": ("variant", "style", "orientation", "sections"),
    "mentions": ("annexe", "deliberation"),
    "naming": ("contacts",),
}
MOST_NAMED = 3
PORTRAIT, LANDSCAPE = "portrait", "paysage"


@dataclass(frozen=True, slots=True)
class Group:
    """A field with the documents that it says something about."""

    field: Any
    documents: list[Document]

    @property
    def about(self) -> str:
        return " ".join(self.documents)

    @property
    def words(self) -> str:
        """For a page without scripts, where all fields show; nothing when nearly all documents are concerned."""
        if len(self.documents) > MOST_NAMED:
            return ""
        return "Pour : " + ", ".join(document.label for document in self.documents) + "."

    @property
    def is_long(self) -> bool:
        return bool(self.field.name == "sections")


def radios(label: str, choices: list[tuple[str, str]], initial: str = "", **more: Any) -> forms.ChoiceField:
    widget = forms.RadioSelect(attrs={"class": "form-check-input"})
    return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=widget, **more)


class ExportForm(BootstrapMixin, forms.Form):
    """Names of fields are those of the address: the list of fiches and the fiches lead here with them."""

    document = radios("Document", [])
    form = radios("Format", [])
    variant = radios(
        "Colonnes du tableau",
        [
            (Variant.CONTRACTUAL.value, "Version contractuelle : objectifs et fiches"),
            (Variant.FOLLOW_UP.value, "Version de suivi : avec pilote, échéance, priorité et statut"),
        ],
        Variant.CONTRACTUAL.value,
        required=False,
    )
    style = radios(
        "Fiches",
        [(style.value, STYLE_WORDS[style]) for style in FicheStyle],
        FicheStyle.COMPLETE.value,
        required=False,
    )
    orientation = radios("Page", [(LANDSCAPE, "A4 paysage"), (PORTRAIT, "A4 portrait")], LANDSCAPE, required=False)
    perimeter = radios("Ce que le document contient", [], WHOLE, required=False)
    part = forms.TypedChoiceField(label="Thème ou objectif", coerce=int, empty_value=None, required=False)
    fiche: Any = forms.ModelMultipleChoiceField(
        Action.objects.none(),
        label="Fiches choisies",
        required=False,
        error_messages={"invalid_choice": "La fiche « %(value)s » n’est pas dans ce plan."},
    )
    liste = forms.CharField(required=False, max_length=5000, widget=forms.HiddenInput)
    partner = forms.TypedChoiceField(label="Partenaire", coerce=int, empty_value=None, required=False)
    sections = forms.MultipleChoiceField(
        label="Parties du dossier",
        choices=[(section.value, SECTION_WORDS[section]) for section in Section],
        initial=list(ALL_SECTIONS),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    annexe = forms.CharField(
        label="Numéro d’annexe", max_length=30, required=False, help_text="Imprimé au pied des pages : « II-2 »."
    )
    deliberation = forms.CharField(
        label="Délibération",
        max_length=150,
        required=False,
        help_text="Par exemple « Délibération n° 2026-114 du 3 décembre 2026 ».",
    )
    contacts = forms.BooleanField(
        label="Nommer tous les contacts",
        required=False,
        help_text="Sans cette case, seuls les contacts « nommés dans les documents » le sont. Avec elle, le document "
        "n’est visible que des personnes qui modifient les plans. À cocher pour travailler dans Excel puis réimporter.",
    )

    def __init__(self, *args: Any, lists: Lists, may_name_contacts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        self.forms_of = offered()
        every = [form for form in Form if any(form in forms for forms in self.forms_of.values())]
        self._choose("document", [(one.value, one.label) for one in self.forms_of])
        self._choose("form", [(one.value, one.label) for one in every])
        self._choose("part", [("", "Choisir…"), *lists.parts])
        self._choose("partner", [("", "Choisir…"), *lists.partners])
        self._choose("perimeter", list(self._perimeters()))
        fiche: Any = self.fields["fiche"]
        fiche.queryset = lists.plan.actions.all()
        fiche.widget.choices = lists.fiches(self._keys())
        fiche.widget.attrs |= {"data-tokens": "", "data-tokens-url": lists.fiches_url, "size": 8}
        for name in ("part", "partner"):
            self.fields[name].widget.attrs["data-combobox"] = ""
        if not may_name_contacts:
            del self.fields["contacts"]

    @cached_property
    def criteria(self) -> Criteria | None:
        """The list of fiches that the person comes from."""
        query = str(self["liste"].value() or "")
        found = Criteria(Scope(self.lists.plan.territory, self.lists.plan), QueryDict(query[:5000])) if query else None
        return found if found else None

    def groups(self) -> dict[str, list[Group]]:
        """The fields that concern some documents alone, of those that can be made, by part of the page."""
        return {
            part: [Group(self[name], about) for name in names if name in self.fields and (about := self._about(name))]
            for part, names in PARTS.items()
        }

    def forms_words(self) -> Iterator[tuple[Any, str, str]]:
        """Each radio of the form, the documents that have it, and what it is good for."""
        for radio in self["form"]:
            form = Form(radio.data["value"])
            having = " ".join(document for document, forms in self.forms_of.items() if form in forms)
            yield radio, having, FORM_WORDS[form]

    def documents_words(self) -> Iterator[tuple[Any, str, str]]:
        """The same of each document, which all pages show."""
        for radio in self["document"]:
            yield radio, "", ABOUT[Document(radio.data["value"])]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"document", "form"} <= given.keys():
            self._check_form(Document(given["document"]), Form(given["form"]))
            self._check_rest(Document(given["document"]), given)
        return given

    def asked(self) -> DocumentRequest:
        """What a valid form asks for; what does not concern the document is left as it is by default."""
        given = self.cleaned_data
        document, form = Document(given["document"]), Form(given["form"])
        asked: dict[str, Any] = {
            "variant": Variant(given["variant"] or Variant.CONTRACTUAL),
            "style": FicheStyle(given["style"] or FicheStyle.COMPLETE),
            "orientation": given["orientation"] == PORTRAIT,
            "sections": tuple(section.value for section in Section if section.value in given["sections"]),
            "partner": given["partner"],
            "annexe": one_line(given["annexe"]),
            "deliberation": one_line(given["deliberation"]),
            "contacts": given.get("contacts", False),
        }
        names = {"style": "fiche_style", "orientation": "portrait", "annexe": "annexe_number"}
        kept = {names.get(name, name): value for name, value in asked.items() if document in CONCERNED[name]}
        return DocumentRequest(document, form, **kept, **self._narrowed(document))

    def part_words(self) -> str:
        """What a valid form narrows the plan to, in words; nothing for the whole plan."""
        given = self.cleaned_data
        perimeter = given["perimeter"] or WHOLE
        if Document(given["document"]) is Document.COMMITMENTS:
            return dict(self.lists.partners).get(str(given["partner"]), "")
        if perimeter == CHOSEN:
            several = list(given["fiche"])
            return f"{len(several)} fiches choisies" if len(several) > 1 else str(several[0])
        if perimeter == LISTED:
            return "liste filtrée"
        return self.lists.title_of(given["part"]) if perimeter == PART else ""

    def _narrowed(self, document: Document) -> dict[str, Any]:
        given = self.cleaned_data
        perimeter = given["perimeter"] or WHOLE
        if document is Document.COMMITMENTS or perimeter == WHOLE:
            return {}
        if perimeter == CHOSEN:
            return {"actions": tuple(sorted(action.pk for action in given["fiche"]))}
        if perimeter == LISTED:
            return {"listed": self.criteria.query() if self.criteria else ""}
        return {"theme" if given["part"] in self.lists.themes else "objective": given["part"]}

    def _check_form(self, document: Document, form: Form) -> None:
        forms_there = self.forms_of[document]
        if form not in forms_there:
            known = " ou ".join(one.label for one in forms_there)
            self.add_error("form", f"« {document.label} » n’existe pas en {form.label} : choisissez {known}.")

    def _check_rest(self, document: Document, given: dict[str, Any]) -> None:
        if document is Document.COMMITMENTS:
            if given.get("partner") is None and "partner" not in self.errors:
                self.add_error("partner", "Choisissez le partenaire dont les engagements sont demandés.")
            return
        if document is Document.DOSSIER and not given.get("sections"):
            self.add_error("sections", "Cochez au moins une partie du dossier.")
        if document is Document.DOSSIER and given.get("style") == FicheStyle.FORM:
            self.add_error("style", "Le formulaire vierge se fait seul : choisissez le document « Fiches action ».")
        perimeter = given.get("perimeter")
        if perimeter == PART and given.get("part") is None and "part" not in self.errors:
            self.add_error("part", "Choisissez un thème ou un objectif, ou « Tout le plan ».")
        if perimeter == CHOSEN and not given.get("fiche") and "fiche" not in self.errors:
            self.add_error("fiche", "Choisissez au moins une fiche, ou « Tout le plan ».")
        if perimeter == LISTED and not (self.criteria and self.criteria.fiches().exists()):
            self.add_error("perimeter", "Aucune fiche ne répond aux filtres de la liste : choisissez autre chose.")

    def _about(self, name: str) -> list[Document]:
        return [document for document in self.forms_of if document in CONCERNED[name]]

    def _perimeters(self) -> Iterator[tuple[str, str]]:
        yield WHOLE, "Tout le plan"
        if self.lists.parts:
            yield PART, "Un thème ou un objectif"
        if self.criteria:
            said = " ; ".join(chip.label for chip in self.criteria.chips())
            yield LISTED, f"La liste filtrée : {said}"
        yield CHOSEN, "Des fiches choisies"

    def _keys(self) -> list[str]:
        return [str(key) for key in self["fiche"].value() or []]

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
