"""What names a partner in a dossier follows it when it is merged, and keeps it from being deleted."""

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import undo_batch
from accounts.models import Revision
from actions.directory import without_engagement
from actions.dossiers import mentions_of
from partners.merging import uses
from partners.models import Partner
from plans.models import Activity, Childcare, Plan, Programme
from tests.conftest import ClientOf
from tests.directory.test_merging import united
from tests.factories import PartnerFactory, UserFactory


def described(plan: Plan, partner: Partner) -> None:
    childcare = Childcare.objects.create(plan=plan, name="Accueil du soir", partner=partner)
    Activity.objects.create(plan=plan, title="Échecs", partner=partner, childcare=childcare)
    Programme.objects.create(plan=plan, partner=partner)


def test_dossiers_follow_a_merge_and_its_undoing(plan: Plan) -> None:
    kept, lost = PartnerFactory(territory=plan.territory), PartnerFactory(territory=plan.territory)
    described(plan, lost)
    before = content(plan)
    by = UserFactory()
    done = united(kept, lost, by)
    assert {Childcare.objects.get().partner, Activity.objects.get().partner, Programme.objects.get().partner} == {kept}
    lines = Revision.objects.filter(batch=done.batch, change=Change.MERGED).exclude(model="partners.partner")
    assert {(line.model, line.plan_key) for line in lines} == {
        ("plans.plan", plan.pk), ("plans.childcare", plan.pk), ("plans.programme", plan.pk),
    }  # fmt: skip
    undone = undo_batch(done.batch, territory=plan.territory, by=by)
    assert not undone.refused
    assert content(plan) == before
    assert Childcare.objects.get().partner == lost


def test_a_partner_of_a_dossier_is_not_deleted_and_its_page_says_where(plan: Plan, client_of: ClientOf) -> None:
    partner, idle = PartnerFactory(territory=plan.territory), PartnerFactory(territory=plan.territory)
    described(plan, partner)
    assert dict(uses(partner)) == {
        "accueils": 1, "activités périscolaires": 1, "programmes de réussite éducative": 1,
    }  # fmt: skip
    assert [one.what for one in mentions_of(partner)] == [
        "Gestionnaire d’un accueil", "Intervenant d’une activité", "Structure juridique",
    ]  # fmt: skip
    page = client_of(MemberRole.READER).get(f"/t/{plan.territory.slug}/partenaires/{partner.pk}/")
    assert "Dans les dossiers" in page.content.decode()
    assert list(without_engagement(Partner.objects.filter(territory=plan.territory))) == [idle]
