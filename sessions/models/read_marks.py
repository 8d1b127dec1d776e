"""Read marks: how far a person has been shown each thread. Nobody else ever reads them.

A row per thread, so that what a gate reveals later, or what someone shares later, is still unread. They
say nothing of when someone read, they are no event, and no page counts anyone's but one's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from readings.people.models import User

# Two tabs may tell in any order: a mark never goes back. What is being deleted gets none.
MARK = """
    INSERT INTO study_sessions_readmark (user_id, thread_id, upto, settled)
    SELECT %s, words.id, shown.upto, shown.settled
    FROM study_sessions_contribution words
    JOIN unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS shown (thread, upto, settled)
        ON shown.thread = words.id
    ORDER BY words.id FOR KEY SHARE OF words
    ON CONFLICT (user_id, thread_id) DO UPDATE SET
        upto = greatest(study_sessions_readmark.upto, excluded.upto), settled = excluded.settled
"""


@dataclass(frozen=True)
class Shown:
    """How much of a thread someone was shown: its last words, and whether its question had its answer."""

    thread: int
    upto: int
    settled: bool


class ReadMark(models.Model):
    pk = models.CompositePrimaryKey("user_id", "thread_id")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    thread = models.ForeignKey("study_sessions.Contribution", models.CASCADE, related_name="+")
    upto = models.BigIntegerField()  # the last contribution shown; in a thread, ids are in order
    settled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user_id} read {self.thread_id} up to {self.upto}"

    @classmethod
    def unread_q(cls, user: User) -> Q:
        """Words of others that this person was not shown, and questions of theirs that someone else has
        marked as answered since; for rows `with_thread`."""
        marks = cls.objects.filter(user=user, thread=OuterRef("thread"))
        of_others = ~Q(author=user) & ~Exists(marks.filter(upto__gte=OuterRef("pk")))
        settled = Q(author=user, settled_at__isnull=False) & ~Q(settled_by=user)
        return of_others | settled & ~Exists(marks.filter(settled=True))

    # Commands

    @classmethod
    def put(cls, user: User, shown: Iterable[Shown]) -> None:
        """Remember that this person was shown this much of these threads."""
        furthest: dict[int, Shown] = {}
        for one in sorted(shown, key=lambda one: one.upto):
            furthest[one.thread] = one
        if not furthest:
            return
        columns = zip(
            *((one.thread, one.upto, one.settled) for one in furthest.values()), strict=True
        )
        with connection.cursor() as cursor:
            cursor.execute(MARK, [user.pk, *map(list, columns)])

    @classmethod
    def join(cls, guest: User, into: User) -> None:
        """What a guest has read, the account has."""
        rows = cls.objects.filter(user=guest).values_list("thread", "upto", "settled")
        cls.put(into, [Shown(*row) for row in rows])
