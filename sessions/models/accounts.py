"""An account as a whole: erased with every word, or a guest's words taken into it."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from readings.models import Passage
from readings.people.models import Membership, User
from sessions.words import to_html

from .acts import Act
from .attendances import Attendance
from .contributions import Contribution
from .drafts import Draft
from .events import Event, record
from .kept import Kept
from .meetings import StudySession
from .notes import Note
from .prompts import Prompt
from .reactions import Reaction
from .read_marks import ReadMark
from .taken import give_back


class LastAdministrator(Exception):
    """Someone has to stay who looks after the site."""


# Erasing


@transaction.atomic
def delete_account(user: User) -> None:
    """Erase a person's words, name and account. Raises LastFacilitator, LastAdministrator.

    Where others replied, an empty row stays, so that their threads are whole.
    """
    User.objects.select_for_update().get(pk=user.pk)
    _leave_an_administrator(user)
    for membership in Membership.objects.of(user).select_related("circle").order_by("circle"):
        membership.leave()
    sessions = _erase_words(user)
    Note.objects.filter(owned_by=user).update(owner="", owned_by=None)
    LogEntry.objects.filter(
        content_type__app_label="people", content_type__model="user", object_id=str(user.pk)
    ).delete()  # the admin's log repeats names
    user.delete()
    for study_session in sessions:
        record(study_session, Event.Kind.DELETED, even_if_closed=True)


def _leave_an_administrator(user: User) -> None:
    administrators = User.objects.filter(is_superuser=True, is_active=True)
    held = list(administrators.select_for_update().order_by("pk"))
    if held == [user]:
        raise LastAdministrator


def _erase_words(user: User) -> list[StudySession]:
    """Delete what a person wrote; the sessions in which others notice, in order."""
    own = Contribution.objects.by(user)
    shared = own.live().shared().values("study_session")
    sessions = list(StudySession.objects.filter(pk__in=shared).order_by("pk"))
    Kept.objects.filter(contribution__author=user).delete()
    give_back(Prompt.objects.filter(taken_from__author=user))
    replies = Contribution.objects.live().filter(parent=OuterRef("pk")).exclude(author=user)
    own.filter(Exists(replies)).update(
        body="",
        html="",
        search=None,
        kept_at=None,
        hidden_at=None,
        hidden_by=None,
        hidden_reason="",
        author=None,
        deleted_at=Coalesce(F("deleted_at"), timezone.now()),
    )
    passages = list(own.filter(passage__isnull=False).values_list("passage", flat=True))
    own.delete()
    Passage.objects.filter(pk__in=passages).delete()
    return sessions


# A guest and an account become one


@transaction.atomic
def merge(guest: User, *, into: User) -> int:
    """Make a guest's words those of an account, and the guest be gone; how many words that were."""
    for person in (
        User.objects.select_for_update().filter(pk__in=[guest.pk, into.pk]).order_by("pk")
    ):
        if person.is_guest != (person.pk == guest.pk):
            raise ValueError("A guest is merged into an account, and into nothing else.")
    count = Contribution.written_by(guest).count()
    sessions = _join_answers(guest, into)
    Contribution.objects.by(guest).update(author=into)
    _join_attendances(guest, into)
    _join_memberships(guest, into)
    _join_reactions(guest, into)
    Draft.join(guest, into)
    ReadMark.join(guest, into)
    Act.objects.filter(person=guest).update(person=into)
    Act.objects.filter(by=guest).update(by=into)
    Note.objects.filter(owned_by=guest).update(owned_by=into)
    guest.delete()
    for study_session in sessions:
        record(study_session, Event.Kind.EDITED, even_if_closed=True)
    return count


def _join_answers(guest: User, into: User) -> list[StudySession]:
    """Where both answered one question, one answer says both, the earlier words first."""
    answers = Contribution.objects.live().filter(kind=Contribution.Kind.ANSWER)
    theirs = answers.by(into).select_related("study_session").select_for_update(of=["self"])
    others = {answer.prompt_id: answer for answer in theirs}
    sessions = set()
    for answer in answers.by(guest).filter(prompt__in=others).order_by("pk"):
        other = others[answer.prompt_id]
        first, second = sorted([answer, other], key=lambda words: words.created_at)
        other.body = f"{first.body}\n\n{second.body}"
        address = other.study_session.paragraph_url
        other.html, other.version = to_html(other.body, address), other.version + 1
        other.edited_at, other.kept_at = timezone.now(), other.kept_at or answer.kept_at
        _stay_hidden(other, answer)
        other.save(update_fields=["body", "html", "version", "edited_at", "kept_at"])
        Act.objects.filter(contribution=answer).update(contribution=other)
        Contribution.objects.filter(parent=answer).update(parent=other)
        answer.delete()
        sessions.add(other.study_session_id)
    return list(StudySession.objects.filter(pk__in=sessions).order_by("pk"))


def _stay_hidden(words: Contribution, other: Contribution) -> None:
    """What a facilitator has hidden does not come back by being joined to other words."""
    if other.hidden_at and not words.hidden_at:
        for name in ("hidden_at", "hidden_by", "hidden_reason"):
            setattr(words, name, getattr(other, name))
        words.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])


def _join_attendances(guest: User, into: User) -> None:
    """The account is where the guest was; being taken out of a session stands."""
    known = {a.study_session_id: a for a in Attendance.objects.filter(user=into)}
    for attendance in Attendance.objects.filter(user=guest):
        own = known.get(attendance.study_session_id)
        if own is None:
            attendance.user = into
            attendance.save(update_fields=["user"])
        elif not attendance.removed_at:
            own.take_over(attendance)


def _join_memberships(guest: User, into: User) -> None:
    """A circle that the guest was of is one of the account's, unless it knows the circle already."""
    known = Membership.objects.filter(user=into, circle=OuterRef("circle"))
    for membership in Membership.objects.filter(~Exists(known), user=guest):
        membership.user = into
        membership.save(update_fields=["user"])


def _join_reactions(guest: User, into: User) -> None:
    """One of a kind each, and none to one's own words."""
    known = Reaction.objects.filter(
        user=into, contribution=OuterRef("contribution"), kind=OuterRef("kind")
    )
    theirs = Reaction.objects.filter(~Exists(known), user=guest)
    theirs.exclude(contribution__author=into).update(user=into)
