"""Case review: who draws what, what is kept of it, and whom its pages open to."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from referral import case_access, case_review, casework
from referral.case_review import Learned, NoSuchDraw, NotAnswered, NothingToDraw
from referral.figure_words import ANSWERS, FLAWS, LESSONS, QUESTIONS
from referral.models.case import Case
from referral.models.figure import CaseDraw, Counter, PathwayLesson
from referral.review_lists import Answer, Flaw, Lesson, Question
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.people import make_person
from tests.referral import casing, figuring

NOW = timezone.now
PAGE = "/desk/review/"
ALL_YES = dict.fromkeys((question.value for question in Question), "yes")
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def closed(person: User, how_many: int = 1) -> list[Case]:
    casing.trained(person)
    cases = [casing.empty(person) for _one in range(how_many)]
    return [
        casework.close(person=person, reference=case.reference, reason="need-met", now=NOW())
        for case in cases
    ]


def draw(person: User, count: int = 1) -> list[CaseDraw]:
    case_review.draw(person=person, count=count, now=NOW())
    return list(CaseDraw.objects.filter(reviewer=person))


def acts(case: Case) -> list[str]:
    rows = AuditEntry.objects.filter(subject_id=case.reference, act__contains="case.").order_by("number")
    return list(rows.values_list("act", flat=True))


def reviews() -> dict[str, int]:
    return {
        name: number for name, number in figuring.so_far().items() if name.startswith(("reviewed", "lesson"))
    }


# --- drawing ---


def test_only_closed_cases_of_the_own_team_are_drawn_and_never_ones_own_work(
    amina: User, bruno: User, chidi: User
) -> None:
    (ours,) = closed(amina)
    closed(bruno)  # of another team
    casing.empty(amina)  # open
    closed(chidi)  # the supervisor's own work
    noted = casing.empty(amina)
    casing.trained(chidi)
    casework.raise_urgency(person=chidi, reference=noted.reference, urgency="U1", now=NOW())
    casework.close(person=amina, reference=noted.reference, reason="need-met", now=NOW())
    assert [one.case for one in draw(chidi, 10)] == [ours]
    assert acts(ours)[-1] == "case.drawn"
    with pytest.raises(NothingToDraw):
        draw(chidi)


def test_no_case_is_drawn_twice_and_chance_chooses(
    amina: User, chidi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = {case.pk for case in closed(amina, 6)}
    first = {one.case_id for one in draw(chidi, 3)}
    anna = make_person("anna", Role.SUPERVISOR, team="Day")
    assert {one.case_id for one in draw(anna, 10)} == cases - first
    ways = {frozenset(_chosen(chidi)) for _time in range(12)}
    assert len(ways) > 1


def _chosen(person: User) -> list[object]:
    CaseDraw.objects.all().delete()
    return [one.case_id for one in draw(person, 3)]


def test_practice_and_what_must_be_destroyed_today_are_not_drawn(amina: User, chidi: User) -> None:
    case, practice = closed(amina, 2)
    Case.objects.filter(pk=practice.pk).update(practice=True)
    later = NOW() + dt.timedelta(days=31)
    with pytest.raises(NothingToDraw):
        case_review.draw(person=chidi, count=5, now=later)
    assert [one.case for one in draw(chidi, 5)] == [case]
    with pytest.raises(NoSuchDraw):
        case_review.opened(person=chidi, pk=CaseDraw.objects.get().pk, now=later)
    assert case_review.waiting(person=chidi, now=later) == []


# --- what is kept ---


def test_a_review_is_counted_and_nothing_of_the_case_is_kept(amina: User, chidi: User) -> None:
    (case,) = closed(amina)
    (drawn,) = draw(chidi)
    case_review.opened(person=chidi, pk=drawn.pk, now=NOW())
    learned = Learned({**ALL_YES, "danger-first": "no"}, "pathway", flaw="unclear", where="p06.harm")
    case_review.keep(person=chidi, pk=drawn.pk, learned=learned, now=NOW())
    assert reviews() == {}, "reviews are counted by the year alone"
    assert acts(case)[-3:] == ["case.drawn", "case.seen", "case.reviewed"]
    entry = AuditEntry.objects.get(act="case.reviewed")
    assert entry.facts == "{}"
    lesson = PathwayLesson.objects.get()
    assert (lesson.pathway, lesson.question, lesson.kind) == ("p06", "harm", "unclear")
    with pytest.raises(NoSuchDraw):
        case_review.keep(person=chidi, pk=drawn.pk, learned=learned, now=NOW())
    assert not hasattr(lesson, "case")


def test_the_answers_stand_in_the_figures_of_the_year(amina: User, chidi: User) -> None:
    closed(amina)
    (drawn,) = draw(chidi)
    case_review.keep(person=chidi, pk=drawn.pk, learned=Learned(ALL_YES, "none"), now=NOW())
    found = Counter.objects.filter(table__in=["reviewed", "lesson"])
    assert sorted(found.values_list("cell", "number")) == sorted(
        [*((f"{question}/yes", 1) for question in Question), ("none", 1)]
    )
    assert {one.period for one in found} == {str(NOW().year)}


@pytest.mark.parametrize(
    "learned",
    [
        Learned({}, "none"),
        Learned({**ALL_YES, "danger-first": "maybe"}, "none"),
        Learned({**ALL_YES, "name": "yes"}, "none"),
        Learned(ALL_YES, ""),
        Learned(ALL_YES, "somebody told me"),
        Learned(ALL_YES, "pathway"),
        Learned(ALL_YES, "pathway", flaw="unclear", where="p06.her-name"),
        Learned(ALL_YES, "pathway", flaw="a sentence", where="p06"),
    ],
    ids=range(8),
)
def test_what_is_on_no_list_is_not_kept(amina: User, chidi: User, learned: Learned) -> None:
    closed(amina)
    (drawn,) = draw(chidi)
    with pytest.raises(NotAnswered):
        case_review.keep(person=chidi, pk=drawn.pk, learned=learned, now=NOW())
    drawn.refresh_from_db()
    assert (drawn.done_at, PathwayLesson.objects.count()) == (None, 0)


def test_a_draw_is_given_back_on_record_and_goes_with_its_case(amina: User, chidi: User) -> None:
    (case,) = closed(amina)
    (drawn,) = draw(chidi)
    case_review.give_back(person=chidi, pk=drawn.pk, now=NOW())
    assert acts(case)[-1] == "case.not-reviewed"
    assert len(draw(chidi)) == 1
    case.delete()
    assert not CaseDraw.objects.exists()


def test_nobody_reviews_what_somebody_else_drew(amina: User, chidi: User) -> None:
    anna = make_person("anna", Role.SUPERVISOR, team="Day")
    closed(amina)
    (drawn,) = draw(chidi)
    for verb in (case_review.opened, case_review.give_back):
        with pytest.raises(NoSuchDraw):
            verb(person=anna, pk=drawn.pk, now=NOW())
    with pytest.raises(NoSuchDraw):
        case_review.keep(person=anna, pk=drawn.pk, learned=Learned(ALL_YES, "none"), now=NOW())


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_nobody_but_a_supervisor_draws_or_reviews(
    role: Role, cast: dict[Role, User], signed_in: Callable[..., Client]
) -> None:
    closed(cast[Role.HELPLINE])
    (drawn,) = draw(cast[Role.SUPERVISOR])
    person, before = cast[role], AuditEntry.objects.count()
    learned = Learned(ALL_YES, "none")
    for verb in (
        lambda: case_review.draw(person=person, count=1, now=NOW()),
        lambda: case_review.waiting(person=person, now=NOW()),
        lambda: case_review.opened(person=person, pk=drawn.pk, now=NOW()),
        lambda: case_review.give_back(person=person, pk=drawn.pk, now=NOW()),
        lambda: case_review.keep(person=person, pk=drawn.pk, learned=learned, now=NOW()),
    ):
        with pytest.raises(NotAllowed):
            verb()
    client = signed_in(person, proved=True)
    for address in (PAGE, f"{PAGE}{drawn.pk}/"):
        assert client.get(address).status_code == 403
    for address in (f"{PAGE}draw/", f"{PAGE}{drawn.pk}/", f"{PAGE}{drawn.pk}/back/"):
        assert client.post(address).status_code == 403
    # Signing in, and that they asked, stand on record, and nothing else.
    assert AuditEntry.objects.exclude(act__in=("signin.ok", "page.refused")).count() == before


# --- the pages ---


def test_a_supervisor_draws_reads_and_answers(
    amina: User, chidi: User, signed_in: Callable[..., Client]
) -> None:
    (case,) = closed(amina)
    client = signed_in(chidi)
    page = client.post(f"{PAGE}draw/", {"count": "3"}, follow=True)
    assert case.shown in page.content.decode()
    drawn = CaseDraw.objects.get()
    form = client.get(f"{PAGE}{drawn.pk}/").content.decode()
    assert all(str(said) in form for said in QUESTIONS.values())
    assert case.reference in form
    wrong = client.post(f"{PAGE}{drawn.pk}/", {"danger-first": "no"})
    assert wrong.status_code == 400
    assert "Choose an answer for each question" in wrong.content.decode()
    done = client.post(f"{PAGE}{drawn.pk}/", {**ALL_YES, "lesson": "training"}, follow=True)
    assert "Counted with the others" in done.content.decode()
    assert [entry.subject_id for entry in AuditEntry.objects.filter(act="case.listed")] == [
        "review",
        "review",
    ]


def test_editors_see_what_reviews_ask_and_put_it_away(
    jun: User, kofi: User, chidi: User, signed_in: Callable[..., Client]
) -> None:
    lesson = PathwayLesson.objects.create(kind="harsh", pathway="p06", question="harm", month="2026-10")
    address = f"{PAGE}lessons/{lesson.pk}/done/"
    assert "It hurts or blames" in signed_in(kofi).get(f"{PAGE}lessons/").content.decode()
    assert signed_in(chidi).get(f"{PAGE}lessons/").status_code == 403
    assert signed_in(kofi).post(address).status_code == 403
    assert PathwayLesson.objects.exists()
    assert signed_in(jun).post(address).status_code == 302
    assert not PathwayLesson.objects.exists()
    assert AuditEntry.objects.filter(act="pathway.lesson-done", subject_id="p06").count() == 1
    assert signed_in(jun).post(address).status_code == 302


def test_every_list_has_its_words() -> None:
    assert (set(QUESTIONS), set(ANSWERS)) == (set(Question), set(Answer))
    assert (set(LESSONS), set(FLAWS)) == (set(Lesson), set(Flaw))
    assert case_access.KIND == "case"
