"""What is said to something: answers to a question, replies to a note or an answer."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from readings.people.compiled import compiled
from readings.people.models import User

from .contribution_queries import KindManager
from .contributions import Contribution
from .drafts import ANSWER, REPLY, slot_of
from .events import SessionClosed
from .prompts import Prompt


class Answer(Contribution):
    objects = KindManager(Contribution.Kind.ANSWER)

    class Meta:
        proxy = True

    @classmethod
    def write(
        cls, *, by: User, key: uuid.UUID, prompt: Prompt, body: str, drafted: int = 0
    ) -> Contribution:
        """Answer a question. Raises KeyReused, SessionClosed, IntegrityError for a second answer."""
        return cls._write(
            by=by,
            key=key,
            study_session=prompt.study_session,
            kind=cls.Kind.ANSWER,
            prompt=prompt,
            body=body,
            slot=slot_of(ANSWER, prompt.pk),
            drafted=drafted,
        )


class Reply(Contribution):
    objects = KindManager(Contribution.Kind.REPLY)

    class Meta:
        proxy = True

    @classmethod
    def write(
        cls, *, by: User, key: uuid.UUID, parent: Contribution, body: str, drafted: int = 0
    ) -> Contribution:
        """Reply to an annotation or answer; the parent's lock keeps a thread's ids in commit order."""

        def hold() -> None:
            [(audience, kind)] = held(parent.pk)
            if audience == cls.Audience.PRIVATE or kind == cls.Kind.REPLY:
                raise SessionClosed

        return cls._write(
            by=by,
            key=key,
            study_session=parent.study_session,
            kind=cls.Kind.REPLY,
            parent=parent,
            prompt=parent.prompt,
            body=body,
            slot=slot_of(REPLY, parent.pk),
            drafted=drafted,
            hold=hold,
        )


@compiled
def held(pk: int) -> QuerySet:
    """Its row until the end of the transaction, with its audience and kind."""
    rows = Contribution.objects.select_for_update().filter(pk=pk)
    return rows.values_list("audience", "kind")
