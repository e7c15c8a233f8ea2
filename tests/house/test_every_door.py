"""Every address of the site, asked by a stranger and in every role: shut, unless the one table opens it.

With `-s` each walk prints how many addresses it asked and how many of them were refused.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from rest_framework.permissions import AllowAny

from directory import publishing, term_lists, vetting, writing
from directory.models.edition import Origin
from directory.models.service import Service, Withdrawal
from directory.states import State
from referral import arriving, editing, editing_proof, editing_review
from referral.rendering import NOWHERE
from staff import people
from staff.gate import asked_of, needs
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability, Role, may
from tests.people import BEGAN, make_person
from tests.referral import casing, drafting, referring

BOTH: Final = pytest.mark.django_db(databases=["default", "keys"])  # a case needs its key
# On SQLite those whose work leads through most pages; on PostgreSQL all.
ON_BOTH_ENGINES: Final = frozenset({
    Role.ADMINISTRATOR, Role.SUPERVISOR, Role.LISTING_EDITOR, Role.PATHWAY_EDITOR,
})  # fmt: skip
DESK: Final = "/desk/"
FORM: Final = "application/x-www-form-urlencoded"
NO_ROLE: Final = "no role"
WALKING: Final = [
    pytest.param(role, marks=() if role in ON_BOTH_ENGINES else pytest.mark.on_postgresql, id=str(role))
    for role in (*Role, NO_ROLE)
]
NAMED: Final = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")

# What opens without an account, and why it has to.
OPEN: Final = {
    "desk:sign-in": "leads to the page of signing in",
    "desk:sign-out": "ends a session that may have ended already",
    "desk:still-here": "tells a page whose session has ended that it has",
    "desk:invitation": "whoever was invited has no account yet; the token opens it",
    "account_login": "signs in",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "signs in with a passkey",
    "account_reset_password": "whoever lost the password cannot sign in",
    "account_reset_password_done": "says that a letter may be on its way",
    "account_reset_password_from_key": "the link of that letter",
    "account_reset_password_from_key_done": "says that the password is changed",
}
# Addresses that Django's admin brings along and that nobody at all may use.
SHUT: Final = {
    "admin:directory_service_add": "a listing is written by the verbs of the directory, never into the table",
    "admin:directory_service_delete": "a listing is withdrawn, never deleted",
}
# The gate opens, and then the verb refuses, because the made object is not this person's.
REFUSED_BY_THE_VERB: Final = {
    ("desk:agreement-withdraw", Role.VERIFIER): "only its proposer withdraws a proposal",
    ("desk:agreement-withdraw", Role.PATHWAY_REVIEWER): "only its proposer withdraws a proposal",
    ("editing:question", Role.PATHWAY_REVIEWER): "whoever agrees to drafts reads them and writes in none",
    ("editing:plan", Role.PATHWAY_REVIEWER): "the same",
    ("editing:card", Role.PATHWAY_REVIEWER): "the same",
    ("editing:wording", Role.PATHWAY_REVIEWER): "the same",
}
# The page that tells people of the open interface is a page like the others; below it are the addresses that
# programs ask, as their standard has them. Those log nothing and have a twin by POST each (S2).
# The opaque ways in say nothing of the pathway that they open, and take nothing.
PUBLIC: Final = {
    "/", NOWHERE, "/api/", *(f"/{code}/" for code, _name in settings.LANGUAGES),
    *(f"/{code}/" for code in arriving.LINKS.values()),
}  # fmt: skip
INTERFACE: Final = {
    "/api/openapi.json", "/api/hsds/", "/api/hsds/profile", "/api/hsds/withdrawn",
    *(f"/api/hsds/{rows}{one}"
      for rows in ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
      for one in ("", "/<str:pk>")),
    "/api/pathways/", "/api/pathways/definition", "/api/pathways/step",
}  # fmt: skip
BY_POST_ALONE: Final = {"/api/pathways/step"}  # it takes answers, which stand in no address


@dataclass(frozen=True, slots=True)
class Door:
    """One address of the site: how it is written, what it is called, what answers there."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def is_desk(self) -> bool:
        return self.route.startswith(DESK)

    @property
    def ability(self) -> Ability | None:
        return asked_of(self.view, "ability")

    @property
    def opens_to_all(self) -> bool:
        return bool(asked_of(self.view, "open_door"))


def doors(patterns: Iterable[URLPattern | URLResolver], before: str = "/", space: str = "") -> Iterator[Door]:
    """Yield every door behind the patterns, those of the admin and of allauth included."""
    for pattern in patterns:
        whole = before + str(pattern.pattern).strip("^$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from doors(pattern.url_patterns, whole, inner)
        else:
            yield Door(whole, f"{space}{pattern.name or whole}", pattern.callback)


def unmarked(found: Iterable[Door]) -> list[str]:
    """Return the doors of the desk that name no ability and are not on the list of open ones."""
    return [
        door.name
        for door in found
        if door.is_desk and not isinstance(door.ability, Ability) and door.name not in OPEN
    ]


EVERY: Final = list(doors(get_resolver().url_patterns))
DESK_DOORS: Final = [door for door in EVERY if door.is_desk]
OUTSIDE: Final = [door for door in EVERY if not door.is_desk]
PUBLIC_DOORS: Final = [door for door in OUTSIDE if door.route not in INTERFACE]
INTERFACE_DOORS: Final = [door for door in OUTSIDE if door.route in INTERFACE]
GUARDED: Final = [door for door in DESK_DOORS if not door.opens_to_all]


# --- marks ---


def test_the_walk_reaches_the_pages_of_every_room_and_library() -> None:
    assert {
        "desk:today", "desk:person", "desk:agreement-agree", "desk:record-export", "admin:index",
        "admin:directory_service_changelist", "admin:listing-restore", "mfa_activate_totp", "public:step",
        "listings:edit", "listings:edition", "listings:import-upload", "listings:platforms",
        "listings:shelter", "complaints:waiting",
        "figures:export", "review:one", "cases:one", "codes:open",
        "inbox:one", "referring:choose", "partners:every",
    } <= {door.name for door in EVERY}  # fmt: skip


def test_no_two_doors_share_a_name() -> None:
    assert len({door.name for door in EVERY}) == len(EVERY)


@pytest.mark.promise("S8")
def test_every_door_of_the_desk_names_its_ability_or_stands_on_the_list_of_open_ones() -> None:
    assert unmarked(DESK_DOORS) == []


@pytest.mark.promise("S8")
def test_only_the_doors_of_the_list_open_without_an_account() -> None:
    assert {door.name for door in DESK_DOORS if door.opens_to_all} == set(OPEN)


def test_no_door_is_both_open_to_all_and_for_an_ability() -> None:
    assert [door.name for door in DESK_DOORS if door.opens_to_all and door.ability] == []


def test_a_door_that_somebody_forgets_to_mark_is_named() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    marked = needs(Ability.USE_DESK)(lambda request: HttpResponse())
    made = [path("desk/new/", forgotten, name="new"), path("desk/old/", marked, name="old")]
    assert unmarked(doors(made)) == ["new"]


@pytest.mark.promise("S2")
def test_every_address_outside_the_desk_is_a_known_neutral_one() -> None:
    assert {door.route for door in OUTSIDE} == PUBLIC | INTERFACE


# --- what stands behind a variable of an address ---


@pytest.fixture
def objects(cast: dict[Role, User]) -> Callable[[Door, Role | str], str]:
    """Return the address of a door with made objects in the place of its variables, such as this role may
    see: Amina, her team, cases of hers, a referral of one, a listing, an edition in review, words, and a
    proposal of the kind that is the role's to deal with.
    """
    amina, dalia, greta = cast[Role.HELPLINE], cast[Role.LISTING_EDITOR], cast[Role.ADMINISTRATOR]
    listing, other, third = Service.objects.filter(state=State.SOURCED).order_by("pk")[:3]
    publishing.withdraw(person=dalia, service=other, why=Withdrawal.CLOSED)
    other.refresh_from_db()
    restoring = publishing.propose_restoring(person=dalia, service=other)
    granting = people.propose_role(person=greta, whom=amina, role=Role.SUPERVISOR, now=BEGAN)
    document = {**writing.document_of(third), "description": "Drafted for the walk."}
    draft = writing.save_draft(person=dalia, document=document, service=third, origin=Origin.DESK)
    vetting.submit(person=dalia, edition=draft)
    synonym = term_lists.put_synonym(person=dalia, language="en", phrases=["walk"], kinds=["crisis"])
    rule = term_lists.put_rule(person=dalia, taxonomy="", pattern="walk", kind="crisis")
    jun = cast[Role.PATHWAY_EDITOR]
    pathway = editing.begin(person=jun, folder="p01", kind="structure")
    older = editing_review.the_seeds_kept()
    drafting.proved(editing_proof.digest_of(older.files))
    again = editing_review.propose_restoring(person=jun, edition=older)
    casing.trained(amina)
    case = casing.from_call(amina)
    partner = referring.a_desk(cast[Role.PARTNER], greta, service=listing)
    sent = referring.refer(amina, referring.a_case(amina), partner)
    words = {"listings:synonym": str(synonym.pk), "listings:rule": str(rule.pk)}
    values: dict[str, str | int] = {
        "object_id": listing.pk, "token": "nothing", "uidb36": "a", "key": "b", "app_label": "directory",
        "url": "nothing", "number": 1, "job_id": "0" * 32, "digest": "0" * 64,
        "reference": case.reference, "what": "withdraw",
        "folder": "p01", "name": "state", "edition": older.edition, "slug": "case",
    }  # fmt: skip

    def stands_for(door: Door, role: Role | str, name: str) -> str:
        if name == "reference" and door.name.startswith(("inbox:", "referring:")):
            return sent.reference if door.name.startswith("inbox:") else sent.case.reference
        if name != "pk":
            return str(values.get(name, "nothing"))
        if door.name in words:
            return words[door.name]
        if door.name in ("review:one", "review:back"):
            return str(uuid.UUID(int=0))  # nobody drew it
        if door.name.startswith("editing:"):
            return str(pathway.pk)
        if door.name.startswith("referring:"):
            return str(sent.pk)
        if door.name.startswith(("complaints:", "inbox:", "partners:")):
            return str(listing.pk)
        if door.name.startswith("listings:"):
            return str(draft.pk if door.route.startswith("/desk/editions/") else listing.pk)
        if door.name == "desk:team":
            return str(amina.team_id)
        if door.name.startswith("desk:agreement"):
            ours = {Role.ADMINISTRATOR: granting, Role.PATHWAY_EDITOR: again, Role.PATHWAY_REVIEWER: again}
            proposal: Proposal = ours.get(role, restoring)
            return str(proposal.pk)
        return str(listing.pk if "<uuid:pk>" in door.route else amina.pk)

    def filled(door: Door, role: Role | str) -> str:
        return NAMED.sub(lambda found: stands_for(door, role, found[1] or found[2]), door.route)

    return filled


def ask(client: Client, method: str, address: str) -> HttpResponse:
    """Ask, and undo what that did: a walk should find every object as it was made."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


def told(who: str, asked: int, refused: int) -> None:
    print(f"doors: {who}: {asked} addresses of the desk asked by GET and POST, {refused} refused")


# --- the walks ---


@pytest.mark.promise("S8")
@BOTH
def test_a_stranger_is_sent_to_sign_in_from_every_door_but_the_open_ones(
    objects: Callable[[Door, str], str],
) -> None:
    let_in = [
        f"{method} {door.name}: {answer.status_code}"
        for door in GUARDED
        for method in ("get", "post")
        if not sent_to_sign_in(answer := ask(Client(), method, objects(door, NO_ROLE)))
    ]
    assert let_in == []
    told("a stranger", len(GUARDED), len(GUARDED))


def sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/desk/sign-in/")


@BOTH
def test_every_open_door_answers_a_stranger(objects: Callable[[Door, str], str]) -> None:
    for door in (door for door in DESK_DOORS if door.opens_to_all):
        for method in ("get", "post"):
            answer = ask(Client(), method, objects(door, NO_ROLE))
            assert answer.status_code not in {403, 500}, f"{method} {door.name}"


@pytest.mark.promise("S8")
@BOTH
@pytest.mark.parametrize("role", WALKING)
def test_a_door_opens_to_the_roles_of_the_table_and_to_no_other(
    role: Role | str,
    cast: dict[Role | str, User],
    objects: Callable[[Door, Role | str], str],
    signed_in: Callable[..., Client],
) -> None:
    person = make_person("nobody") if role == NO_ROLE else cast[role]
    held = [role] if isinstance(role, Role) else []
    wrong, refused, client = [], set(), signed_in(person, proved=True)
    for door in GUARDED:
        address, expected = objects(door, role), may(held, door.ability) and door.name not in SHUT
        for method in ("get", "post"):
            answer = ask(client, method, address)
            by_the_verb = method == "post" and (door.name, role) in REFUSED_BY_THE_VERB
            opened = answer.status_code != 403 or by_the_verb
            refused |= set() if opened else {door.name}
            if opened != expected or answer.status_code >= 500 or sent_to_sign_in(answer):
                wrong.append(f"{method} {door.name}: {answer.status_code}, expected to open: {expected}")
    assert wrong == []
    told(role, len(GUARDED), len(refused))


@pytest.mark.promise("S8")
@BOTH
def test_a_door_that_asks_for_a_new_proof_does_nothing_without_one(
    cast: dict[Role, User], objects: Callable[[Door, Role | str], str], signed_in: Callable[..., Client]
) -> None:
    stepped = [door for door in GUARDED if asked_of(door.view, "step_up")]
    assert {
        "desk:invite",
        "desk:person-role",
        "desk:agreement-agree",
        "desk:record-export",
        "listings:agree",
        "listings:shorten",
    } <= {  # fmt: skip
        door.name for door in stepped
    }
    for door in stepped:
        role, person = next(
            (role, person) for role, person in reversed(cast.items()) if person.may(door.ability)
        )
        for method in ("get", "post"):
            answer = ask(signed_in(person), method, objects(door, role))
            assert answer.status_code == 302, f"{method} {door.name}"
            assert answer.headers["Location"].startswith("/desk/account/prove/"), f"{method} {door.name}"


@pytest.mark.promise("S1")
@BOTH
@pytest.mark.parametrize("door", PUBLIC_DOORS, ids=lambda door: door.route)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_public_door_knows_nobody_not_even_who_is_signed_in_at_the_desk(
    door: Door, method: str, greta: User, signed_in: Callable[..., Client]
) -> None:
    form = {"data": "go=home", "content_type": FORM} if method == "post" else {}
    answer = getattr(signed_in(greta), method)(door.route, **form)
    assert answer.status_code == 200
    assert not answer.cookies
    assert [name for name in ("session", "user") if hasattr(answer.wsgi_request, name)] == []


@pytest.mark.promise("S1")
@BOTH
@pytest.mark.parametrize("door", INTERFACE_DOORS, ids=lambda door: door.route)
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_the_interface_knows_nobody_either_and_says_itself_that_it_is_open(
    door: Door, method: str, greta: User, signed_in: Callable[..., Client]
) -> None:
    body = {"data": "{}", "content_type": "application/json"} if method == "post" else {}
    answer = getattr(signed_in(greta), method)(NAMED.sub("nothing", door.route), **body)
    refused = door.route in BY_POST_ALONE and method == "get"
    assert answer.status_code in ({405} if refused else {200, 204, 404})
    assert not answer.cookies
    assert [name for name in ("session", "user", "auth") if hasattr(answer.wsgi_request, name)] == []
    assert door.view.cls.permission_classes == (AllowAny,)
    assert door.view.cls.authentication_classes == []


# --- nobody above the table ---


@pytest.mark.promise("S8")
def test_no_account_has_a_field_that_would_lift_it_above_the_table() -> None:
    fields = {field.name for field in User._meta.get_fields()}
    assert fields & {"is_superuser", "is_staff", "user_permissions", "groups"} == set()


@pytest.mark.promise("S8")
@BOTH
def test_nobody_has_a_right_that_django_hands_out(cast: dict[Role, User]) -> None:
    asked = ("staff.change_user", "staff.delete_auditentry", "directory.change_service", "auth.anything")
    assert [role for role, person in cast.items() if any(map(person.has_perm, asked))] == []
    assert [role for role, person in cast.items() if person.has_module_perms("staff")] == []


@pytest.mark.promise("S8")
@BOTH
def test_no_command_makes_a_superuser() -> None:
    with pytest.raises((AttributeError, CommandError)):  # there is nothing in the house that would make one
        call_command("createsuperuser", "--noinput", email="above@example.org")
    assert not User.objects.filter(email="above@example.org").exists()
