"""What is said to something: answers to a question, replies to a note or an answer."""

from __future__ import annotations

import uuid

from django.db import transaction

from readings.people.models import User

from .contributions import Contribution, KindManager
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
    @transaction.atomic
    def write(
        cls, *, by: User, key: uuid.UUID, parent: Contribution, body: str, drafted: int = 0
    ) -> Contribution:
        """Reply to an annotation or answer; the parent's lock keeps a thread's ids in commit order."""
        parent = Contribution.objects.select_for_update(of=("self",)).get(pk=parent.pk)
        if parent.is_private or parent.kind == cls.Kind.REPLY:
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
        )
