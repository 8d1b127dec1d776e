"""Jobs of the library, and those that tidy up. Each fetches rows and calls one command."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from readings.models import Import, imports
from readings.people.models import Receipt

TRIES = 5


@app.task(name="readings.read_import")
def read_import(import_id: int) -> None:
    if started := Import.objects.filter(pk=import_id).select_related("reading", "by").first():
        started.read()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Run again what a worker left behind when it was killed; give up on what kills it each time."""
    for job in await app.job_manager.get_stalled_jobs():
        if job.attempts < TRIES:
            await app.job_manager.retry_job(job)
        else:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_files")
def forget_files(timestamp: int) -> None:
    """What a deleted circle brought in leaves no file behind."""
    imports.forget_files(before=timezone.now() - timedelta(hours=1))


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_receipts")
def forget_receipts(timestamp: int) -> None:
    """No browser sends again what it sent days ago."""
    Receipt.objects.outdated().delete()
