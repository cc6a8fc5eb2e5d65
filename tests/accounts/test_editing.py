"""Two people edit the same object: nobody's work is overwritten in silence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from accounts.aggregates import content, write_content
from accounts.editing import Conflict, Saved, Vanished, conflict_page, save_edit, seen_token, vanished_page
from accounts.enums import MemberRole
from accounts.models import Revision
from actions.enums import Role
from actions.models import Action, Audience, Step
from tests.factories import ActionFactory, PartnerFactory, UserFactory

pytestmark = pytest.mark.django_db

Submit = Callable[..., Saved | Conflict | Vanished]


@pytest.fixture
def fiche() -> Action:
    return ActionFactory(title="Ouvrir la ludothèque", challenge="Jouer ensemble")


@pytest.fixture
def submit(fiche: Action) -> Submit:
    """`submit(seen, part, **choices)` is a person who posts the form that showed `seen`."""
    author = UserFactory(memberships={fiche.plan.territory: MemberRole.COORDINATOR}, full_name="Noé Valmire")

    def post(seen: str, part: dict[str, Any], **choices: str) -> Saved | Conflict | Vanished:
        request = RequestFactory().post("/", {"seen": seen, "title": part.get("title", ""), **choices})
        request.user = author
        return save_edit(
            fiche,
            request=request,
            territory=fiche.plan.territory,
            plan_key=fiche.plan_id,
            apply=lambda: write_content(fiche, part),
        )

    return post


def stored(fiche: Action) -> Action:
    return Action.objects.get(pk=fiche.pk)


def test_an_edit_alone_is_saved_with_its_line(fiche: Action, submit: Submit) -> None:
    outcome = submit(seen_token(fiche), {"title": "Ouvrir"})
    assert isinstance(outcome, Saved)
    assert outcome.changed
    assert outcome.sentence == ""
    assert Revision.objects.about(fiche).get().after == {"title": "Ouvrir"}


def test_what_the_other_changed_and_i_did_not_stays(fiche: Action, submit: Submit) -> None:
    seen = seen_token(fiche)
    shown = {"title": fiche.title, "challenge": fiche.challenge}
    submit(seen, {**shown, "challenge": "Jouer en famille"})
    outcome = submit(seen, {**shown, "title": "Ouvrir"})
    assert isinstance(outcome, Saved)
    assert outcome.kept == ["Enjeu"]
    assert "Enjeu" in outcome.sentence
    assert (stored(fiche).title, stored(fiche).challenge) == ("Ouvrir", "Jouer en famille")


def test_what_both_changed_is_put_to_me_and_nothing_is_written(fiche: Action, submit: Submit) -> None:
    seen = seen_token(fiche)
    submit(seen, {"title": "Ouvrir tôt"})
    outcome = submit(seen, {"title": "Ouvrir tard"})
    assert isinstance(outcome, Conflict)
    assert [(one.label, one.theirs, one.mine) for one in outcome.clashes] == [("Intitulé", "Ouvrir tôt", "Ouvrir tard")]
    assert stored(fiche).title == "Ouvrir tôt"


@pytest.mark.parametrize(("choice", "title"), [("mine", "Ouvrir tard"), ("theirs", "Ouvrir tôt")])
def test_the_choice_is_kept(fiche: Action, submit: Submit, choice: str, title: str) -> None:
    seen = seen_token(fiche)
    submit(seen, {"title": "Ouvrir tôt"})
    conflict = submit(seen, {"title": "Ouvrir tard"})
    assert isinstance(conflict, Conflict)
    outcome = submit(seen, {"title": "Ouvrir tard"}, judged=conflict.judged, **{"keep-title": choice})
    assert isinstance(outcome, Saved)
    assert stored(fiche).title == title


def test_a_third_edit_is_put_to_me_again(fiche: Action, submit: Submit) -> None:
    seen = seen_token(fiche)
    submit(seen, {"title": "Ouvrir tôt"})
    conflict = submit(seen, {"title": "Ouvrir tard"})
    assert isinstance(conflict, Conflict)
    submit(seen_token(fiche), {"title": "Ne pas ouvrir"})
    outcome = submit(seen, {"title": "Ouvrir tard"}, judged=conflict.judged, **{"keep-title": "mine"})
    assert isinstance(outcome, Conflict)
    assert outcome.clashes[0].theirs == "Ne pas ouvrir"


def test_both_wrote_the_same_thing(fiche: Action, submit: Submit) -> None:
    seen = seen_token(fiche)
    submit(seen, {"title": "Ouvrir tôt"})
    outcome = submit(seen, {"title": "Ouvrir tôt"})
    assert isinstance(outcome, Saved)
    assert not outcome.changed


def steps(fiche: Action) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = content(fiche)["steps"]
    return rows


def titles(fiche: Action) -> list[str]:
    return [row["title"] for row in steps(fiche)]


def test_rows_that_each_added_are_both_kept(fiche: Action, submit: Submit) -> None:
    Step.objects.create(action=fiche, title="Choisir un lieu")
    seen, shown = seen_token(fiche), steps(fiche)
    submit(seen, {"steps": [*shown, {"title": "Acheter"}]})
    outcome = submit(seen, {"steps": [{"title": "Préparer"}, *shown]})
    assert isinstance(outcome, Saved)
    assert outcome.kept == ["Étapes"]
    assert titles(fiche) == ["Préparer", "Choisir un lieu", "Acheter"]


def test_a_row_changed_by_one_and_another_removed_by_the_other(fiche: Action, submit: Submit) -> None:
    for title in ("Choisir un lieu", "Acheter", "Ouvrir"):
        Step.objects.create(action=fiche, title=title)
    seen, (first, second, third) = seen_token(fiche), steps(fiche)
    submit(seen, {"steps": [{**first, "title": "Choisir deux lieux"}, second, third]})
    assert isinstance(submit(seen, {"steps": [first, third]}), Saved)
    assert titles(fiche) == ["Choisir deux lieux", "Ouvrir"]


def test_what_both_added_stands_once(fiche: Action, submit: Submit) -> None:
    seen = seen_token(fiche)
    submit(seen, {"steps": [{"title": "Acheter"}]})
    submit(seen, {"steps": [{"title": "Acheter"}, {"title": "Ouvrir"}]})
    assert titles(fiche) == ["Acheter", "Ouvrir"]


def test_links_that_each_changed_are_put_together(fiche: Action, submit: Submit) -> None:
    one, two, three = (Audience.objects.create(code=f"ESSAI_{n}", label=f"Public {n}") for n in range(3))
    fiche.audiences.set([one])
    seen = seen_token(fiche)
    submit(seen, {"audiences": [one.pk, two.pk]})
    assert isinstance(submit(seen, {"audiences": [three.pk]}), Saved)
    assert set(fiche.audiences.all()) == {two, three}


def test_one_row_that_both_changed_is_put_to_me(fiche: Action, submit: Submit) -> None:
    Step.objects.create(action=fiche, title="Choisir un lieu")
    seen, (row,) = seen_token(fiche), steps(fiche)
    submit(seen, {"steps": [{**row, "title": "Choisir tôt"}], "challenge": "Jouer"})
    outcome = submit(
        seen, {"steps": [{**row, "title": "Choisir tard"}], "challenge": "Jouer ensemble", "context": "Rien"}
    )
    assert isinstance(outcome, Conflict)
    assert [clash.label for clash in outcome.clashes] == ["Étapes"]
    assert (outcome.kept, outcome.mine) == (["Enjeu"], ["Contexte et constats"])
    assert titles(fiche) == ["Choisir tôt"]


def test_two_pilotes_are_put_to_me(fiche: Action, submit: Submit) -> None:
    seen = seen_token(fiche)
    for _ in range(2):
        partner = PartnerFactory(territory=fiche.plan.territory)
        outcome = submit(seen, {"participations": [{"partner": partner.pk, "role": Role.LEAD}]})
    assert isinstance(outcome, Conflict)
    assert fiche.participations.count() == 1


def test_a_form_that_shows_nothing_overwrites_nothing(fiche: Action, submit: Submit) -> None:
    assert isinstance(submit("", {"title": "Ouvrir"}), Conflict)


def test_a_deleted_object_gives_the_text_back(fiche: Action, submit: Submit, rf: RequestFactory) -> None:
    seen, key = seen_token(fiche), fiche.pk
    fiche.delete()
    fiche.pk = key
    outcome = submit(seen, {"title": "Ouvrir"})
    assert isinstance(outcome, Vanished)
    request = rf.post("/", {"title": "Ouvrir <vite>", "seen": seen})
    request.user = UserFactory()
    page = vanished_page(request, outcome, back_url="/")
    assert page.status_code == 410
    assert "Ouvrir &lt;vite&gt;" in page.content.decode()


def test_the_page_posts_everything_again(fiche: Action, submit: Submit, rf: RequestFactory) -> None:
    seen = seen_token(fiche)
    submit(seen, {"title": "Ouvrir tôt"})
    conflict = submit(seen, {"title": "Ouvrir tard"})
    assert isinstance(conflict, Conflict)
    request = rf.post("/", {"title": "Ouvrir tard", "scales": ["1", "2"], "seen": seen, "judged": "old:1"})
    request.user = UserFactory()
    page = conflict_page(request, conflict, action_url="/modifier", back_url="/").content.decode()
    assert page.count('name="scales"') == 2
    assert page.count('name="judged"') == 1
    assert "Noé Valmire" in page
    assert 'name="keep-title"' in page
