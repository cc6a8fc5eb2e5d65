"""What is asked for: which document, in which form, about what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from annexes.contents.dossier import Section
from annexes.contents.model import FicheStyle
from annexes.edition import Variant


class Document(StrEnum):
    FICHES = "fiches"
    TABLEAU = "tableau"
    DOSSIER = "dossier"
    SYNTHESIS = "synthese"
    CALENDAR = "calendrier"
    FUNDING = "financement"
    EVALUATION = "evaluation"
    COMMITMENTS = "engagements"
    DATA = "donnees"
    CONVOCATION = "convocation"
    MINUTES = "releve"
    PACK = "seance"
    CHANGES = "modifications"
    AMENDMENT = "avenant"

    @property
    def label(self) -> str:
        return {
            "fiches": "Fiches action",
            "tableau": "Tableau de l’annexe",
            "dossier": "Dossier complet",
            "synthese": "Synthèse d’une page",
            "calendrier": "Calendrier",
            "financement": "Plan de financement",
            "evaluation": "Évaluation finale",
            "engagements": "Engagements d’un partenaire",
            "donnees": "Données",
            "convocation": "Convocation",
            "releve": "Relevé de décisions",
            "seance": "Dossier de séance",
            "modifications": "Tableau des modifications",
            "avenant": "Avenant",
        }[self.value]


class Form(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def label(self) -> str:
        return {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "json": "JSON", "csv": "CSV"}[self.value]

    @property
    def content_type(self) -> str:
        return {
            "pdf": "application/pdf",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "json": "application/json",
            "csv": "text/csv; charset=utf-8",
        }[self.value]


FORMS: Mapping[Document, tuple[Form, ...]] = {
    Document.FICHES: (Form.PDF, Form.DOCX),
    Document.TABLEAU: (Form.PDF, Form.XLSX, Form.DOCX),
    Document.DOSSIER: (Form.PDF, Form.DOCX),
    Document.SYNTHESIS: (Form.PDF,),
    Document.CALENDAR: (Form.PDF, Form.XLSX),
    Document.FUNDING: (Form.PDF, Form.XLSX),
    Document.EVALUATION: (Form.PDF, Form.DOCX),
    Document.COMMITMENTS: (Form.PDF, Form.XLSX),
    Document.DATA: (Form.XLSX, Form.CSV, Form.JSON),
}


# Of a meeting, which they are asked from: no person chooses them among the documents of a plan.
OF_A_MEETING: Mapping[Document, tuple[Form, ...]] = {
    Document.CONVOCATION: (Form.PDF, Form.DOCX),
    Document.MINUTES: (Form.PDF, Form.DOCX),
    Document.PACK: (Form.PDF,),
}
# Of a comparison or of an avenant, from whose page they are asked.
OF_A_COMPARISON: Mapping[Document, tuple[Form, ...]] = {
    Document.CHANGES: (Form.PDF, Form.XLSX),
    Document.AMENDMENT: (Form.PDF,),
}
ALL_SECTIONS = tuple(section.value for section in Section)


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document that a person asks for. Plain values, so that a job can keep it as JSON.

    The perimeter is the whole plan unless `theme` or `objective` (keys of objectives), `actions` (keys of fiches) or
    `listed` (the query of the list of fiches) narrows it. `partner` is the key of the partner of « Engagements »,
    `meeting` that of the meeting whose document it is. A tableau des modifications goes from the version `before` to
    the version `after`, by their numbers (None: today), or is that of an `amendment`.
    """

    document: Document = Document.TABLEAU
    form: Form = Form.PDF
    variant: Variant = Variant.CONTRACTUAL
    fiche_style: FicheStyle = FicheStyle.COMPLETE
    sections: tuple[str, ...] = ALL_SECTIONS
    theme: int | None = None
    objective: int | None = None
    actions: tuple[int, ...] = ()
    listed: str = ""
    partner: int | None = None
    meeting: int | None = None
    before: int | None = None
    after: int | None = None
    substance: bool = False
    amendment: int | None = None
    contacts: bool = False
    annexe_number: str = ""
    deliberation: str = ""
    portrait: bool = False
    archival: bool = False  # PDF/A-3a, of a PDF

    @property
    def label(self) -> str:
        """« Tableau de l’annexe (version de suivi), PDF »."""
        said = {Document.TABLEAU: self.variant is Variant.FOLLOW_UP and "version de suivi"}
        said[Document.FICHES] = self.fiche_style is not FicheStyle.COMPLETE and self.fiche_style.label.lower()
        more = said.get(self.document)
        return f"{self.document.label}{f' ({more})' if more else ''}, {self.form.label}"

    def to_options(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> "DocumentRequest":
        """The request that `to_options` wrote; what it does not name is as by default, what is unknown is left out."""
        kinds = {"document": Document, "form": Form, "variant": Variant, "fiche_style": FicheStyle}
        known: dict[str, Any] = {}
        for name in (field.name for field in fields(cls) if field.name in options):
            value = options[name]
            known[name] = kinds[name](value) if name in kinds else tuple(value) if isinstance(value, list) else value
        return cls(**known)
