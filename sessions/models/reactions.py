"""Reactions: a short, calm set. They are counted, never signed: who chose one is shown to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from readings.people.compiled import compiled
from readings.people.models import User

from .gates import let_through_q


@dataclass(frozen=True)
class Tally:
    """How many chose one reaction to something, and whether this person did."""

    kind: Reaction.Kind
    count: int = 0
    is_mine: bool = False

    @property
    def opens_reply(self) -> bool:
        """Whoever sees it otherwise has something to say."""
        return self.kind == Reaction.Kind.OTHERWISE


class ReactionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ReactionQuerySet:
        return self.filter(
            let_through_q(viewer, "contribution__"),
            contribution__study_session_id__in=viewer.session_ids,
            contribution__audience="circle",
            contribution__deleted_at=None,
            contribution__hidden_at=None,
        )


class Reaction(models.Model):
    class Kind(models.TextChoices):
        ME_TOO = "me_too", _("Me too")
        OTHERWISE = "otherwise", _("I see it otherwise")
        EXPLAIN = "explain", _("Please explain")
        THANKS = "thanks", _("Thanks")

    contribution = models.ForeignKey(
        "study_sessions.Contribution", models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "user", "kind"], name="one_reaction_of_a_kind_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.contribution_id}"

    @classmethod
    def beside(cls, rows: Iterable, viewer) -> None:
        """Give each contribution its `reactions`: every kind, with its count; one query."""
        rows = {row.pk: row for row in rows}
        for row in rows.values():
            row.reactions = {kind: Tally(kind) for kind in cls.Kind}
        for pk, kind, count, is_mine in tallies_of(viewer, list(rows)) if rows else ():
            rows[pk].reactions[kind] = Tally(cls.Kind(kind), count, bool(is_mine))


@compiled
def tallies_of(viewer, contributions: list[int]) -> models.QuerySet:
    rows = Reaction.objects.visible_to(viewer).filter(contribution__in=contributions)
    mine = Count("pk", filter=Q(user=viewer.user))
    return rows.values_list("contribution", "kind").annotate(Count("pk"), mine=mine)
