"""Texts and jobs for administrators. What is published, and what a job does, is only looked at."""

import procrastinate.contrib.django.admin  # noqa: F401 it registers, so that we can take it out
from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

from .models import Edition, Import, Reading
from .people.admin import WithoutAdding


class LookOnly(WithoutAdding):
    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Reading)
class ReadingAdmin(WithoutAdding):
    list_display = ["__str__", "authors", "circle", "language", "created_at"]
    list_select_related = ["circle"]
    search_fields = ["sort_title", "sort_authors"]
    fields = ["circle", "title", "authors", "source", "language", "licence", "listed_at"]
    readonly_fields = ["circle"]


@admin.register(Edition)
class EditionAdmin(LookOnly):
    list_display = ["reading", "number", "published_at", "created_by"]
    list_select_related = ["reading", "created_by"]
    fields = ["reading", "number", "published_at", "created_by", "created_at", "note"]


@admin.register(Import)
class ImportAdmin(LookOnly):
    list_display = ["reading", "name", "by", "started_at", "finished_at", "failure"]
    list_select_related = ["reading", "by"]
    list_filter = ["failure"]
    fields = ["reading", "name", "by", "started_at", "taken_at", "finished_at", "failure"]


# Procrastinate's own page needs inline styles, which our content policy refuses
admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(LookOnly):
    list_display = ["id", "task_name", "status", "attempts", "scheduled_at"]
    list_filter = ["status", "task_name"]
    fields = ["task_name", "status", "attempts", "scheduled_at", "args"]
