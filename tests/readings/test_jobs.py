from datetime import timedelta
from uuid import uuid4

from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from readings.jobs import TRIES, forget_receipts, take_up_stalled
from readings.people.models import Receipt


def leave_behind(*, attempts: int) -> int:
    """A job whose worker was killed in the middle of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " values ('default', 'readings.jobs.take_up_stalled', '{}', 'doing', %s) returning id",
            [attempts],
        )
        return cursor.fetchone()[0]


def test_a_stalled_job_is_taken_up_again_but_not_for_ever(db):
    killed, deadly = leave_behind(attempts=1), leave_behind(attempts=TRIES)
    for _ in range(2):
        take_up()
        status = dict(ProcrastinateJob.objects.values_list("id", "status"))
        assert status == {killed: "todo", deadly: "failed"}


def take_up():
    async_to_sync(take_up_stalled.func)(timestamp=0)


def test_receipts_are_forgotten_after_a_week(member):
    week = timezone.now() - timedelta(days=8)
    _old, new = (
        Receipt.objects.create(user=member, key=uuid4(), digest="", at=at)
        for at in (week, timezone.now())
    )
    forget_receipts.func(timestamp=0)
    assert list(Receipt.objects.all()) == [new]
