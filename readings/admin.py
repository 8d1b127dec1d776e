"""Texts and jobs for administrators. What is published, and what a job does, is only looked at."""

from datetime import timedelta

import procrastinate.contrib.django.admin  # noqa: F401 it registers, so that we can take it out
from django.contrib import admin, messages
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from .models import Edition, Guide, Import, Job, Reading
from .people.admin import LookOnly, WithoutAdding
from .people.days import write_day


class ShelfFilter(admin.SimpleListFilter):
    title = gettext_lazy("shelf")
    parameter_name = "shelf"

    def lookups(self, request, model_admin):
        return [("site", _("the site’s")), ("circles", _("of a circle"))]

    def queryset(self, request, rows):
        return rows.filter(circle__isnull=self.value() == "site") if self.value() else rows


class ToDoFilter(admin.SimpleListFilter):
    title = gettext_lazy("to do")
    parameter_name = "todo"

    def lookups(self, request, model_admin):
        return [("review", _("waits for review")), ("licence", _("licence missing"))]

    def queryset(self, request, readings):
        if self.value() == "review":
            return readings.with_progress().unfinished()
        return readings.without_licence() if self.value() == "licence" else readings


@admin.register(Reading)
class ReadingAdmin(WithoutAdding):
    list_display = ["__str__", "authors", "of_circle", "language", "licence", "created_at"]
    list_select_related = ["circle"]
    list_filter = [ShelfFilter, ToDoFilter, "language"]
    search_fields = ["sort_title", "sort_authors", "circle__name"]
    date_hierarchy = "created_at"
    ordering = ["sort_title", "pk"]
    fields = [
        *("of_circle", "title", "authors", "source", "language", "licence"),
        *("listed_at", "created_at", "editions"),
    ]
    readonly_fields = ["of_circle", "listed_at", "created_at", "editions"]

    @admin.display(description=gettext_lazy("circle"), ordering="circle__name")
    def of_circle(self, reading) -> str:
        return str(reading.circle) if reading.circle else _("the site’s")

    @admin.display(description=gettext_lazy("editions"))
    def editions(self, reading) -> str:
        return _link("edition", {"reading__id__exact": reading.pk}, _("Show its editions"))

    def save_model(self, request, reading, form, change) -> None:
        reading.version += 1  # who has its details open elsewhere is told
        super().save_model(request, reading, form, change)


@admin.register(Guide)
class GuideAdmin(WithoutAdding):
    """Whose it is and what it is called; its questions and notes stay on its own pages."""

    list_display = ["title", "text", "of_circle", "language", "licence", "listed_at"]
    list_select_related = ["reading", "circle"]
    list_filter = [ShelfFilter, "language"]
    search_fields = ["title", "reading__sort_title", "circle__name"]
    ordering = ["title", "pk"]
    fields = ["of_circle", "text", "title", "authors", "language", "licence", "listed_at"]
    readonly_fields = ["of_circle", "text", "listed_at"]

    @admin.display(description=gettext_lazy("circle"), ordering="circle__name")
    def of_circle(self, guide) -> str:
        return str(guide.circle) if guide.circle else _("the site’s")

    @admin.display(description=gettext_lazy("text"), ordering="reading__sort_title")
    def text(self, guide) -> str:
        return str(guide.reading)

    def save_model(self, request, guide, form, change) -> None:
        guide.version += 1
        super().save_model(request, guide, form, change)


class PublishedFilter(admin.SimpleListFilter):
    title = gettext_lazy("published")
    parameter_name = "published"

    def lookups(self, request, model_admin):
        return [("yes", _("published")), ("no", _("drafts"))]

    def queryset(self, request, editions):
        if self.value():
            return editions.filter(published_at__isnull=self.value() == "no")
        return editions


@admin.register(Edition)
class EditionAdmin(LookOnly):
    list_display = ["text", "number", "published_at", "created_by"]
    list_select_related = ["reading", "created_by"]
    list_filter = [PublishedFilter, ("reading", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["reading__sort_title"]
    date_hierarchy = "published_at"
    ordering = ["-pk"]
    fields = ["text", "number", "published_at", "created_by", "created_at", "note"]

    @admin.display(description=gettext_lazy("text"), ordering="reading__sort_title")
    def text(self, edition) -> str:
        return str(edition.reading)


class ImportStateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("failed", _("could not be read")), ("waiting", _("not read yet"))]

    def queryset(self, request, imports):
        if self.value() == "failed":
            return imports.exclude(failure="")
        return imports.filter(finished_at=None) if self.value() == "waiting" else imports


@admin.register(Import)
class ImportAdmin(LookOnly):
    list_display = ["text", "name", "by", "started_at", "finished_at", "failure"]
    list_select_related = ["reading", "by"]
    list_filter = [ImportStateFilter]
    search_fields = ["reading__sort_title", "name"]
    date_hierarchy = "started_at"
    ordering = ["-pk"]
    fields = ["text", "name", "by", "started_at", "taken_at", "finished_at", "refusal"]

    @admin.display(description=gettext_lazy("text"), ordering="reading__sort_title")
    def text(self, started) -> str:
        return str(started.reading)

    @admin.display(description=gettext_lazy("why not"))
    def refusal(self, started) -> str:
        return started.refusal if started.has_failed else "-"


# Procrastinate's own page needs inline styles, which our content policy refuses
admin.site.unregister(ProcrastinateJob)


class JobStateFilter(admin.SimpleListFilter):
    """Failed and waiting ones unless one asks for others: those are what somebody looks for."""

    title = gettext_lazy("state")
    parameter_name = "state"
    STATES = {
        None: ["failed", "aborted", "todo", "doing"],
        "failed": ["failed", "aborted"],
        "waiting": ["todo"],
        "running": ["doing"],
        "done": ["succeeded", "cancelled"],
    }

    def lookups(self, request, model_admin):
        return [
            ("failed", _("failed")),
            ("waiting", _("waiting")),
            ("running", _("running")),
            ("done", _("done")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": _("failed, waiting and running")}
        yield from others

    def queryset(self, request, jobs):
        return jobs.filter(status__in=self.STATES.get(self.value(), self.STATES[None]))


@admin.register(Job)
class JobAdmin(LookOnly):
    """Jobs by name and state; what they are about stays in their arguments, which nobody needs here."""

    list_display = ["id", "task_name", "state", "attempts", "scheduled_at", "last_event"]
    list_display_links = None
    list_filter = [JobStateFilter, "task_name"]
    search_fields = ["task_name"]
    ordering = ["-id"]
    fields = ["task_name", "state", "attempts", "scheduled_at"]
    actions = ["run_again"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(last_at=Max("procrastinateevent__at"))

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, job) -> str:
        return {
            "todo": _("waiting"),
            "doing": _("running"),
            "succeeded": _("done"),
            "failed": _("failed"),
            "cancelled": _("cancelled"),
            "aborted": _("aborted"),
        }.get(job.status, job.status)

    @admin.display(description=gettext_lazy("last change"), ordering=F("last_at"))
    def last_event(self, job):
        return job.last_at and write_day(localtime(job.last_at), "DATETIME_FORMAT")

    @admin.action(description=gettext_lazy("Run failed ones again"))
    def run_again(self, request, jobs) -> None:
        ids = list(jobs.failed().values_list("pk", flat=True))
        for pk in ids:
            app.job_manager.retry_job_by_id(pk, retry_at=timezone.now() - timedelta(seconds=1))
        if ids:
            sentence = ngettext("%(n)d job runs again.", "%(n)d jobs run again.", len(ids))
            self.message_user(request, sentence % {"n": len(ids)}, messages.SUCCESS)
        else:
            self.message_user(request, _("None of these had failed."), messages.WARNING)


def _link(model: str, query: dict, words: str) -> str:
    page = reverse(f"admin:readings_{model}_changelist", query=query)
    return format_html('<a href="{}">{}</a>', page, words)
