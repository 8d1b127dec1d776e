"""What a session notes: minutes, decisions, actions, open questions; and the facilitators' own notes."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import Receipt, Stale, User

from .agenda import AgendaItem
from .changes import Change, as_json
from .drafts import MINUTES, Draft, slot_of
from .events import Event, record
from .meetings import StudySession
from .order import moved

DONE_SHOWN_FOR = timedelta(days=7)
ROW = [
    *("kind", "body", "owner", "due_on"),
    *("done_at", "position", "created_at", "version"),
]


class FacilitatorNoteQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> FacilitatorNoteQuerySet:
        return self.filter(study_session__circle_id__in=viewer.facilitated_circle_ids)

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
        """As facilitators put them, then as they were written."""
        place = F("position").asc(nulls_last=True)
        return self.order_by(place, "pk").select_related("agenda_item", "owned_by")

    def newest_first(self) -> NoteQuerySet:
        return self.order_by("-pk").select_related("agenda_item", "owned_by")

    def actions_of(self, user: User) -> NoteQuerySet:
        """What this person took on, those with the nearest day first, with the session of each."""
        actions = self.filter(kind=Note.Kind.ACTION, owned_by=user)
        return actions.order_by(F("due_on").asc(nulls_last=True), "pk").select_related(
            "study_session", "owned_by"
        )

    def to_do(self) -> NoteQuerySet:
        """Not done, or done a few days ago: a tick made by mistake is still there to take away."""
        return self.filter(Q(done_at=None) | Q(done_at__gte=Now() - DONE_SHOWN_FOR))


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
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    owner = models.CharField(_("who"), max_length=120, blank=True)
    owned_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the one person of the session who is called so
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)  # null: as it was written
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="note_has_words"),
            models.CheckConstraint(
                condition=Q(kind="action") | Q(owner="", due_on=None, owned_by=None, done_at=None),
                name="only_actions_are_someones_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_action(self) -> bool:
        return self.kind == self.Kind.ACTION

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

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
        drafted: int = 0,
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
                owned_by=study_session.called(owner),
                due_on=due_on,
            )
            receipt.keep(note)
            slot = slot_of(MINUTES, study_session.pk)
            Draft.use(by=by, key=key, slot=slot, version=drafted)
            note._keep_for_undo(by, Change.Kind.WRITE)
            record(study_session, Event.Kind.NOTED, note, even_if_closed=True)
        return note

    @transaction.atomic
    def edit(
        self,
        *,
        version: int,
        kind: str,
        body: str,
        owner: str,
        due_on: date | None,
        by: User | None = None,
    ) -> None:
        """Change a note. Raises Stale when it changed, or Note.DoesNotExist when it went, since read."""
        current = Note.objects.select_for_update().get(pk=self.pk)
        stands = (current.kind, current.body, current.owner, current.due_on)
        if stands == (kind, body, owner, due_on):
            self.version = current.version  # arrived twice, or left the box as it was
            return
        if current.version != version:
            raise Stale(current)
        before = current._row()
        self.position = current.position if kind == current.kind else None
        self.done_at = current.done_at if kind == self.Kind.ACTION else None
        self.kind, self.body, self.owner, self.due_on = kind, body, owner, due_on
        self.owned_by = self.study_session.called(owner)
        self.version = current.version + 1
        self.save(update_fields=["owned_by", *(name for name in ROW if name != "created_at")])
        if by:
            spell = Change.spell(self.study_session, by=by, note=self.pk)
            row = spell.before["row"] if spell else before
            self._keep_for_undo(by, Change.Kind.EDIT, row=row)
        record(self.study_session, Event.Kind.NOTED, self, even_if_closed=True)

    @transaction.atomic
    def put_back(self, row: dict, *, version: int, by: User) -> bool:
        """Undo a change, unless the note was changed since."""
        current = Note.objects.select_for_update().get(pk=self.pk)
        if current.version != version:
            return False
        before = current._row()
        self._take(row)
        self.version = current.version + 1
        self.save()
        self._keep_for_undo(by, Change.Kind.EDIT, row=before)
        record(self.study_session, Event.Kind.NOTED, self, even_if_closed=True)
        return True

    @transaction.atomic
    def discard(self, *, by: User | None = None) -> None:
        """Delete it; done twice, it changes nothing."""
        held = Note.objects.select_for_update().filter(pk=self.pk).first()
        if held:
            held._keep_for_undo(by, Change.Kind.DISCARD, row=held._row())
            held.delete()
            record(self.study_session, Event.Kind.NOTED, even_if_closed=True)

    @classmethod
    @transaction.atomic
    def bring_back(cls, study_session: StudySession, row: dict, *, by: User) -> bool:
        """Undo the deletion: the same note, to the letter."""
        if cls.objects.filter(pk=row["id"]).exists():
            return False
        note = cls(pk=row["id"], study_session=study_session)
        note._take(row)
        note.agenda_item = study_session.agenda_items.filter(pk=row["step"]).first()
        note.author = User.objects.filter(pk=row["by"]).first()
        note.save(force_insert=True)
        note._keep_for_undo(by, Change.Kind.WRITE)
        record(study_session, Event.Kind.NOTED, note, even_if_closed=True)
        return True

    @transaction.atomic
    def tick(self, done: bool = True) -> bool:
        """Say that it is done, or is not yet; also when the session is closed."""
        locked = Note.objects.select_for_update().get(pk=self.pk)
        if not locked.is_action or locked.is_done == done:
            return False
        self.done_at = timezone.now() if done else None
        self.save(update_fields=["done_at"])
        record(self.study_session, Event.Kind.NOTED, self, even_if_closed=True)
        return True

    @transaction.atomic
    def move(self, *, after: int) -> None:
        """Put it after another of its kind (minutes: of its step), by its id; 0 puts it first."""
        self.study_session.hold()
        among = Note.objects.in_session(self.study_session).filter(kind=self.kind)
        if self.kind == self.Kind.MINUTES:
            among = among.filter(agenda_item=self.agenda_item_id)
        held = {note.pk: note for note in among.in_order()}
        for position, pk in enumerate(moved([*held], self.pk, after=after)):
            held[pk].position = position
        Note.objects.bulk_update(held.values(), ["position"])
        record(self.study_session, Event.Kind.NOTED, self, even_if_closed=True)

    def _keep_for_undo(self, by: User | None, kind: str, **before) -> None:
        if by:
            Change.remember_note(
                self.study_session, by=by, kind=kind, note=self.pk, version=self.version, **before
            )

    def _row(self) -> dict:
        row = as_json({name: getattr(self, name) for name in ROW})
        return {"id": self.pk, "step": self.agenda_item_id, "by": self.author_id, **row}

    def _take(self, row: dict) -> None:
        for name in ROW:
            setattr(self, name, Note._meta.get_field(name).to_python(row[name]))
        self.owned_by = self.study_session.called(self.owner)
