"""Undo: each part of the desk puts back what stood there, by the commands it has."""

from __future__ import annotations

from django.db import transaction

from readings.people.models import User

from .changes import Change
from .contributions import Contribution
from .notes import Note
from .recap import Recap


def undo(change: Change, *, by: User) -> bool:
    """Whether it could be put back. This is a change itself, so that it can be undone as well."""
    if change.part == Change.Part.CLOCK:
        return change.study_session.put_back(change.before, by=by)
    with transaction.atomic():
        return change.take() and UNDO[change.kind](change, by)


def _unwrite(change: Change, by: User) -> bool:
    """Unless someone has changed it since."""
    notes = Note.objects.in_session(change.study_session)
    note = notes.filter(pk=change.before["note"], version=change.before["version"]).first()
    if note:
        note.discard(by=by)
    return note is not None


def _unedit(change: Change, by: User) -> bool:
    before = change.before
    note = Note.objects.in_session(change.study_session).filter(pk=before["note"]).first()
    return bool(note) and note.put_back(before["row"], version=before["version"], by=by)


def _undiscard(change: Change, by: User) -> bool:
    return Note.bring_back(change.study_session, change.before["row"], by=by)


def _keep_again(change: Change, by: User) -> bool:
    words = Contribution.objects.in_session(change.study_session)
    words = words.live().filter(pk=change.before["contribution"]).first()
    return bool(words) and words.keep()


def _unshare(change: Change, by: User) -> bool:
    return Recap.of(change.study_session).unshare(by=by)


def _share_again(change: Change, by: User) -> bool:
    return Recap.of(change.study_session).share(by=by)


UNDO = {
    Change.Kind.WRITE: _unwrite,
    Change.Kind.EDIT: _unedit,
    Change.Kind.DISCARD: _undiscard,
    Change.Kind.LET_GO: _keep_again,
    Change.Kind.SHARE: _unshare,
    Change.Kind.UNSHARE: _share_again,
}
