"""The steps of the life of a plan: which there are, what stands in their way, what follows them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Revision, User
from annexes.models import Version, VersionReason
from plans import lifecycle
from plans.enums import SIGNED_STATUSES, PlanStatus, VisaOutcome, VisaStage
from plans.lifecycle import (
    TRANSITIONS,
    CannotChange,
    Obstacle,
    change_status,
    obstacles,
    proposal_of,
    slug_of,
    status_of,
    transitions_of,
)
from plans.models import Plan, PlanKind, StatusChange, Visa
from plans.visas import expected_visas, missing_opinions, missing_signatures, prepare_visas, to_prepare, visas_of
from tests.factories import PartnerFactory, PlanFactory

S = PlanStatus
DAY = date(2026, 7, 2)


def go(plan: Plan, *statuses: PlanStatus, by: User, on: date = DAY, **more: Any) -> None:
    """Take these steps, whatever is only signalled being passed over."""
    for status in statuses:
        keys = [one.key for one in obstacles(plan, status, on)]
        change_status(plan, status, by=by, happened_on=on, **{"reason": "Essai", "passed_over": keys, **more})


def blocking(plan: Plan, status: PlanStatus, on: date = DAY) -> str:
    return " ".join(one.sentence for one in obstacles(plan, status, on) if one.is_blocking)


def test_every_status_is_reached_and_the_path_ends() -> None:
    reached = {one.after for one in TRANSITIONS}
    assert reached == set(PlanStatus)
    assert len({(one.before, one.after) for one in TRANSITIONS}) == len(TRANSITIONS)
    for one in TRANSITIONS:
        leaves_signature = one.before in SIGNED_STATUSES and one.after not in SIGNED_STATUSES
        assert not leaves_signature or one.is_correction, one
        assert one.owes_reason or not (one.is_back or one.after == S.TERMINATED), one
    assert all(status_of(slug_of(one)) == one for one in PlanStatus)
    assert status_of("inconnu") is None


def test_plan_goes_from_draft_to_in_force(
    plan: Plan, coordinator: User, everybody_answers: Callable[[Plan], None]
) -> None:
    go(plan, S.CONSULTATION, S.SUBMITTED, S.COMPLEMENTS_REQUESTED, S.SUBMITTED, by=coordinator)
    everybody_answers(plan)
    go(plan, S.APPROVED, S.SIGNED, by=coordinator)
    assert plan.signed_on == DAY
    go(plan, S.IN_FORCE, by=coordinator, on=date(2026, 9, 1))
    changes = list(StatusChange.objects.filter(plan=plan).values_list("before", "after", "actor"))
    assert changes[0] == (S.SIGNED, S.IN_FORCE, coordinator.pk)
    assert len(changes) == 7
    reasons = [version.reason for version in Version.objects.filter(plan=plan).order_by("number")]
    assert reasons == [VersionReason.SUBMITTED, VersionReason.SUBMITTED, VersionReason.SIGNED]
    frozen_as = [version.plan_status for version in Version.objects.filter(plan=plan).order_by("number")]
    assert frozen_as == [S.SUBMITTED, S.SUBMITTED, S.SIGNED]


def test_step_that_is_not_there_is_refused(plan: Plan, coordinator: User) -> None:
    with pytest.raises(CannotChange, match="brouillon"):
        change_status(plan, S.SIGNED, by=coordinator, happened_on=DAY, reason="Vite")
    stale = Plan.objects.get(pk=plan.pk)
    go(plan, S.CONSULTATION, by=coordinator)
    with pytest.raises(CannotChange, match="concertation"):
        change_status(stale, S.CONSULTATION, by=coordinator, happened_on=DAY)
    assert StatusChange.objects.count() == 1


def test_signature_asks_for_dates_signatories_and_deliberation(
    plan: Plan, coordinator: User, everybody_answers: Callable[[Plan], None]
) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=S.APPROVED, ends_on=None)
    plan.refresh_from_db()
    said = obstacles(plan, S.SIGNED, DAY)
    whole = " ".join(one.sentence for one in said if one.is_blocking)
    for words in ("date de fin", "Préfet", "DASEN", "Collectivité", "délibération"):
        assert words in whole
    assert "CAF" not in whole
    assert all(one.url and one.link for one in said)
    with pytest.raises(CannotChange, match="Préfet"):
        change_status(plan, S.SIGNED, by=coordinator, happened_on=DAY, passed_over=[one.key for one in said])
    plan.refresh_from_db()
    assert plan.status == S.APPROVED
    everybody_answers(plan)
    plan.ends_on = date(2029, 8, 31)
    plan.save()
    assert blocking(plan, S.SIGNED) == ""
    Visa.objects.filter(plan=plan, key="prefet").update(given_on=None)
    assert "Préfet" in blocking(plan, S.SIGNED)
    Visa.objects.filter(plan=plan, key="prefet").update(outcome=VisaOutcome.NOT_NEEDED, is_required=False)
    assert "Préfet" in blocking(plan, S.SIGNED), "what the type requires is not put aside"
    Visa.objects.filter(plan=plan, key="prefet").delete()
    assert "Préfet" in blocking(plan, S.SIGNED)


def test_wednesday_plan_is_signed_by_the_caf_too(plan: Plan, everybody_answers: Callable[[Plan], None]) -> None:
    everybody_answers(plan)
    assert missing_signatures(plan) == []
    plan.has_wednesday_charter = True
    plan.save()
    assert missing_signatures(plan) == ["CAF"]


@pytest.mark.parametrize(
    ("code", "signatories"),
    [
        ("PEDT", {"collectivite", "prefet", "dasen"}),
        ("CTG", {"collectivite", "caf"}),
        ("PRE", {"structure", "prefet"}),
        ("CONTRAT_VILLE", {"prefet", "epci", "communes"}),
        ("PGT", {"collectivite"}),
    ],
)
def test_each_type_says_who_signs(kinds: dict[str, PlanKind], code: str, signatories: set[str]) -> None:
    plan = PlanFactory(kind=kinds[code])
    expected = expected_visas(plan)
    assert {one.key for one in expected if one.stage == VisaStage.SIGNATURE and one.is_required} == signatories
    assert len(missing_signatures(plan)) == len(signatories)


def test_programme_goes_through_its_three_opinions(kinds: dict[str, PlanKind], coordinator: User) -> None:
    plan = PlanFactory(kind=kinds["PRE"], status=S.SUBMITTED)
    prepare_visas(plan, by=coordinator)
    assert missing_opinions(plan) == ["IA-DASEN", "Préfet de département", "Préfecture de région"]
    assert "IA-DASEN" in blocking(plan, S.APPROVED)
    opinions = visas_of(plan).filter(stage=VisaStage.OPINION)
    opinions.update(outcome=VisaOutcome.FAVOURABLE, given_on=DAY)
    assert blocking(plan, S.APPROVED) == ""
    opinions.filter(key="ia-dasen").update(outcome=VisaOutcome.UNFAVOURABLE)
    told = obstacles(plan, S.APPROVED, DAY)
    assert [(one.is_blocking, "IA-DASEN" in one.sentence) for one in told] == [(False, True)]
    opinions.filter(key="ia-dasen").update(outcome=VisaOutcome.NOT_NEEDED, given_on=None)
    assert blocking(plan, S.APPROVED) == ""


def test_prepared_visas_take_the_only_partner_of_their_sort(kinds: dict[str, PlanKind], coordinator: User) -> None:
    plan = PlanFactory(kind=kinds["CTG"])
    caf = PartnerFactory(territory=plan.territory, kind="CAF", name="Caf du Val")
    for name in ("Département", "Conseil départemental"):
        PartnerFactory(territory=plan.territory, kind="DEPARTMENT", name=name)
    made = prepare_visas(plan, by=coordinator)
    partners = {visa.key: visa.partner_id for visa in visas_of(plan)}
    assert partners["caf"] == caf.pk
    assert partners["departement"] is None
    assert Revision.objects.filter(model="plans.visa").count() == len(made) == len(partners)
    assert to_prepare(plan) == []
    assert prepare_visas(plan, by=coordinator) == []


def test_type_adapted_without_authorities_takes_the_national_ones(kinds: dict[str, PlanKind]) -> None:
    plan = PlanFactory(kind=kinds["PGT"])
    plan.kind = PlanKind.objects.create(territory=plan.territory, code="PGT", name="Projet du Val")
    plan.save()
    assert {one.key for one in expected_visas(plan)} == {"collectivite", "caf"}
    plan.kind.visas.create(key="maire", stage=VisaStage.SIGNATURE, label="Maire")
    assert [one.key for one in expected_visas(plan)] == ["maire"]


def test_duration_set_by_law_blocks_and_the_usual_one_is_told(plan: Plan, kinds: dict[str, PlanKind]) -> None:
    plan.ends_on = date(2030, 8, 31)
    assert "3 ans au plus (Code de l’éducation" in blocking(plan, S.SIGNED)
    contract = PlanFactory(kind=kinds["CTG"], starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    found = [one for one in obstacles(contract, S.SUBMITTED, DAY) if one.code == "V12"]
    assert [one.is_blocking for one in found] == [False]


def test_warning_is_passed_over_with_a_reason_that_stays(plan: Plan, coordinator: User) -> None:
    Plan.objects.filter(pk=plan.pk).update(ends_on=None)
    plan.refresh_from_db()
    found = obstacles(plan, S.SUBMITTED, DAY)
    assert [one.is_blocking for one in found] == [False]
    with pytest.raises(CannotChange, match="date de fin"):
        change_status(plan, S.SUBMITTED, by=coordinator, happened_on=DAY, reason="Délai du GAD")
    with pytest.raises(CannotChange, match="motif"):
        change_status(plan, S.SUBMITTED, by=coordinator, happened_on=DAY, passed_over=[found[0].key])
    go(plan, S.SUBMITTED, by=coordinator, reason="Délai du GAD")
    change = StatusChange.objects.get(plan=plan)
    assert change.reason.replace("\u00a0", " ").startswith("Délai du GAD (Passé outre : Le plan n’a pas sa date")
    assert Revision.objects.get(model="plans.plan").reason == change.reason[:300]


def test_key_of_a_warning_is_of_its_sentence() -> None:
    one, other = Obstacle("V16", "Trois fiches."), Obstacle("V16", "Quatre fiches.")
    assert one.key == Obstacle("V16", "Trois fiches.", url="/ailleurs").key != other.key


def test_back_owes_a_reason(plan: Plan, coordinator: User) -> None:
    go(plan, S.CONSULTATION, by=coordinator)
    with pytest.raises(CannotChange, match="motif"):
        change_status(plan, S.DRAFT, by=coordinator, happened_on=DAY)
    go(plan, S.DRAFT, by=coordinator, reason="Le projet change d’échelle")
    assert StatusChange.objects.first().reason == "Le projet change d’échelle"  # type: ignore[union-attr]


def test_signed_plan_is_corrected_by_administrators_while_nothing_was_frozen(
    plan: Plan, coordinator: User, everybody_answers: Callable[[Plan], None]
) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=S.SIGNED, signed_on=DAY)
    plan.refresh_from_db()
    with pytest.raises(CannotChange):
        go(plan, S.DRAFT, by=coordinator)
    go(plan, S.DRAFT, by=coordinator, may_correct=True)
    assert (plan.status, plan.signed_on) == (S.DRAFT, None)
    everybody_answers(plan)
    go(plan, S.SUBMITTED, S.APPROVED, S.SIGNED, by=coordinator)
    with pytest.raises(CannotChange, match="figée à la signature"):
        go(plan, S.DRAFT, by=coordinator, may_correct=True)
    assert plan.status == S.SIGNED


def test_plan_is_in_force_within_its_period(plan: Plan) -> None:
    plan.status = S.SIGNED
    assert "01/09/2026" in blocking(plan, S.IN_FORCE, date(2026, 8, 31))
    assert blocking(plan, S.IN_FORCE, date(2026, 9, 1)) == ""
    plan.status = S.IN_FORCE
    assert "dénoncez-le" in blocking(plan, S.EXPIRED, date(2029, 8, 31))
    assert blocking(plan, S.EXPIRED, date(2029, 9, 1)) == ""
    plan.status = S.EXPIRED
    assert "nouvelle date de fin" in blocking(plan, S.IN_FORCE, date(2029, 9, 1))


def test_calendar_proposes_and_does_nothing_by_itself(plan: Plan) -> None:
    assert proposal_of(plan, date(2027, 1, 1)) is None
    plan.status = S.SIGNED
    assert proposal_of(plan, date(2026, 8, 31)) is None
    assert proposal_of(plan, date(2026, 9, 1)).after == S.IN_FORCE  # type: ignore[union-attr]
    plan.status = S.UNDER_EVALUATION
    assert proposal_of(plan, date(2029, 9, 1)).after == S.EXPIRED  # type: ignore[union-attr]


def test_plan_is_renewed_once_another_takes_it_up(plan: Plan) -> None:
    plan.status = S.EXPIRED
    assert "reprend" in blocking(plan, S.RENEWED)
    Plan.objects.filter(pk=PlanFactory(territory=plan.territory, kind=plan.kind).pk).update(renewed_from=plan)
    assert blocking(plan, S.RENEWED) == ""


def test_what_follows_a_step_fails_with_it(plan: Plan, coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no room")

    monkeypatch.setitem(lifecycle._hooks, "tests.failing", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        go(plan, S.CONSULTATION, by=coordinator)
    plan.refresh_from_db()
    assert plan.status == S.DRAFT
    assert not StatusChange.objects.exists()


def test_steps_of_a_finished_plan_are_corrections_alone(plan: Plan) -> None:
    plan.status = S.TERMINATED
    assert all(one.is_correction for one in transitions_of(plan))
