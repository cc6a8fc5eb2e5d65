"""What is published names no contact: neither where contacts stand, nor in the texts."""

from dataclasses import replace

from actions.enums import Role
from annexes.fileoutline import CommitteeOutline, SeatOutline, VisaOutline
from annexes.jsonform import canonical_bytes
from annexes.outline import (
    ActionOutline,
    ListOutline,
    NoteOutline,
    ParticipationOutline,
    PlanOutline,
    SectionOutline,
    StepOutline,
    ThemeOutline,
)
from annexes.sharing.scrubbing import PERSONAL, without_people
from plans.enums import VisaStage


def plan(**given: object) -> PlanOutline:
    action = ActionOutline("Lire le soir", **given)  # type: ignore[arg-type]
    return PlanOutline("Plan de Valmire", themes=(ThemeOutline("", unattached=(action,)),))


def fiche(outline: PlanOutline) -> ActionOutline:
    return next(outline.all_actions())


LED = (ParticipationOutline(Role.LEAD, "Amicale du pont", "Camille Pont"),)


def test_contacts_go_and_organisations_stay() -> None:
    bare = without_people(plan(participations=LED, elected_lead="Adjointe à l’éducation"))
    assert fiche(bare).participations == (ParticipationOutline(Role.LEAD, "Amicale du pont"),)
    assert fiche(bare).elected_lead == "Adjointe à l’éducation"


def test_names_of_contacts_leave_the_texts() -> None:
    bare = without_people(
        plan(
            participations=LED,
            description="Voir avec CAMILLE  PONT, ou Pont Camille. Le pont reste ouvert.",
            steps=(StepOutline("Inviter", who="Camille Pont, coordinatrice"),),
            notes=(NoteOutline(2026, "Camille Pontier n’est pas elle."),),
        )
    )
    assert fiche(bare).description == "Voir avec [nom retiré], ou [nom retiré]. Le pont reste ouvert."
    assert fiche(bare).steps[0].who == "[nom retiré], coordinatrice"
    assert fiche(bare).notes[0].text == "Camille Pontier n’est pas elle."


def test_names_that_are_given_leave_the_texts_too() -> None:
    bare = without_people(plan(description="Appeler Léa Marin."), names=["Léa Marin", "Soleil"])
    assert fiche(bare).description == "Appeler [nom retiré]."
    assert fiche(without_people(plan(description="Soleil levant"), names=["Soleil"])).description == "Soleil levant"


def test_a_partner_called_like_its_contact_keeps_its_name() -> None:
    led = (ParticipationOutline(Role.LEAD, "Camille Pont", "Camille Pont"),)
    assert fiche(without_people(plan(participations=led))).participations[0].partner == "Camille Pont"


def test_addresses_and_telephone_numbers_go() -> None:
    said = "Écrire à c.pont@valmire.example, au 05 58 12 34 56 ou +33 6 12 34 56 78. Délibération 2026-114, 500 000 €."
    assert fiche(without_people(plan(description=said))).description == (
        "Écrire à [adresse retirée], au [numéro retiré] ou [numéro retiré]. Délibération 2026-114, 500 000 €."
    )


def test_presentation_and_lists_are_looked_at() -> None:
    whole = replace(
        plan(participations=LED),
        sections=(SectionOutline("Contacts", "Camille Pont : c@valmire.example"),),
        directory=(ListOutline("contacts", ("Nom",), (("Camille Pont",),)),),
    )
    bare = without_people(whole)
    assert bare.sections[0].text == "[nom retiré] : [adresse retirée]"
    assert bare.directory == ()


def test_what_is_of_a_person_alone_is_known_in_each_part() -> None:
    assert PERSONAL.keys() >= {ParticipationOutline, SeatOutline, VisaOutline, CommitteeOutline}
    seat = SeatOutline("Amicale", contact="Camille Pont")
    visa = VisaOutline(VisaStage.SIGNATURE, "Préfecture", signer="Camille Pont, préfète")
    for value in (seat, visa):
        assert all(name in type(value).__dataclass_fields__ for name in PERSONAL[type(value)])


def test_a_plan_without_people_stays_the_same_object() -> None:
    whole = plan(description="Lire.", participations=(ParticipationOutline(Role.LEAD, "Amicale du pont"),))
    assert without_people(whole) is whole
    assert canonical_bytes(without_people(whole)) == canonical_bytes(whole)
