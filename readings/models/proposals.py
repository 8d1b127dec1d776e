"""Proposals: a circle offers one of its texts to the site, and an editor answers.

What is accepted is copied, with the guides that go with it: the text of the site is a row of its own that knows no circle, no person
who proposed it and no file it came from. The circle keeps its text with all that was written about
it. Editors see what is proposed, and not by whom.
"""

from __future__ import annotations

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


class Changed(ValueError):
    """What is proposed reads otherwise by now."""


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ProposalQuerySet:
        """To those who proposed it, and while it waits to editors."""
        ours = Q(reading__circle_id__in=viewer.facilitated_circle_ids)
        return self.filter(ours | Q(decided_at=None) if viewer.is_editor else ours)

    def waiting(self) -> ProposalQuerySet:
        return self.filter(decided_at=None)

    def of_reading(self, reading: Reading) -> ProposalQuerySet:
        return self.filter(reading=reading)

    def with_text(self) -> ProposalQuerySet:
        """With what is proposed, its length and its page; without the bare text."""
        return self.select_related("reading__edition__text").defer("reading__edition__text__text")

    def with_guides(self) -> ProposalQuerySet:
        """With the guides that go with it and their questions; two queries."""
        return self.prefetch_related("guides__questions")

    def oldest_first(self) -> ProposalQuerySet:
        return self.order_by("made_at", "pk")

    def latest_of(self, reading: Reading) -> Proposal | None:
        return self.of_reading(reading).select_related("accepted").order_by("-pk").first()


class Proposal(models.Model):
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
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

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["reading"], condition=Q(decided_at=None), name="a_text_is_proposed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} for the site"

    def get_absolute_url(self) -> str:
        return reverse("readings:proposal", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None

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
                reading=reading, decided_at=None, defaults={"by": by}
            )
            proposal.guides.set(guides)
            receipt.keep(proposal)
        return proposal

    @transaction.atomic
    def accept(self, *, by: User, edition: int) -> None:
        """Make a text of the site of it; `edition`: the one that was looked at. Twice is once.

        Raises Changed.
        """
        current = self._hold()
        if not current.is_waiting:
            return
        reading = Reading.objects.select_for_update(no_key=True).get(pk=self.reading_id)
        if reading.edition_id != edition:
            raise Changed
        copied = ["title", "authors", "source", "language", "licence"]
        copy = Reading.objects.create(
            listed_by=by, **{name: getattr(reading, name) for name in copied}
        )
        Edition.copied(reading.edition.blocks.kept(), reading=copy).publish()
        copy.refresh_from_db()
        self.accepted = copy
        for guide in self.guides.order_by("pk"):
            listed = {"listed_at": copy.listed_at, "listed_by": by}
            bring(as_file(guide), by=by, key=uuid.uuid4(), reading=copy, circle=None, **listed)
        self._decide(by=by)

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
        self.save(update_fields=["decided_at", "decided_by", "answer", "accepted"])
