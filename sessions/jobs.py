"""Jobs of study sessions: those that tidy up."""

from procrastinate.contrib.django import app

from sessions.models import Change, Draft


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="forget_changes")
def forget_changes(timestamp: int) -> None:
    """What could be undone yesterday is no longer wanted, nor are the words it kept."""
    Change.objects.outdated().delete()


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_drafts")
def forget_drafts(timestamp: int) -> None:
    """What was begun a month ago and never sent goes for good."""
    Draft.objects.outdated().delete()
