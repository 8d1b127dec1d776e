"""Undo: each part of the desk puts back what stood there, by the command it has for that."""

from __future__ import annotations

from readings.people.models import User

from .changes import Change


def undo(change: Change, *, by: User) -> bool:
    """Whether it could be put back. This is a change itself, so that it can be undone as well."""
    return change.study_session.put_back(change.before, by=by)
