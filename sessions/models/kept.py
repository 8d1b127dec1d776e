"""How words that were kept stand in the recap: where, and shortened or reworded by facilitators.

The words themselves stay their author's, who may change them (then they are quoted as they are now)
or delete them (then nothing of this is left, either).
"""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from readings.people.models import Stale

from .events import Event, record
from .gates import let_through_q
from .order import moved


class KeptQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> KeptQuerySet:
        """As the recap it stands in, and the words themselves."""
        told = self.filter(let_through_q(viewer, "contribution__"), contribution__hidden_at=None)
        return told.filter(
            Q(study_session__circle_id__in=viewer.facilitated_circle_ids)
            | Q(
                study_session_id__in=viewer.session_ids,
                study_session__recap__shared_at__isnull=False,
            )
        )

    def in_session(self, study_session) -> KeptQuerySet:
        return self.filter(study_session=study_session)


class Kept(models.Model):
    study_session = models.ForeignKey(
        "study_sessions.StudySession", models.CASCADE, related_name="+"
    )
    contribution = models.OneToOneField(
        "study_sessions.Contribution", models.CASCADE, related_name="+"
    )
    position = models.PositiveIntegerField(null=True, blank=True)  # null: along the text
    wording = models.TextField(_("as it stands in the recap"), blank=True)
    of_version = models.PositiveIntegerField(default=0)  # the version of the words it was made from
    version = models.PositiveIntegerField(default=0)

    objects = KeptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"kept {self.contribution_id}"

    @classmethod
    @transaction.atomic
    def of(cls, contribution) -> Kept:
        """Made when there is none yet, and held until the transaction ends."""
        cls.objects.get_or_create(
            contribution=contribution, defaults={"study_session_id": contribution.study_session_id}
        )
        return cls.objects.select_for_update().get(contribution=contribution)

    @classmethod
    @transaction.atomic
    def word(cls, contribution, *, wording: str, of_version: int, version: int) -> Kept:
        """Have it stand in the recap like this; nothing, or its own words, quotes it as it stands.

        Raises Stale when another facilitator worded it since.
        """
        kept = cls.of(contribution)
        wording = "" if wording == contribution.body else wording
        if (kept.wording, kept.of_version) == (wording, of_version):
            return kept  # arrived twice, or left the box as it was
        if kept.version != version:
            raise Stale(kept)
        kept.wording, kept.of_version, kept.version = wording, of_version, kept.version + 1
        kept.save(update_fields=["wording", "of_version", "version"])
        record(contribution.study_session, Event.Kind.KEPT, contribution, even_if_closed=True)
        return kept

    @classmethod
    @transaction.atomic
    def move(cls, contribution, *, after: int, among: list) -> None:
        """Put it after another of those `among` which it stands, as they are ordered now."""
        study_session = contribution.study_session
        study_session.hold()
        held = {row.pk: cls.of(row) for row in among}
        for position, pk in enumerate(moved([*held], contribution.pk, after=after)):
            held[pk].position = position
        cls.objects.bulk_update(held.values(), ["position"])
        record(study_session, Event.Kind.KEPT, contribution, even_if_closed=True)

    @classmethod
    def forget(cls, contribution) -> None:
        """Its author deleted the words: no version of them stays."""
        cls.objects.filter(contribution=contribution).delete()
