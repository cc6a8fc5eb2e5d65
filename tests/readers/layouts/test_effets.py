"""The layout objectifs généraux | objectifs opérationnels | effets attendus."""

from tests.readers.makers import read, rows_of, tree


def test_effects_belong_to_the_objectives_of_their_row() -> None:
    table = [
        ["Objectifs généraux", "Objectifs opérationnels", "Effets attendus"],
        ["Favoriser la réussite", "Aider aux devoirs\nOuvrir le soir", "• moins de retards\n• plus de confiance"],
        ["", "Lire ensemble", "goût de lire"],
        ["Vivre ensemble", "Jouer dehors", "moins de conflits"],
    ]

    reading = read(rows_of(table), "pedt.xlsx")

    assert tree(reading.outline)[1:] == [
        "Favoriser la réussite",
        ". Aider aux devoirs",
        ". Ouvrir le soir",
        ". Lire ensemble",
        "Vivre ensemble",
        ". Jouer dehors",
    ]
    effects = [(o.effects.group, o.effects.text) for o in reading.outline.themes[0].walk() if o.effects]
    bullets = "- moins de retards\n- plus de confiance"
    assert effects == [(1, bullets), (1, bullets), (2, "goût de lire"), (1, "moins de conflits")]
    assert reading.layout == "effets"
    assert "effects" in reading.outline.carries.objective
    assert not reading.has_errors
