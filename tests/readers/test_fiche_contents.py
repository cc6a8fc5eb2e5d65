"""What stands in a fiche action comes back: rubrics, people, indicators, fundings, and what is not understood."""

from datetime import date
from decimal import Decimal

from actions.enums import FundingStatus, PlaceKind, Priority, Role, ScheduleKind, Status
from annexes.outline import HintKind
from indicators.enums import IndicatorKind
from tests.readers.makers import codes, issue, plain, read, word
from tests.readers.test_fiche import BASE, TITLE, fiche, only


def test_every_rubric_gives_its_field() -> None:
    action = only(
        fiche(
            [
                ["Statut", "En cours (depuis mars)"], ["Priorité", "Haute"], ["Nature de l’action", "Nouvelle"],
                ["Horizon", "moyen terme"], ["Avancement", "50 %"], ["Météo", "vigilance"], ["Version", "juin 2026"],
                ["Constats", "Des besoins"], ["Déroulement", "Deux soirs"], ["Livrables", "Un lieu"],
                ["Impact attendu", "De l’envie"], ["Domaine", "Culture"], ["Public cible", "Enfants et parents"],
                ["Tranche d’âge", "3-11 ans"], ["Territoire concerné", "Ville et quartier"],
                ["Lieu", "École du Lac ; salle des fêtes"], ["Temps de l’enfant", "Mercredi, vacances"],
                ["Charte qualité Plan mercredi", "Inclusion"], ["Date de début", "01/09/2026"],
                ["Date de fin", "juin 2027"], ["Structure porteuse", "Amicale laïque"],
                ["Élu(e) référent(e)", "Adjointe"],
                ["Prestataires", "Cirque Brume"], ["Financeurs", "CAF"], ["Co-pilote", "Collège"],
                ["Budget", "CAF : 3 000 €\nVille : 2 k€"], ["Indicateurs de résultat", "Taux d’inscription"],
                ["Bilan 2025", "Une belle année"], ["Documents", "Charte : https://val.example/charte.pdf"],
                ["Dispositifs", "CLAS, REAAP"],
            ]
        )
    )  # fmt: skip

    assert (action.status, action.status_reason, action.priority) == (Status.ONGOING, "depuis mars", Priority.HIGH)
    assert (action.nature, action.horizon, action.progress, action.weather) == ("NEW", "MEDIUM", 50, "WATCH")
    assert (action.version_label, action.context, action.description) == ("juin 2026", "Des besoins", "Deux soirs")
    assert (action.outputs, action.expected_effects, action.domains) == ("Un lieu", "De l’envie", ("culture_eac",))
    assert (action.audiences, action.age_min, action.age_max) == (("enfants", "parents_familles"), 3, 11)
    assert (action.scales, action.scale_note) == (("quartier", "commune"), "")
    assert [(p.name, p.kind) for p in action.places] == [
        ("École du Lac", PlaceKind.SCHOOL), ("salle des fêtes", PlaceKind.OTHER),
    ]  # fmt: skip
    assert (action.child_times, action.charter_axes) == (("mercredi", "extrascolaire_vacances"), ("inclusion",))
    assert (action.schedule_kind, action.starts_on, action.due_on) == (
        ScheduleKind.PERIOD, date(2026, 9, 1), date(2027, 6, 30),
    )  # fmt: skip
    assert action.elected_lead == "Adjointe"
    assert [(p.role, p.partner) for p in action.participations] == [
        (Role.OPERATOR, "Amicale laïque"), (Role.CONTRACTOR, "Cirque Brume"), (Role.FUNDER, "CAF"),
        (Role.CO_LEAD, "Collège"),
    ]  # fmt: skip
    assert [(f.funder, f.planned) for f in action.fundings] == [("CAF", 3000), ("Ville", 2000)]
    assert [(i.label, i.kind) for i in action.indicators] == [("Taux d’inscription", IndicatorKind.RESULT)]
    assert [(n.year, n.text) for n in action.notes] == [(2025, "Une belle année")]
    assert [(d.title, d.url) for d in action.documents] == [("Charte", "https://val.example/charte.pdf")]
    assert action.schemes == ("CLAS", "REAAP")


def test_partners_and_dispositifs_of_one_cell_are_told_apart() -> None:
    action = only(
        fiche(
            [
                *BASE,
                [
                    "Partenaires mobilisables (dont habitants) Dispositifs mobilisables",
                    "Partenaires :\nVille, CAF, associations\nDispositifs :\nCLAS, Cité éducative",
                ],
                ["Financements mobilisables", "cf dispositifs ci-dessus"],
            ]
        )
    )

    assert action.people(Role.PARTNER) == ("Ville", "CAF", "associations")
    assert action.schemes == ("CLAS", "Cité éducative")
    assert (action.funding_note, action.fundings) == ("cf dispositifs ci-dessus", ())


def test_indicators_have_their_kinds() -> None:
    action = only(
        fiche(
            [
                *BASE,
                ["Indicateurs de réalisation", "• Nombre d’ateliers\n• Nombre d’enfants"],
                ["Indicateurs d’effets", "• Confiance des enfants"],
                ["Évaluation", "De résultat :\nTaux de retour\nDe moyens : heures passées"],
            ]
        )
    )

    assert [(i.label, i.kind) for i in action.indicators] == [
        ("Nombre d’ateliers", IndicatorKind.OUTPUT), ("Nombre d’enfants", IndicatorKind.OUTPUT),
        ("Confiance des enfants", IndicatorKind.OUTCOME), ("Taux de retour", IndicatorKind.RESULT),
        ("heures passées", IndicatorKind.MEANS),
    ]  # fmt: skip


def test_links_are_grouped_by_transversal_axis() -> None:
    text = "AT Égalité :\nAgir avec les clubs\nAT jeunesse\nPrévenir les conflits"
    action = only(fiche([*BASE, ["Liens autres enjeux / fiches « orientations opérationnelles »", text]]))

    assert [(link.group, link.text) for link in action.links] == [
        ("AT Égalité", "Agir avec les clubs"), ("AT jeunesse", "Prévenir les conflits"),
    ]  # fmt: skip


def test_funding_plan_steps_and_indicators_are_read_from_their_tables() -> None:
    data = word(
        *TITLE,
        [list(row) for row in BASE],
        "# Plan de financement",
        [
            ["Année", "Financeur", "Dispositif", "Prévu", "Statut"],
            ["2026", "CAF", "CLAS", "3 000 €", "demandé"],
            ["2026", "Ville", "", "5 k€", ""],
            ["Total", "", "", "8 000 €", ""],
        ],
        "# Étapes",
        [["Étape", "Échéance", "Responsable"], ["Trouver", "mars 2026", "Ville"], ["Ouvrir", "01/09/2026", "CAF"]],
        [["Indicateurs de résultat", "Cible 2027", "Source"], ["Nombre d’inscrits", "120", "Registre"]],
    )  # fmt: skip

    action = only(read(data, "fiche.docx"))

    assert [(f.year, f.funder, f.scheme, f.planned, f.status) for f in action.fundings] == [
        (2026, "CAF", "CLAS", Decimal(3000), FundingStatus.REQUESTED),
        (2026, "Ville", "", Decimal(5000), FundingStatus.PLANNED),
    ]
    assert [(s.title, s.due_on, s.who) for s in action.steps] == [
        ("Trouver", date(2026, 3, 31), "Ville"), ("Ouvrir", date(2026, 9, 1), "CAF"),
    ]  # fmt: skip
    (indicator,) = action.indicators
    assert (indicator.label, indicator.kind, indicator.source) == (
        "Nombre d’inscrits", IndicatorKind.RESULT, "Registre",
    )  # fmt: skip
    assert [(t.due_on, t.value) for t in indicator.targets] == [(date(2027, 12, 31), Decimal(120))]


def test_several_labels_on_one_line_each_have_their_value() -> None:
    action = only(
        read(
            word(
                *TITLE,
                "Statut : ● En cours   Priorité : haute   Nature : poursuivie   Échéance : 2026-2027",
                [*BASE[:3]],
            ),
            "fiche.docx",
        )
    )

    assert (action.status, action.priority, action.nature, action.school_year) == (
        Status.ONGOING, Priority.HIGH, "CONTINUED", 2026,
    )  # fmt: skip


def test_help_printed_in_a_label_is_left_out_and_said() -> None:
    reading = fiche([["Contexte (quels sont les constats ?)", "Des besoins"], *BASE[1:]])

    assert only(reading).context == "Des besoins"
    assert issue(reading, "help-in-label").proposal == "laissée(s) de côté : (quels sont les constats ?)"


def test_unknown_label_is_kept_in_the_description_under_its_words() -> None:
    reading = fiche([*BASE, ["Description", "Deux soirs"], ["Météo marine", "Mer belle\nVent faible"]])

    assert only(reading).description == "Deux soirs\nMétéo marine :\nMer belle\nVent faible"
    assert "« Météo marine »" in issue(reading, "unknown-label").message


def test_known_label_without_a_field_is_kept_in_the_description() -> None:
    reading = fiche([*BASE, ["Moyens humains et matériels", "Un animateur"], ["Points de vigilance", "Le bruit"]])

    assert only(reading).description == "Moyens humains et matériels : Un animateur\nPoints de vigilance : Le bruit"
    assert "unclear-value" not in codes(reading)


def test_ambiguous_value_is_a_warning_at_its_cell() -> None:
    reading = fiche([*BASE[:3], ["Calendrier", "03/27"]])

    found = issue(reading, "unclear-value")
    assert found.message == "« 03/27 » lu comme mars 2027 (et non le 27 mars)"
    assert found.where == "Tableau 1, ligne 4, colonne 2"


def test_unknown_status_is_proposed_and_kept() -> None:
    reading = fiche([*BASE, ["Statut", "réalisée en partie"]])

    action = only(reading)
    (hint,) = action.hints
    assert (hint.kind, hint.field, hint.value, hint.before) == (
        HintKind.STATUS, "status", "DONE", "réalisée en partie",
    )  # fmt: skip
    assert (action.status, action.description) == (Status.PROPOSED, "Statut : réalisée en partie")


def test_dotted_lines_of_an_empty_form_are_empty() -> None:
    reading = fiche(
        [["Contexte", "……………………………"], ["Objectifs", "__________"], ["Pilote", "Ville"], ["Calendrier", "....."]]
    )

    action = only(reading)
    assert (action.context, action.objectives, action.schedule_note) == ("", "", "")
    assert action.people(Role.LEAD) == ("Ville",)
    assert "étiquette sans contenu" in [fate.reason for fate in reading.fates]


def test_blank_fiche_makes_no_object() -> None:
    reading = fiche(
        [["Contexte", "……………"], ["Objectifs", ""], ["Pilote", ""], ["Calendrier", ""]], "# FICHE ACTION N° ……"
    )

    assert list(reading.outline.all_actions()) == []


def test_prose_where_names_are_expected_is_kept_as_text() -> None:
    prose = "Nous travaillerons avec toutes les structures volontaires du territoire " * 3
    reading = fiche([*BASE, ["Partenaires", prose]])

    assert only(reading).people(Role.PARTNER) == ()
    assert prose.strip() in only(reading).description


def test_named_referent_is_the_contact_of_the_pilote() -> None:
    reading = fiche([*BASE, ["Référent", "Mme Ana Brume"]])

    assert [(p.partner, p.contact) for p in only(reading).participations] == [("Ville de Brumeval", "Ana Brume")]


def test_text_above_and_below_the_fiche_is_kept() -> None:
    reading = read(
        word("PEDT 2025-2028 du Val de Brume", *TITLE, [list(row) for row in BASE]), "fiche.docx"
    )  # fmt: skip

    assert ("PEDT 2025-2028 du Val de Brume", "kept") in [(fate.text, fate.fate) for fate in reading.fates]


def test_dated_lines_of_a_calendar_are_steps() -> None:
    action = only(fiche([*BASE[:3], ["Calendrier prévisionnel", "Mars 2026 : trouver\nSeptembre 2026 : ouvrir"]]))

    assert [(step.title, step.due_on) for step in action.steps] == [
        ("trouver", date(2026, 3, 31)), ("ouvrir", date(2026, 9, 30)),
    ]  # fmt: skip


def test_step_dated_by_a_year_alone_is_read_with_a_warning() -> None:
    reading = fiche([*BASE[:3], ["Étapes", "2026 : trouver\nMars 2027 : ouvrir"]])

    assert [step.due_on for step in only(reading).steps] == [date(2026, 12, 31), date(2027, 3, 31)]
    doubt = issue(reading, "unclear-value")
    assert "2026" in doubt.message
    assert "31 décembre 2026" in doubt.message
    assert "2027" not in doubt.message


def test_plain_line_that_looks_like_a_label_stays_and_is_said() -> None:
    prose = ("# Contexte", "Des besoins", "Le petit plus : un goûter", "* Une puce : rien")
    people = ("# Pilote", "Ville de Brumeval", "# Partenaires", "CAF", "# Calendrier", "2026-2027")
    reading = read(word("# FICHE ACTION N° 12", "Lire", *prose, *people), "fiche.docx")

    assert only(reading).context == "Des besoins\nLe petit plus : un goûter\n- Une puce : rien"
    assert [plain(one.message) for one in reading.issues if one.code == "may-be-label"] == [
        "« Le petit plus : » ressemble à une rubrique, sans en avoir la mise en forme"
    ]
