"""Proposals: a circle offers one of its texts to the site, or a guide to a text of the site, and an
editor answers.

What is accepted is copied, a text with the guides that go with it: the copy is a row of its own that
knows no circle, no person who proposed it and no file it came from. The circle keeps its own with
all that was written about it. Editors see what is proposed, and not by whom.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import Receipt, User

from .bringing import as_file, bring
from .editions import Edition
from .guides import Guide
from .library import Reading

DECIDED = ["decided_at", "decided_by", "answer", "accepted", "accepted_guide"]


class Changed(ValueError):
    """What is proposed reads otherwise by now."""


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ProposalQuerySet:
        """To those who proposed it, and while it waits to editors."""
        of_circles = Q(reading__circle_id__in=viewer.facilitated_circle_ids)
        ours = of_circles | Q(guide__circle_id__in=viewer.facilitated_circle_ids)
        return self.filter(ours | Q(decided_at=None) if viewer.is_editor else ours)

    def waiting(self) -> ProposalQuerySet:
        return self.filter(decided_at=None)

    def of_reading(self, reading: Reading) -> ProposalQuerySet:
        return self.filter(reading=reading, guide=None)

    def of_guide(self, guide: Guide) -> ProposalQuerySet:
        return self.filter(guide=guide)

    def with_text(self) -> ProposalQuerySet:
        """With what is proposed, its length and its page; without the bare text."""
        return self.select_related("guide", "reading__edition__text").defer(
            "reading__edition__text__text"
        )

    def with_guides(self) -> ProposalQuerySet:
        """With the guides that go with it."""
        return self.prefetch_related("guides")

    def with_whole_guides(self) -> ProposalQuerySet:
        """With guides, and all that these say; as many queries for any many."""
        parts = ("questions", "plans__meetings", "entries")
        return self.prefetch_related(
            *(f"{name}__{part}" for name in ("guide", "guides") for part in parts)
        )

    def oldest_first(self) -> ProposalQuerySet:
        return self.order_by("made_at", "pk")

    def latest(self) -> Proposal | None:
        return self.select_related("accepted", "accepted_guide").order_by("-pk").first()


class Proposal(models.Model):
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    guide = models.ForeignKey(
        Guide, models.CASCADE, null=True, blank=True, related_name="+"
    )  # what is proposed, where the text is the site's already
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)  # why it was sent back
    guides = models.ManyToManyField(Guide, related_name="+")  # to go with it
    accepted = models.ForeignKey(
        Reading, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the text of the site that was made of it
    accepted_guide = models.ForeignKey(
        Guide, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # or the guide

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["reading"],
                condition=Q(decided_at=None, guide=None),
                name="a_text_is_proposed_once",
            ),
            models.UniqueConstraint(
                fields=["guide"], condition=Q(decided_at=None), name="a_guide_is_proposed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id or self.reading_id} for the site"

    def get_absolute_url(self) -> str:
        return reverse("readings:proposal", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None

    @property
    def made(self) -> Reading | Guide | None:
        """What became of it once it was accepted."""
        return self.accepted_guide or self.accepted

    @property
    def looks(self) -> str:
        """Another one once the text, or a guide, or a part of one is changed; after `with_whole_guides`."""
        read = [self.reading.edition_id]
        for guide in [self.guide] if self.guide else self.guides.all():
            plans = guide.plans.all()
            meetings = [meeting for plan in plans for meeting in plan.meetings.all()]
            parts = [*guide.questions.all(), *plans, *meetings, *guide.entries.all()]
            read.append((guide.pk, guide.version))
            read += [(str(part._meta), part.pk, part.version, part.position) for part in parts]
        return hashlib.sha256(repr(read).encode()).hexdigest()

    @classmethod
    def make(
        cls,
        reading: Reading,
        *,
        by: User,
        key: uuid.UUID,
        version: int,
        guides: Iterable[Guide] = (),
        **facts,
    ) -> Proposal:
        """Propose a text; `facts` are its source and licence. Raises KeyReused, Stale."""
        guides = list(guides)
        body = {"reading": reading.pk, "guides": sorted(guide.pk for guide in guides), **facts}
        with Receipt.once(user=by, key=key, body=body) as receipt:
            if receipt.is_repeat:
                return receipt.found
            reading.describe(version=version, **facts)
            proposal, _is_new = cls.objects.get_or_create(
                reading=reading, guide=None, decided_at=None, defaults={"by": by}
            )
            proposal.guides.set(guides)
            receipt.keep(proposal)
        return proposal

    @classmethod
    def make_of_guide(
        cls, guide: Guide, *, by: User, key: uuid.UUID, version: int, **facts
    ) -> Proposal:
        """Propose a guide to a text of the site; `facts` is its licence. Raises KeyReused, Stale."""
        with Receipt.once(user=by, key=key, body={"guide": guide.pk, **facts}) as receipt:
            if receipt.is_repeat:
                return receipt.found
            guide.edit(version=version, **facts)
            proposal, _is_new = cls.objects.get_or_create(
                reading=guide.reading, guide=guide, decided_at=None, defaults={"by": by}
            )
            receipt.keep(proposal)
        return proposal

    @transaction.atomic
    def accept(self, *, by: User, looks: str) -> None:
        """Make it the site's; `looks`: how it looked when it was read. Twice is once. Raises Changed."""
        if not self._hold().is_waiting:
            return
        self.reading = Reading.objects.select_for_update(no_key=True).get(pk=self.reading_id)
        for guide in [self.guide] if self.guide else self.guides.order_by("pk"):
            guide.hold()
        if Proposal.objects.with_whole_guides().get(pk=self.pk).looks != looks:
            raise Changed
        if self.guide:
            self.accepted_guide = self._copy(self.guide, self.reading, by=by)
        else:
            self.accepted = self._copy_text(by=by)
        self._decide(by=by)

    def _copy_text(self, *, by: User) -> Reading:
        """The text and the guides that go with it."""
        reading = self.reading
        copied = ["title", "authors", "source", "language", "licence"]
        copy = Reading.objects.create(
            listed_by=by, **{name: getattr(reading, name) for name in copied}
        )
        Edition.copied(reading.edition.blocks.kept(), reading=copy).publish()
        copy.refresh_from_db()
        for guide in self.guides.order_by("pk"):
            self._copy(guide, copy, by=by)
        return copy

    def _copy(self, guide: Guide, reading: Reading, *, by: User) -> Guide:
        listed = {"listed_at": timezone.now(), "listed_by": by}
        given = {"key": uuid.uuid4(), "reading": reading, "circle": None}
        return bring(as_file(guide), by=by, **given, **listed)

    @transaction.atomic
    def send_back(self, *, by: User, answer: str) -> None:
        """Not like this; `answer` says why. What was decided meanwhile stays."""
        if self._hold().is_waiting:
            self.answer = answer
            self._decide(by=by)

    @transaction.atomic
    def withdraw(self) -> None:
        """The circle thinks better of it. What was decided meanwhile stays."""
        if self._hold().is_waiting:
            self.delete()

    def _hold(self) -> Proposal:
        return Proposal.objects.select_for_update(of=("self",)).get(pk=self.pk)

    def _decide(self, *, by: User) -> None:
        self.decided_at, self.decided_by = timezone.now(), by
        self.save(update_fields=DECIDED)
