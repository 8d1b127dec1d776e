"""Notes and questions pinned to words of the text."""

from __future__ import annotations

import uuid

from django.db import transaction

from readings.models import Edition, Passage
from readings.models.passages import WordsMoved
from readings.people.models import Stale, User

from .assigned import reads
from .contribution_queries import KindManager
from .contributions import Contribution
from .drafts import AGAIN, NOTE, slot_of
from .events import Event
from .meetings import StudySession


class Annotation(Contribution):
    objects = KindManager(Contribution.Kind.ANNOTATION)

    class Meta:
        proxy = True

    @classmethod
    def write(
        cls,
        *,
        by: User,
        key: uuid.UUID,
        study_session: StudySession,
        edition: Edition,
        start: int,
        end: int,
        exact: str | None,
        body: str,
        tag: str,
        audience: str,
        at: int | None = None,
        drafted: int = 0,
        earlier: Contribution | None = None,
    ) -> Contribution:
        """Pin a comment or a question to words of the text. Raises WordsMoved, KeyReused, SessionClosed.

        `at` is where the block starts that it was typed beside, `earlier` the note it brings up again.
        Whoever publishes a new edition holds each session that follows it: once it is our turn to tell
        this one, what it reads is certain.
        """
        if earlier:
            box = {"slot": slot_of(AGAIN, study_session.pk, earlier.pk), "earlier": earlier}
        else:
            box = {"slot": slot_of(NOTE, study_session.pk, start if at is None else at)}

        def check() -> None:
            if not reads(study_session, edition):
                raise WordsMoved

        return cls._write(
            by=by,
            key=key,
            study_session=study_session,
            kind=cls.Kind.ANNOTATION,
            where=[edition.pk, start, end],
            find=lambda: Passage.find(edition, start, end, exact),
            body=body,
            tag=tag,
            audience=audience,
            drafted=drafted,
            check=check,
            **box,
        )

    @classmethod
    def mark(cls, **where) -> Contribution:
        """Mark words for oneself, with nothing said about them."""
        return cls.write(body="", tag="", audience=cls.Audience.PRIVATE, **where)

    @transaction.atomic
    def choose(self, edition: Edition, *, start: int, end: int, exact: str, version: int) -> None:
        """Pin it to other words of the text. Raises WordsMoved, Stale, SessionClosed.

        A passage never changes: the new words are a passage of their own, and the old one goes.
        """
        current = Annotation.objects.select_for_update().get(pk=self.pk)
        if current.deleted_at or current.version != version:
            raise Stale(current)
        before = Passage.objects.get(pk=current.passage_id)
        self.passage = Passage.pin(edition, start, end, exact)
        self.version = current.version + 1
        self.save(update_fields=["passage", "version"])
        before.delete()
        self._tell(Event.Kind.EDITED)
