"""What a session notes: minutes, decisions, actions, open questions; and the facilitators' own notes."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import Receipt, Stale, User

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

    def beside(self, steps: models.QuerySet) -> models.QuerySet:
        """The steps, each with the words of its note as `step.facilitator_note`: no further query."""
        note = self.filter(agenda_item=OuterRef("pk")).values("body")
        return steps.annotate(
            facilitator_note=Coalesce(Subquery(note), Value("", models.TextField()))
        )


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

    @classmethod
    def put(cls, step: AgendaItem, body: str) -> None:
        """What facilitators note for a step; they alone see it, so it leaves no event."""
        cls.objects.update_or_create(
            agenda_item=step, defaults={"study_session_id": step.study_session_id, "body": body}
        )


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
        return self.order_by("pk").select_related("agenda_item")


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

    @transaction.atomic
    def edit(self, *, version: int, kind: str, body: str, owner: str, due_on: date | None) -> None:
        """Change a note. Raises Stale when it changed, or Note.DoesNotExist when it went, since read."""
        current = Note.objects.select_for_update().get(pk=self.pk)
        stands = (current.kind, current.body, current.owner, current.due_on)
        if current.version != version and stands != (kind, body, owner, due_on):
            raise Stale(current)
        self.kind, self.body, self.owner, self.due_on = kind, body, owner, due_on
        self.version = current.version + 1
        self.save(update_fields=["kind", "body", "owner", "due_on", "version"])
        record(self.study_session, Event.Kind.NOTED, self, even_if_closed=True)

    @transaction.atomic
    def discard(self) -> None:
        """Delete it; done twice, it changes nothing."""
        if Note.objects.filter(pk=self.pk).delete()[0]:
            record(self.study_session, Event.Kind.NOTED, even_if_closed=True)
