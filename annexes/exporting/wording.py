"""What the export page says of each document, of each form and of each part of a dossier."""

from collections.abc import Mapping

from annexes.documents import Document, FicheStyle, Form, Section

ABOUT: Mapping[Document, str] = {
    Document.FICHES: "une à deux pages par fiche",
    Document.TABLEAU: "thèmes, axes, objectifs et fiches, comme dans la convention",
    Document.DOSSIER: "couverture, sommaire, textes, chiffres et instances, tableaux, fiches, financement, index",
    Document.SYNTHESIS: "une page pour la convocation : chiffres, priorités, retards",
    Document.CALENDAR: "les fiches en barres, par année scolaire",
    Document.FUNDING: "par fiche, par financeur et par année : prévu, accordé, réalisé",
    Document.EVALUATION: "par objectif : ce qui a été fait, ce que cela a changé",
    Document.COMMITMENTS: "ses fiches et ses rôles, dans tous les plans",
    Document.DATA: "tout, pour travailler dans Excel, réimporter, ou alimenter un autre logiciel",
}
STYLE_WORDS: Mapping[FicheStyle, str] = {
    FicheStyle.COMPLETE: "Complètes : une rubrique vide le dit",
    FicheStyle.ELECTED: "Version élus : sans les rubriques vides",
    FicheStyle.BLANK: "À compléter : des pointillés là où rien n’est su, pour une réunion",
    FicheStyle.FORM: "Formulaire vierge : une seule fiche, sans contenu",
}
FORM_WORDS: Mapping[Form, str] = {
    Form.PDF: "à imprimer, à envoyer ; lisible par un lecteur d’écran",
    Form.DOCX: "à remettre en forme",
    Form.XLSX: "à trier, à compter, à réimporter",
    Form.CSV: "point-virgule et accents, pour Excel en français",
    Form.JSON: "pour un autre logiciel, selon un schéma publié",
}
SECTION_WORDS: Mapping[Section, str] = {
    Section.COVER: "Couverture",
    Section.CONTENTS: "Sommaire",
    Section.PRESENTATION: "Textes de présentation",
    Section.DIAGNOSTIC: "Chiffres du diagnostic",
    Section.CHILDCARES: "Accueils",
    Section.ACTIVITIES: "Activités périscolaires",
    Section.CHARTER: "Charte Plan mercredi",
    Section.PROGRAMME: "Programme de réussite éducative",
    Section.COMMITTEES: "Composition des instances",
    Section.TABLEAUX: "Tableaux par thème",
    Section.FICHES: "Fiches action",
    Section.CALENDAR: "Calendrier",
    Section.FUNDING: "Plan de financement",
    Section.INDICATORS: "Indicateurs",
    Section.VISAS: "Avis et signatures",
    Section.PARTNERS: "Index des partenaires",
    Section.SCHEMES: "Index des dispositifs",
}
