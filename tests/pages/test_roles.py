"""Who may open and send each address of the project: one table, and a route that is not in it fails the suite."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import User
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.pages.test_strangers import ROUTES, address, objects, owner, plan

__all__ = ["objects", "owner", "plan"]  # the fixtures of a territory where each address leads somewhere

# To open (GET), then to send (POST), the least role that may:
# r reader, c contributor, k coordinator, a administrator; « . » the address does not take that method.
# Outside territories: p everybody, s whoever is signed in.
TABLE = """
home pp  public:verify pp  health pp  help pp  accessibility pp  legal pp  plan-schema p.
accounts:login pp  accounts:password-forgotten pp  accounts:password-sent p.  accounts:password-new pp
accounts:password-done p.  accounts:invitation pp
accounts:logout .s  accounts:profile ss  accounts:password-change ss  accounts:my-data ss  accounts:deletion ss
accounts:back s.  switch ss
public:csv p.  public:document p.  public:feed p.  public:fiche p.  public:json p.  public:logo p.
public:metadata p.  public:plan p.  public:robots p.  public:territory p.
public:share p.  public:share-file p.  public:share-logo p.
documents:again .s  documents:delete .s  documents:file s.  documents:mine s.

actions:action rr  actions:action-delete kk  actions:action-document rr  actions:action-document-remove .k
actions:action-documents rk  actions:action-duplicate kk  actions:action-edit kk  actions:attach kk
actions:attach-undo .k  actions:bulk kk  actions:bulk-confirm .k  actions:bulk-history kk  actions:bulk-undo .k
actions:list rr  actions:move kk  actions:move-many kk  actions:new kk  actions:plan rr  actions:view-change .r
actions:view-delete .r  actions:view-save .r
all-actions rr  all-actions-export rr  search rr  territory rr
brand:edit aa  brand:logo rr  brand:public-page aa
agenda:agenda rr  agenda:close .r  agenda:download rr  agenda:refilter .r  agenda:renew .r
annexes:calendar rr  annexes:documents rr  annexes:download rr  annexes:evaluation rr  annexes:export rr
  annexes:funding rr
  annexes:preview .r  annexes:preview-picture rr  annexes:preview-state rr
annexes:import aa  annexes:import-annotated aa
annexes:import-again .a  annexes:import-aside .a  annexes:import-confirm .a  annexes:import-decide .a
annexes:import-layouts .a  annexes:import-lines aa  annexes:import-mapping aa  annexes:import-rubrics aa
annexes:import-undo aa  annexes:synthesis rr
annexes:import-drop .a  annexes:import-new aa  annexes:imports aa  annexes:job rr  annexes:job-cancel .a
annexes:job-relaunch .a  annexes:list-export rr
annexes:meeting-document .r  annexes:meeting-ics rr  annexes:meeting-pack rr
committees:committee rr  committees:convene .k  committees:convocation rr  committees:decision-carry .k
  committees:decision-done .k  committees:decisions rr  committees:delete kk  committees:edit kk  committees:list rr
  committees:meeting rr  committees:meeting-cancel kk  committees:meeting-delete kk  committees:meeting-edit kk
  committees:meeting-new kk  committees:new kk  committees:record kk
directory:axes ra  directory:contacts cc  directory:engagements rr  directory:list rr  directory:lists rr
directory:partner rr  directory:partners rr  directory:place-delete kk  directory:place-edit kk
directory:place-merge kk  directory:place-new kk  directory:places rr  directory:scheme rk  directory:schemes rr
directory:term-delete aa  directory:term-edit aa  directory:term-merge aa  directory:term-new aa
directory:term-propose .a
file:arrange kk  file:document rr  file:document-remove kk  file:documents rk  file:index rr  file:own rr
  file:own-edit kk  file:own-new kk  file:read rr  file:section rr  file:section-edit kk
  file:activities rr  file:activities-edit kk  file:activities-paste kk  file:charter rr  file:childcare-delete kk
  file:childcare-edit kk  file:childcare-new kk  file:childcares rr  file:figures rr  file:figures-delete kk
  file:figures-paste kk  file:figures-table kk  file:programme rr  file:programme-delete kk  file:programme-edit kk
history:batch rr  history:bin kk  history:object rr  history:plan rr  history:plan-bin kk  history:put-back .k
history:restore kk  history:revision rr  history:territory rr
jobs:job rr  jobs:job-cancel .a  jobs:job-relaunch .a
indicators:delete kk  indicators:list rr  indicators:of-action rk  indicators:of-objective rk
indicators:measures-of-action rk  indicators:measures-of-objective rk
indicators:place kk  indicators:undo .k
life:amendment rr  life:amendment-document .r  life:amendment-edit kk  life:amendment-new kk
life:amendment-step kk  life:amendments rr
life:deliberation kk  life:plan rr  life:reason .k  life:step kk  life:visa-delete kk  life:visa-edit kk
life:visa-file rr  life:visa-new kk  life:visas-prepare .k
partners:contact-delete kk  partners:contact-edit kk  partners:contact-merge kk  partners:contact-new kk
partners:distinct .k  partners:duplicates kk  partners:partner-delete kk  partners:partner-edit kk
partners:partner-merge kk  partners:partner-new kk  partners:scheme-delete kk  partners:scheme-edit kk
partners:scheme-merge kk  partners:scheme-new kk  partners:undo kk
people:access .a  people:invite aa  people:link .a  people:member aa  people:members aa  people:mine cc
people:mine-one kk  people:remove .a  people:role .a  people:send-again .a  people:unlink .a
kind-rows:sections aa  kind-rows:visas aa
plan-kinds:adapt .a  plan-kinds:drop .a  plan-kinds:edit aa  plan-kinds:list aa
plans:alerts rr  plans:delete aa  plans:edit kk  plans:effects-add kk  plans:effects-delete .k
plans:effects-edit kk  plans:new kk  plans:objective kk  plans:objective-add kk  plans:objective-delete kk
plans:objective-edit kk  plans:objective-move kk  plans:objective-paste kk  plans:objective-step .k
plans:structure-renumber kk  plans:structure-undo kk
share:list kk  share:new kk  share:revoke kk
sheets:export aa  sheets:import aa  sheets:imports aa  sheets:measures-export kk  sheets:measures-import aa
sheets:measures-preview aa  sheets:measures-returned aa  sheets:preview aa  sheets:returned aa  sheets:undo aa
renewal:new kk  renewal:thread rr
suggestions:actions rr  suggestions:audiences rr  suggestions:contacts cc  suggestions:objectives rr
suggestions:partners rr  suggestions:places rr  suggestions:schemes rr
versions:compare rr  versions:compare-document .r
archives:restored aa  archives:take-back aa
versions:archive kk  versions:archive-file kk
versions:content kk  versions:download rr  versions:fiche rr  versions:list rr  versions:make .k  versions:new kk
versions:remake .r  versions:version rr
"""
LETTERS = {"r": MemberRole.READER, "c": MemberRole.CONTRIBUTOR, "k": MemberRole.COORDINATOR, "a": MemberRole.ADMIN}
ROLES = list(MemberRole)
METHODS = ("get", "post")
FINE = {200, 302, 422}
OF_TERRITORY = {name for name, arguments in ROUTES if "territory" in arguments}


def table() -> dict[str, str]:
    words = TABLE.split()
    return dict(zip(words[::2], words[1::2], strict=True))


@pytest.fixture
def ask(plan: Plan, objects: dict[str, int]) -> Callable[[Client, str, str], HttpResponse]:
    """`ask(client, method, name)` is the answer of an address; what it wrote is forgotten."""
    arguments = dict(ROUTES)

    def answer(client: Client, method: str, name: str) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = getattr(client, method)(address(name, arguments[name], plan, objects))
            transaction.set_rollback(True)
        return response

    return answer


def test_every_route_is_in_the_table_once() -> None:
    names = TABLE.split()[::2]
    assert len(names) == len(set(names)) >= 100
    assert set(names) == {name for name, _ in ROUTES}, "say in TABLE who may open and send the new address"
    assert {name for name, letters in table().items() if letters.strip(".ps")} == OF_TERRITORY


@pytest.mark.parametrize("role", ROLES)
def test_member_is_answered_or_refused_in_words(
    role: MemberRole, plan: Plan, ask: Callable[[Client, str, str], HttpResponse]
) -> None:
    user, wrong = person(plan, role), []
    for name in sorted(OF_TERRITORY & table().keys()):
        for letter, method in zip(table()[name], METHODS, strict=True):
            response = ask(client_of(user), method, name)
            if fault := _fault(response, letter, role):
                wrong.append(f"{method} {name}: {fault}")
    assert wrong == []


def _fault(response: HttpResponse, letter: str, role: MemberRole) -> str:
    """What an answer to a member should not be, or nothing."""
    status = response.status_code
    if letter == ".":
        return "" if status in {405, 403} else f"{status}, not 405"
    if ROLES.index(role) >= ROLES.index(LETTERS[letter]):
        return f"{status}, not allowed" if status in {403, 405} or status >= 500 else ""
    if status != 403:
        return f"{status}, not 403"
    return (
        "" if "réservé" in response.content.decode() or "Seules" in response.content.decode() else "403 without words"
    )


@pytest.mark.parametrize("who", ["stranger", "visitor"])
def test_nobody_else_finds_anything(
    who: str, plan: Plan, stranger: Client, ask: Callable[[Client, str, str], HttpResponse]
) -> None:
    wrong = []
    for name in sorted(OF_TERRITORY & table().keys()):
        for letter, method in zip(table()[name], METHODS, strict=True):
            status = ask(stranger if who == "stranger" else Client(), method, name).status_code
            if status not in ({404} if who == "stranger" else {302}) | ({405} if letter == "." else set()):
                wrong.append(f"{method} {name}: {status}")
    assert wrong == []


def test_pages_outside_territories(plan: Plan, owner: User, ask: Callable[[Client, str, str], HttpResponse]) -> None:
    wrong = []
    for name, letters in table().items():
        if name in OF_TERRITORY:
            continue
        for letter, method in zip(letters, METHODS, strict=True):
            nobody, somebody = (ask(client, method, name) for client in (Client(), client_of(owner)))
            to_sign_in = nobody.status_code == 302 and "/compte/connexion/" in nobody["Location"]
            if letter == "." and somebody.status_code != 405:
                wrong.append(f"{method} {name}: {somebody.status_code}, not 405")
            elif letter == "p" and (to_sign_in or nobody.status_code not in FINE):
                wrong.append(f"{method} {name}: {nobody.status_code} to a visitor")
            elif letter == "s" and (not to_sign_in or somebody.status_code not in FINE):
                wrong.append(f"{method} {name}: {nobody.status_code} to a visitor, {somebody.status_code} signed in")
    assert wrong == []
