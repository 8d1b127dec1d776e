"""What people write: one table, three words (annotation, answer, reply).

The only road to these rows is `visible_to(viewer)`; no foreign key here has a reverse name.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.models import Passage
from readings.people.models import Circle, Receipt, Stale, User
from readings.people.statements import insert
from sessions.words import to_html

from .acts import Act
from .changes import Change
from .contribution_queries import ContributionQuerySet
from .counting import counted
from .drafts import ANSWER, EDIT, Draft, slot_of
from .events import Event, go_unnoticed, record
from .kept import Kept
from .meetings import StudySession, people_in
from .prompts import Prompt
from .reactions import Reaction
from .taken import follow, give_back

LONGEST = 10_000  # characters of one contribution


class Contribution(models.Model):
    class Kind(models.TextChoices):
        ANNOTATION = "annotation", _("annotation")
        ANSWER = "answer", _("answer")
        REPLY = "reply", _("reply")

    class Tag(models.TextChoices):
        COMMENT = "comment", _("comment")
        QUESTION = "question", _("question")

    class Audience(models.TextChoices):
        PRIVATE = "private", _("only me")
        CIRCLE = "circle", _("everyone in this session")

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="+")
    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # null: erased
    passage = models.ForeignKey(Passage, models.RESTRICT, null=True, blank=True, related_name="+")
    prompt = models.ForeignKey(Prompt, models.RESTRICT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    earlier = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    """The note of an earlier session that it brings up again."""
    tag = models.CharField(max_length=12, choices=Tag, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.CIRCLE)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # a question that got its answer
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)  # by a facilitator, from the others
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(_("why"), max_length=300, blank=True)  # its author reads it
    kept_at = models.DateTimeField(null=True, blank=True)  # marked for the recap
    version = models.PositiveIntegerField(default=1)
    search = SearchVectorField(null=True)

    objects = ContributionQuerySet.as_manager()
    is_withheld = False  # `visible_to` says it: hidden from whoever asks
    is_new = False  # `with_news` says it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="annotation", prompt=None, parent=None)
                & (Q(passage__isnull=False) | Q(deleted_at__isnull=False))
                | Q(kind="answer", prompt__isnull=False, passage=None, parent=None)
                | Q(kind="reply", parent__isnull=False, passage=None),
                name="each_kind_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(kind="annotation") | Q(audience="circle"),
                name="only_annotations_are_private",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(body="", html=""),
                name="deleted_words_are_gone",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(deleted_at__isnull=False),
                name="only_erased_words_lack_an_author",
            ),
            models.CheckConstraint(
                condition=~Q(body="") | Q(audience="private") | Q(deleted_at__isnull=False),
                name="only_private_marks_are_wordless",
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(audience="circle", deleted_at=None),
                name="only_shared_words_are_kept",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None)
                | Q(audience="circle", deleted_at=None) & ~Q(hidden_reason=""),
                name="only_shared_words_are_hidden_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(tag="question"), name="only_questions_are_settled"
            ),
            models.CheckConstraint(
                condition=Q(earlier=None) | Q(kind="annotation"), name="only_annotations_bring_up"
            ),
            models.UniqueConstraint(
                fields=["prompt", "author"],
                condition=Q(kind="answer", deleted_at=None),
                name="one_live_answer_each",
            ),
        ]
        indexes = [
            models.Index(fields=["circle", "-id"], name="contribution_by_circle"),
            models.Index(fields=["study_session", "kind", "-id"], name="contribution_by_session"),
            GinIndex(fields=["search"], name="contribution_search"),
            models.Index(
                fields=["author", "circle"],
                condition=Q(audience="private"),
                name="contribution_kept_for_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_private(self) -> bool:
        return self.audience == self.Audience.PRIVATE

    @property
    def is_mark(self) -> bool:
        """Words of the text marked for oneself, with nothing said about them."""
        return not self.body and self.deleted_at is None

    def forget_news(self) -> None:
        """What is new is told in the session it belongs to."""
        for words in (self, *self.replies):
            words.is_new = False

    @property
    def about(self) -> Passage | None:
        """The passage it is about: its own, its question's, or that of what it replies to."""
        if self.kind == self.Kind.ANNOTATION:
            return self.passage
        return self.prompt.about if self.prompt else self.parent and self.parent.passage

    @classmethod
    def writers_beside(cls, sessions: models.QuerySet) -> models.QuerySet:
        """The sessions, each with `writer_count`: how many of those in it shared words of theirs."""
        told = cls.objects.shared().live().unhidden().filter(study_session=OuterRef("pk"))
        wrote = told.filter(author__in=people_in())
        return sessions.annotate(writer_count=counted(wrote, "author"))

    @property
    def is_question(self) -> bool:
        return self.tag == self.Tag.QUESTION

    @property
    def waits(self) -> bool:
        """Whether it is a question, there to be read, that has not got its answer."""
        return self.is_question and not (self.settled_at or self.deleted_at or self.hidden_at)

    @classmethod
    def written_by(cls, user: User) -> ContributionQuerySet:
        """One's own words, wherever they stand: also where one may no longer go."""
        return cls.objects.filter(author=user).live()

    # Commands

    @classmethod
    def _write(
        cls,
        *,
        by: User,
        key: uuid.UUID,
        study_session: StudySession,
        slot: str,
        drafted: int,
        hold: Callable[[], None] | None = None,
        check: Callable[[], None] | None = None,
        **fields,
    ):
        """Write one contribution once per key; `fields` may hold a function that finds its passage.

        `slot` is the box it was typed in, `drafted` the version of the draft which that showed. `hold` comes
        before all else, `check` once it is our turn to tell of it.
        """
        find, new = fields.pop("find", None), []
        body = {name: getattr(value, "pk", value) for name, value in fields.items()}
        sent = {"session": study_session.pk, **body}
        with Receipt.once(user=by, key=key, body=sent, makes=Contribution) as receipt:
            if receipt.is_repeat:
                return receipt.found
            if hold:
                hold()
            if find:
                fields.pop("where")
                new = [fields["passage"], _placement] = find()
            made = Contribution(
                pk=receipt.made_id,
                circle_id=study_session.circle_id,
                study_session=study_session,
                author=by,
                html=to_html(fields["body"], study_session.paragraph_url),
                **fields,
            )
            insert(*new, made)
            Draft.use(by=by, key=key, slot=slot, version=drafted)
            if study_session.is_running:  # who writes is there, scripts or not
                study_session.see(by)
            made._tell(Event.Kind.WROTE)
            if check:
                check()
        return made

    def edit(
        self, *, body: str, version: int, key: uuid.UUID | None = None, drafted: int = 0
    ) -> None:
        """Change one's words; a mark becomes a comment. Raises Stale when they changed since they
        were read, KeyReused.

        What arrives twice, because its answer was lost on the way, is one change.
        """
        sent = {"edit": self.pk, "body": body}
        with Receipt.once(user=self.author, key=key or uuid.uuid4(), body=sent) as receipt:
            if receipt.is_repeat:
                return
            self._change(body, version)
            own = Draft.objects.filter(user=self.author)
            if self.kind == self.Kind.ANSWER:  # typed as a second answer, perhaps
                own.filter(slot=slot_of(ANSWER, self.prompt_id), body=body).delete()
            slot = slot_of(EDIT, self.pk)
            Draft.use(by=self.author, key=receipt.key, slot=slot, version=drafted)
            self._tell(Event.Kind.EDITED)

    def _change(self, body: str, version: int) -> None:
        current = Contribution.objects.select_for_update().get(pk=self.pk)
        if current.deleted_at:
            raise Stale(current)
        if current.version != version and current.body != body:
            raise Stale(current)
        if current.is_mark:
            self.tag = self.Tag.COMMENT
        else:
            self.edited_at = timezone.now()
        html = to_html(body, self.study_session.paragraph_url)
        self.body, self.html, self.version = body, html, current.version + 1
        self.save(update_fields=["body", "html", "tag", "edited_at", "version"])
        follow(self)

    def _tell(self, kind: str) -> None:
        """The last line of a command: others get to know of what they may see, and of nothing else."""
        if self.is_private:
            go_unnoticed(self.study_session)
        else:
            record(self.study_session, kind, self)

    @transaction.atomic
    def share(self) -> None:
        """Show a private annotation to everyone in the session; done twice, it changes nothing.

        A mark says nothing yet, so there is nothing to show.
        """
        locked = Contribution.objects.select_for_update().get(pk=self.pk)
        if locked.deleted_at or locked.is_mark or not locked.is_private:
            return
        self.audience = self.Audience.CIRCLE
        self.save(update_fields=["audience"])
        record(self.study_session, Event.Kind.WROTE, self)

    @transaction.atomic
    def react(self, kind: str, *, by: User, chosen: bool = True) -> None:
        """React to what someone else shared, or take that back; done twice, it changes nothing."""
        locked = Contribution.objects.select_for_update(no_key=True).get(pk=self.pk)
        if locked.is_private or locked.deleted_at or locked.author_id == by.pk:
            return
        reaction = {"contribution": self, "user": by, "kind": kind}
        if chosen:
            _reaction, has_changed = Reaction.objects.get_or_create(**reaction)
        else:
            has_changed, _models = Reaction.objects.filter(**reaction).delete()
        if has_changed:
            record(self.study_session, Event.Kind.REACTED, self)

    @transaction.atomic
    def settle(self, settled: bool = True, *, by: User) -> None:
        """Mark a question as answered, or as open again."""
        locked = Contribution.objects.select_for_update(no_key=True).get(pk=self.pk)
        if not locked.is_question or locked.deleted_at or bool(locked.settled_at) == settled:
            return
        self.settled_at, self.settled_by = (timezone.now(), by) if settled else (None, None)
        self.save(update_fields=["settled_at", "settled_by"])
        self._tell(Event.Kind.SETTLED)

    @transaction.atomic
    def erase(self) -> None:
        """Delete the words; the row stays so that its thread is whole. Works when closed, too."""
        locked = Contribution.objects.select_for_update().get(pk=self.pk)
        if locked.deleted_at:
            return
        passage = locked.passage
        has_replies = Contribution.objects.live().filter(parent=self).exists()
        self.body = self.html = ""
        self.deleted_at, self.kept_at = timezone.now(), None
        self.hidden_at, self.hidden_by, self.hidden_reason = None, None, ""
        if not has_replies:
            self.passage = None
        gone = ["body", "html", "deleted_at", "kept_at", "passage"]
        self.save(update_fields=[*gone, "hidden_at", "hidden_by", "hidden_reason"])
        if passage and not has_replies:
            passage.delete()
        Kept.forget(self)
        give_back(Prompt.objects.filter(taken_from=self))
        Reaction.objects.filter(contribution=self).delete()
        if not locked.is_private:
            record(self.study_session, Event.Kind.DELETED, self, even_if_closed=True)

    @transaction.atomic
    def hide(self, *, by: User, reason: str) -> None:
        """Hide it from all but its author, who reads why, and the facilitators; replies stay."""
        locked = Contribution.objects.select_for_update(no_key=True).get(pk=self.pk)
        if locked.is_private or locked.deleted_at or locked.hidden_at:
            return
        self._become_hidden(timezone.now(), by, reason)
        give_back(Prompt.objects.filter(taken_from=self))
        Act.note(self.study_session, Act.Kind.HIDE, by=by, contribution=self)
        record(self.study_session, Event.Kind.HIDDEN, self, even_if_closed=True)

    @transaction.atomic
    def unhide(self, *, by: User) -> None:
        """Take that back."""
        locked = Contribution.objects.select_for_update(no_key=True).get(pk=self.pk)
        if not locked.hidden_at:
            return
        self._become_hidden(None, None, "")
        Act.note(self.study_session, Act.Kind.UNHIDE, by=by, contribution=self)
        record(self.study_session, Event.Kind.HIDDEN, self, even_if_closed=True)

    def _become_hidden(self, at: datetime | None, by: User | None, reason: str) -> None:
        self.hidden_at, self.hidden_by, self.hidden_reason = at, by, reason
        self.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])

    @transaction.atomic
    def keep(self, kept: bool = True, *, by: User | None = None) -> bool:
        """Mark for the recap, or take the mark away; not what is private or was deleted meanwhile.

        `by` is who leaves it out, and may undo that.
        """
        locked = Contribution.objects.select_for_update(no_key=True).get(pk=self.pk)
        if locked.is_private or locked.deleted_at or bool(locked.kept_at) == kept:
            return False
        self.kept_at = timezone.now() if kept else None
        self.save(update_fields=["kept_at"])
        if by and not kept:
            Change.remember_note(
                self.study_session, by=by, kind=Change.Kind.LET_GO, contribution=self.pk
            )
        record(self.study_session, Event.Kind.KEPT, self, even_if_closed=True)
        return True
