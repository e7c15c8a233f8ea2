"""Pages about people: who is here, one of them, invite somebody, teams, and accepting an invitation."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff import agreement, invitations, labels, leaving, letters, people, people_forms, sessions
from staff.gate import needs, open_door
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, Team, User, UserQuerySet
from staff.models.proposal import Proposal
from staff.roles import Ability, Role

MOST_SHOWN: Final = 200  # people on one page; whoever has more searches


# --- who is here ---


@needs(Ability.SEE_PEOPLE)
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """List the people whom this person may see."""
    form = people_forms.Looking(request.GET)
    shown = _looked_for(_within_reach(request.user), form)
    found = list(
        shown.select_related("team").prefetch_related("grants").order_by("name", "email")[:MOST_SHOWN]
    )
    rows = [(person, _open_roles(person), _state(person)) for person in found]
    context = {"form": form, "rows": rows, "full": len(found) == MOST_SHOWN, **_abilities(request)}
    return render(request, "people/everybody.html", context, using="desk")


def _within_reach(person: User) -> UserQuerySet:
    """Everybody for who looks after accounts; the own team for who looks after a team."""
    if person.may(Ability.REVOKE_ROLE):
        return User.objects.all()
    return User.objects.filter(team=person.team_id) if person.team_id else User.objects.filter(pk=person.pk)


def _looked_for(among: UserQuerySet, form: people_forms.Looking) -> UserQuerySet:
    if not form.is_valid():
        return among.filter(left_at=None)
    asked = form.cleaned_data
    if asked["q"]:
        among = among.filter(Q(name__icontains=asked["q"]) | Q(email__icontains=asked["q"]))
    if asked["team"]:
        among = among.filter(team=asked["team"])
    if asked["role"]:
        among = among.holding(Role(asked["role"]))
    return among if asked["left"] else among.filter(left_at=None)


def _open_roles(person: User) -> list[object]:
    open_ones = {grant.role for grant in person.grants.all() if grant.ended_at is None}
    return [labels.role(role) for role in Role if role in open_ones]


def _state(person: User) -> str:
    if person.left_at:
        return _("has left")
    if not person.is_active:
        return _("invited")
    return _("asked whether still needed") if person.asked_on else ""


def _abilities(request: HttpRequest) -> dict[str, bool]:
    asked = (Ability.INVITE, Ability.MANAGE_TEAMS, Ability.PROPOSE_ROLE, Ability.REVOKE_ROLE)
    return {f"may_{ability.name.lower()}": request.user.may(ability) for ability in asked}


# --- one of them ---


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(_within_reach(request.user).select_related("team"), pk=pk)


@needs(Ability.SEE_PEOPLE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person: roles with their history, team, and what can be done."""
    whom = _person(request, pk)
    now = timezone.now()
    grants = RoleGrant.objects.filter(user=whom).select_related("granted_by", "agreed_by", "ended_by")
    history = [(grant, _role_name(grant)) for grant in grants.order_by("-granted_at", "-pk")]
    held = {grant.role for grant, _name in history if grant.ended_at is None}
    waiting = Proposal.objects.open(now=now).filter(subject_kind="person", subject_id=str(whom.pk))
    invitation = Invitation.objects.open(now=now).filter(user=whom).first()
    context = {
        "whom": whom,
        "state": _state(whom),
        "history": history,
        "held": [(role, labels.role(role)) for role in Role if role in held],
        "offered": [(role, labels.role(role)) for role in Role if role not in held],
        "waiting": [
            (proposal, agreement.kind_of(proposal).title, _proposed(proposal)) for proposal in waiting
        ],
        "invitation": invitation,
        "open": whom.is_active or invitation is not None,
        "place_form": people_forms.Place(initial={"team": whom.team_id}),
        "leaving_form": people_forms.Leaving(leaver=whom),
        "oneself": whom == request.user,
        **_abilities(request),
    }
    return render(request, "people/one.html", context, using="desk")


def _proposed(proposal: Proposal) -> object:
    role = proposal.contents.get("role")
    return labels.role(Role(role)) if role else ""


def _role_name(grant: RoleGrant) -> object:
    return labels.role(Role(grant.role)) if grant.role in set(Role) else grant.role


# --- what an administrator does to an account ---


def _back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Lead back to the person, with a word if a form was half filled; after a proof nothing was sent yet."""
    if request.method == "POST":
        messages.error(request, _("Something was left out, or is no choice any more. Nothing was changed."))
    return redirect("desk:person", pk=pk)


def _done(request: HttpRequest, whom: User, act: Callable[[], object], said: str) -> HttpResponseRedirect:
    """Do something, say how it went, and go back to the person."""
    try:
        act()
    except (people.Refused, agreement.Refused) as refused:
        messages.error(request, str(refused.says))
    else:
        messages.success(request, said)
    return redirect("desk:person", pk=whom.pk)


@needs(Ability.PROPOSE_ROLE, step_up=True)
@require_http_methods(["GET", "POST"])
def propose_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second administrator to agree to a role."""
    said = _("The role is proposed. It begins when a second administrator agrees.")
    return _about_a_role(request, pk, people.propose_role, said)


@needs(Ability.REVOKE_ROLE, step_up=True)
@require_http_methods(["GET", "POST"])
def revoke_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role at once."""
    return _about_a_role(request, pk, people.revoke_role, _("The role has ended."))


def _about_a_role(request: HttpRequest, pk: int, verb: Callable[..., object], said: str) -> HttpResponse:
    """Do with a person and a role what the verb does."""
    whom = _person(request, pk)
    form = people_forms.OneRole(request.POST)
    if request.method == "GET" or not form.is_valid():
        return _back(request, pk)
    role, now = form.cleaned_data["role"], timezone.now()
    return _done(request, whom, lambda: verb(person=request.user, whom=whom, role=role, now=now), said)


@needs(Ability.RESET_SECOND_FACTOR, step_up=True)
@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second administrator to agree that somebody sets up a new second factor."""
    whom = _person(request, pk)
    if request.method == "GET":
        return redirect("desk:person", pk=pk)
    return _done(
        request,
        whom,
        lambda: people.propose_second_factor_reset(person=request.user, whom=whom, now=timezone.now()),
        _("It is proposed. The old second factor ends when a second administrator agrees."),
    )


@needs(Ability.END_ACCESS, step_up=True)
@require_http_methods(["GET", "POST"])
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """End every session of somebody; the own ones have a page of their own."""
    whom = _person(request, pk)
    if whom == request.user:
        return redirect("desk:sessions")
    if request.method == "GET":
        return redirect("desk:person", pk=pk)
    if sessions.end_all_of(person=request.user, whom=whom):
        messages.success(request, _("Every session of this account has ended."))
    else:
        messages.success(request, _("No session of this account was open."))
    return redirect("desk:person", pk=pk)


@needs(Ability.END_ACCESS, step_up=True)
@require_http_methods(["GET", "POST"])
def end_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account at once."""
    whom = _person(request, pk)
    form = people_forms.Leaving(request.POST, leaver=whom)
    if request.method == "GET" or not form.is_valid():
        return _back(request, pk)
    to, now = form.cleaned_data["to"], timezone.now()
    return _done(
        request,
        whom,
        lambda: leaving.end_access(person=request.user, leaver=whom, to=to, now=now),
        _("The account is closed, and every session of it has ended."),
    )


@needs(Ability.MANAGE_TEAMS)
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person into a team."""
    whom = _person(request, pk)
    form = people_forms.Place(request.POST)
    if request.method == "GET" or not form.is_valid():
        return _back(request, pk)
    team = form.cleaned_data["team"]
    return _done(
        request,
        whom,
        lambda: people.place(person=request.user, whom=whom, team=team),
        _("The team is changed."),
    )


# --- invitations ---


@needs(Ability.INVITE, step_up=True)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = people_forms.Invite(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(
                person=request.user,
                site=request.build_absolute_uri("/"),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except (people.Refused, agreement.Refused) as refused:
            form.add_error("email", str(refused.says))
        except letters.NotSent:
            form.add_error(None, _("The letter could not be sent, and nothing was changed. Try later."))
        else:
            messages.success(request, _("The invitation is sent. The roles wait for a second administrator."))
            return redirect("desk:person", pk=invitation.user_id)
    context = {"form": form, "work": labels.WORK}
    return render(request, "people/invite.html", context, status=422 if form.errors else 200, using="desk")


@needs(Ability.INVITE, step_up=True)
@require_http_methods(["GET", "POST"])
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody's open link worthless."""
    whom = _person(request, pk)
    if request.method == "GET":
        return redirect("desk:person", pk=pk)
    invitation = get_object_or_404(Invitation.objects.unanswered(), user=whom)
    return _done(
        request,
        whom,
        lambda: invitations.withdraw(person=request.user, invitation=invitation, now=timezone.now()),
        _("The invitation is withdrawn. Its link opens nothing any more."),
    )


@open_door
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose name and password. Every link that opens nothing looks alike."""
    now = timezone.now()
    form = people_forms.Accept(request.POST or None)
    try:
        if request.method == "GET":
            invitations.look_at(token=token, now=now)
        elif form.is_valid():
            name, password = form.cleaned_data["name"], form.cleaned_data["password"]
            invitations.accept(token=token, name=name, password=password, now=now)
            messages.success(request, _("Your account is open. Sign in with your new password."))
            return redirect("desk:sign-in")
        else:
            invitations.look_at(token=token, now=now)
    except invitations.NotOpen:
        return render(request, "people/no_invitation.html", status=404, using="desk")
    except ValidationError as weak:
        form.add_error("password", weak)
    context = {"form": form}
    return render(request, "people/accept.html", context, status=422 if form.errors else 200, using="desk")


# --- teams ---


@needs(Ability.MANAGE_TEAMS)
@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams, and make one."""
    form = people_forms.TeamName(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.make_team(person=request.user, name=form.cleaned_data["name"])
        except people.Refused as refused:
            form.add_error("name", str(refused.says))
        else:
            messages.success(request, _("The team is made."))
            return redirect("desk:teams")
    context = {"form": form, "teams": Team.objects.order_by("name").prefetch_related("people")}
    return render(request, "people/teams.html", context, status=422 if form.errors else 200, using="desk")


@needs(Ability.MANAGE_TEAMS)
@require_http_methods(["GET", "POST"])
def rename_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a team another name."""
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        raise Http404
    form = people_forms.TeamName(request.POST or None, initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        try:
            people.rename_team(person=request.user, team=team, name=form.cleaned_data["name"])
        except people.Refused as refused:
            form.add_error("name", str(refused.says))
        else:
            messages.success(request, _("The team has its new name."))
            return redirect("desk:teams")
    context = {"form": form, "team": team}
    return render(request, "people/team.html", context, status=422 if form.errors else 200, using="desk")
