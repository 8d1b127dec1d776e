"""Jobs as administrators meet them: by name and state. What they are about stays in their arguments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob


class JobQuerySet(models.QuerySet):
    def failed(self) -> JobQuerySet:
        return self.filter(status="failed")


class Job(ProcrastinateJob):
    objects = JobQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.task_name} {self.pk}"
