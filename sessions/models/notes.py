"""What a session keeps: notes of the meeting, the facilitators' own notes, and the recap."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import Receipt, User

from .agenda import AgendaItem
from .events import Event, record
from .meetings import StudySession


class FacilitatorNoteQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> FacilitatorNoteQuerySet:
        return self.filter(study_session__circle_id__in=viewer.facilitated_circle_ids)

    def of_steps(self, steps: list[AgendaItem]) -> list[AgendaItem]:
        """The steps, each with its note (or None) as `step.note`; one query."""
        notes = {note.agenda_item_id: note for note in self.filter(agenda_item__in=steps)}
        for step in steps:
            step.note = notes.get(step.pk)
        return steps


class FacilitatorNote(models.Model):
    """A row of its own: what is secret is a row, never a column beside what is shown."""

    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    agenda_item = models.OneToOneField(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="+"
    )
    body = models.TextField(_("note for facilitators"), blank=True)

    objects = FacilitatorNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"note {self.pk}"


class NoteQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> NoteQuerySet:
        """Facilitators write them; others read them in the recap, once that is shared."""
        return self.filter(
            Q(study_session__circle_id__in=viewer.facilitated_circle_ids)
            | Q(
                study_session_id__in=viewer.session_ids,
                study_session__recap__shared_at__isnull=False,
            )
        )

    def in_session(self, study_session: StudySession) -> NoteQuerySet:
        return self.filter(study_session=study_session)

    def in_order(self) -> NoteQuerySet:
        return self.order_by("pk").select_related("owner")


class Note(models.Model):
    class Kind(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        DECISION = "decision", _("decision")
        ACTION = "action", _("action")
        OPEN_QUESTION = "open_question", _("open question")

    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the step that was on
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.MINUTES)
    body = models.TextField(_("note"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    owner = models.CharField(_("who"), max_length=120, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="note_has_words"),
            models.CheckConstraint(
                condition=Q(kind="action") | Q(owner="", due_on=None),
                name="only_actions_have_owner_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def write(
        cls,
        *,
        by: User,
        key: uuid.UUID,
        study_session: StudySession,
        kind: str,
        body: str,
        owner: str = "",
        due_on: date | None = None,
    ) -> Note:
        """Note something, at the step that is on. Notes may come after closing, too."""
        sent = {
            "session": study_session.pk,
            "kind": kind,
            "body": body,
            "owner": owner,
            "due": due_on,
        }
        with Receipt.once(user=by, key=key, body=sent) as receipt:
            if receipt.is_repeat:
                return receipt.found
            note = cls.objects.create(
                study_session=study_session,
                agenda_item=study_session.agenda_items.running().first(),
                kind=kind,
                body=body,
                author=by,
                owner=owner,
                due_on=due_on,
            )
            receipt.keep(note)
            record(study_session, Event.Kind.NOTED, note, even_if_closed=True)
        return note


class RecapQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> RecapQuerySet:
        return self.filter(
            Q(study_session__circle_id__in=viewer.facilitated_circle_ids)
            | Q(study_session_id__in=viewer.session_ids, shared_at__isnull=False)
        )


class Recap(models.Model):
    """The draft only facilitators see, until one shares it."""

    study_session = models.OneToOneField(StudySession, models.CASCADE, related_name="recap")
    opening = models.TextField(_("a few words to begin with"), blank=True)
    present = models.PositiveIntegerField(_("how many were there"), null=True, blank=True)
    with_names = models.BooleanField(_("say who wrote what was kept"), default=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = RecapQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recap of {self.study_session_id}"

    @classmethod
    def of(cls, study_session: StudySession) -> Recap:
        recap, _created = cls.objects.get_or_create(study_session=study_session)
        return recap

    @transaction.atomic
    def share(self, *, by: User) -> None:
        self.shared_at, self.shared_by = timezone.now(), by
        self.save(update_fields=["shared_at", "shared_by"])
        record(self.study_session, Event.Kind.RECAPPED, self, even_if_closed=True)

    @transaction.atomic
    def unshare(self) -> None:
        self.shared_at = self.shared_by = None
        self.save(update_fields=["shared_at", "shared_by"])
        record(self.study_session, Event.Kind.RECAPPED, self, even_if_closed=True)
