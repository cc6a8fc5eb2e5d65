import pytest

from annexes.labels import Kind, classify, read_labels, strip_markup


@pytest.mark.parametrize(
    ("text", "kind", "number", "title"),
    [
        ("OI 2 Développer l’offre", Kind.INTERMEDIATE, "2", "Développer l’offre"),
        ("OI 2 : Développer l’offre", Kind.INTERMEDIATE, "2", "Développer l’offre"),
        ("oi3: Développer", Kind.INTERMEDIATE, "3", "Développer"),
        ("O.I. n° 4 – Développer", Kind.INTERMEDIATE, "4", "Développer"),
        ("OI II : Développer", Kind.INTERMEDIATE, "II", "Développer"),
        ("Objectif général 1", Kind.INTERMEDIATE, "1", ""),
        ("OBJECTIF INTERMÉDIAIRE N°1 : Développer", Kind.INTERMEDIATE, "1", "Développer"),
        ("OG 2 - Développer", Kind.INTERMEDIATE, "2", "Développer"),
        ("OO1 : Créer", Kind.OPERATIONAL, "1", "Créer"),
        ("001 : Créer", Kind.OPERATIONAL, "1", "Créer"),
        ("01 : Créer", Kind.OPERATIONAL, "1", "Créer"),
        ("O.O. 1 Créer", Kind.OPERATIONAL, "1", "Créer"),
        ("OO\u00a01\u00a0: Créer", Kind.OPERATIONAL, "1", "Créer"),
        ("OBJECTIF OPÉRATIONNEL N°1", Kind.OPERATIONAL, "1", ""),
        ("objectif operationnel 2 — Créer", Kind.OPERATIONAL, "2", "Créer"),
        ("OO 2.1 : Créer", Kind.OPERATIONAL, "2.1", "Créer"),
        ("OO : Créer", Kind.OPERATIONAL, "", "Créer"),
        ("Fiche n° 5 – Ouvrir", Kind.ACTION, "5", "Ouvrir"),
        ("FICHE 5: Ouvrir", Kind.ACTION, "5", "Ouvrir"),
        ("Fiche 05 : Ouvrir", Kind.ACTION, "5", "Ouvrir"),
        ("Fiche action 12", Kind.ACTION, "12", ""),
        ("Fiche-action n°12 : Ouvrir", Kind.ACTION, "12", "Ouvrir"),
        ("FA 3 : Ouvrir", Kind.ACTION, "3", "Ouvrir"),
        ("Action 3 : Ouvrir", Kind.ACTION, "3", "Ouvrir"),
        ("Fiche 1.2.4 : Ouvrir", Kind.ACTION, "1.2.4", "Ouvrir"),
        ("Fiche : Ouvrir", Kind.ACTION, "", "Ouvrir"),
        ("Axe 1 : Grandir", Kind.AXIS, "1", "Grandir"),
        ("AXE STRATEGIQUE I", Kind.AXIS, "I", ""),
        ("Axe stratégique II – Grandir", Kind.AXIS, "II", "Grandir"),
        ("Orientation n° 2 : Grandir", Kind.AXIS, "2", "Grandir"),
        ("Axe stratégique :", Kind.RUBRIC, "", "Axe stratégique :"),
        ("I – Grandir", Kind.ROMAN, "I", "Grandir"),
        ("II- Grandir", Kind.ROMAN, "II", "Grandir"),
        ("IV. Grandir", Kind.ROMAN, "IV", "Grandir"),
        ("1.2.4 Coordonner", Kind.NUMBERED, "1.2.4", "Coordonner"),
        ("3 – Grandir", Kind.NUMBERED, "3", "Grandir"),
        ("Thème 2 : Jeunesse", Kind.THEME, "2", "Jeunesse"),
        ("Annexe II – 2", Kind.ANNEXE, "II-2", ""),
        ("(réactualisé en mars 23)", Kind.VERSION, "", "(réactualisé en mars 23)"),
        ("ACTIONS DÉJÀ MISES EN ŒUVRE", Kind.ACTIONS_HEADING, "", "ACTIONS DÉJÀ MISES EN ŒUVRE"),
        ("(à rattacher à un axe)", Kind.INSTRUCTION, "", "(à rattacher à un axe)"),
        ("Fiches 3 – 13 - 10", Kind.REFERENCE, "", "Fiches 3 – 13 - 10"),
        ("— — —", Kind.SEPARATOR, "", "— — —"),
    ],
)
def test_label_is_told_from_its_wording(text: str, kind: Kind, number: str, title: str) -> None:
    label = classify(text)

    assert (label.kind, label.number, label.title) == (kind, number, title)


@pytest.mark.parametrize(
    "text",
    [
        "Individualiser les parcours",
        "Oiseaux du parc : une visite",
        "I love English",
        "Vivre ensemble",
        "axe 2 de la convention",
        "Fiche 5 ans après : le bilan",
        "3 -11 ans",
        "Actions culturelles dans les écoles",
        "Action de soutien aux familles",
        "0012 34 56 78",
        "Civisme et laïcité",
        "2025-2026",
    ],
)
def test_text_without_label_is_text(text: str) -> None:
    assert classify(text).kind is Kind.TEXT


def test_title_keeps_what_looks_like_a_label() -> None:
    fiche = classify("Fiche 90 : Liens entre les 10/11 ans et les 12/14 ans : axe transversal")
    operational = classify("OO 1 : Aide aux parents : axe transversal pour tous")

    assert fiche.title == "Liens entre les 10/11 ans et les 12/14 ans : axe transversal"
    assert operational.title == "Aide aux parents : axe transversal pour tous"


@pytest.mark.parametrize(
    "lines",
    [
        ["Fiche 1 : Ouvrir (le soir)", "Fiche 2 : Fermer"],
        ["Fiche 1 : Ouvrir (le soir) Fiche 2 : Fermer"],
        ["<p>Fiche 1 : Ouvrir (le soir)</p><p>Fiche 2 : Fermer</p>"],
        ["- Fiche 1 : Ouvrir (le soir)", "• Fiche 2 : Fermer"],
        ["Fiche 1", "Ouvrir (le soir)", "Fiche 2", "Fermer"],
        ["Fiche 1 : Ouvrir", "(le soir)", "Fiche 2 – Fermer"],
    ],
)
def test_several_fiches_of_a_cell_are_told_apart(lines: list[str]) -> None:
    labels = read_labels(lines)

    assert [(label.number, label.title) for label in labels] == [("1", "Ouvrir (le soir)"), ("2", "Fermer")]


@pytest.mark.parametrize(
    "text",
    [
        "Fiche 1 : Ouvrir, voir la fiche 3 : Accueil",
        "Fiche 1 : Ouvrir (voir Fiche 3 : Accueil) le soir",
        "Fiche 1 : Ouvrir en lien avec Fiche 3",
        "Fiche 1 : Ouvrir comme dans la Fiche 3 – Accueil",
    ],
)
def test_mention_of_a_fiche_inside_a_title_does_not_split_it(text: str) -> None:
    assert [label.number for label in read_labels([text])] == ["1"]


def test_unclosed_parenthesis_does_not_hide_the_next_fiche() -> None:
    labels = read_labels(["Fiche 1 : Ouvrir (le soir Fiche 2 : Fermer"])

    assert [label.title for label in labels] == ["Ouvrir (le soir", "Fermer"]


def test_several_objectives_of_a_cell_are_told_apart() -> None:
    labels = read_labels(["OO 1 : Créer OO 2 : Tenir", "003 : Finir"])

    assert [(label.number, label.title) for label in labels] == [("1", "Créer"), ("2", "Tenir"), ("3", "Finir")]


def test_word_cut_by_a_line_end_is_proposed_and_not_joined() -> None:
    label = read_labels(["OO 1 : Créer des accueils extra-", "scolaires"])[0]

    assert label.title == "Créer des accueils extra- scolaires"
    assert label.cut == "extrascolaires"


def test_lines_under_a_title_stay_apart() -> None:
    label = read_labels(["Fiche 1 : Ouvrir", "- le matin", "- le soir"])[0]

    assert label.title == "Ouvrir"
    assert label.more == ("- le matin", "- le soir")


def test_markup_is_taken_out_and_comparisons_stay() -> None:
    assert strip_markup("<p>Parents &amp; <b>enfants</b></p>") == "\nParents & enfants\n"
    assert strip_markup("enfants de < 3 ans et > 2 ans") == "enfants de < 3 ans et > 2 ans"
