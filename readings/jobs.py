from procrastinate.contrib.django import app
from procrastinate.jobs import Status

TRIES = 5


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Run again what a worker left behind when it was killed; give up on what kills it each time."""
    for job in await app.job_manager.get_stalled_jobs():
        if job.attempts < TRIES:
            await app.job_manager.retry_job(job)
        else:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
