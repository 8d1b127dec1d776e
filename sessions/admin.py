"""Sessions for administrators: facts and links, not a word of what was written in them."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readings.people.admin import LookOnly, UserAdmin
from readings.people.days import write_day
from readings.people.models import LastFacilitator, User

from .models import LastAdministrator, StudySession, delete_account


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return StudySession.State.choices

    def queryset(self, request, sessions):
        return sessions.in_state(self.value()) if self.value() else sessions


@admin.register(StudySession)
class StudySessionAdmin(LookOnly):
    list_display = ["title", "in_circle", "starts_at", "minutes", "state_name", "links_in_force"]
    list_select_related = ["circle"]
    list_filter = [StateFilter, ("circle", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "circle__name"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "-pk"]
    fields = [
        *("in_circle", "title", "starts_at", "zone_name", "minutes", "state_name"),
        *("opened", "started", "ended", "closed", "texts", "links_in_force"),
    ]

    def get_queryset(self, request):
        in_force = Count("invitations", filter=Q(invitations__revoked_at=None))
        return super().get_queryset(request).annotate(link_count=in_force)

    @admin.display(description=gettext_lazy("circle"), ordering="circle__name")
    def in_circle(self, study_session) -> str:
        page = reverse("admin:people_circle_change", args=[study_session.circle_id])
        return format_html('<a href="{}">{}</a>', page, study_session.circle)

    @admin.display(description=gettext_lazy("state"))
    def state_name(self, study_session) -> str:
        return study_session.state_label

    @admin.display(description=gettext_lazy("time zone"))
    def zone_name(self, study_session) -> str:
        return study_session.timezone

    @admin.display(description=gettext_lazy("links in force"), ordering="link_count")
    def links_in_force(self, study_session) -> int:
        return study_session.link_count

    @admin.display(description=gettext_lazy("text"))
    def texts(self, study_session) -> str:
        rows = study_session.assigned_readings.select_related("reading")
        links = (
            (reverse("admin:readings_reading_change", args=[row.reading_id]), row.reading)
            for row in rows
        )
        return format_html_join(", ", '<a href="{}">{}</a>', links) or _("none yet")

    @admin.display(description=gettext_lazy("opened"))
    def opened(self, study_session):
        return _moment(study_session.opened_at)

    @admin.display(description=gettext_lazy("started"))
    def started(self, study_session):
        return _moment(study_session.started_at)

    @admin.display(description=gettext_lazy("ended"))
    def ended(self, study_session):
        return _moment(study_session.ended_at)

    @admin.display(description=gettext_lazy("closed"))
    def closed(self, study_session):
        return _moment(study_session.closed_at)


@admin.action(description=gettext_lazy("Erase, with everything they wrote"), permissions=["change"])
def erase(its_admin, request: HttpRequest, people: QuerySet) -> HttpResponse | None:
    """For who can no longer do it under Me: a guest whose time is over, someone who lost the password."""
    if "sure" not in request.POST:
        context = {
            **its_admin.admin_site.each_context(request),
            "title": _("Erase, with everything they wrote"),
            "opts": its_admin.opts,
            "people": people,
        }
        return TemplateResponse(request, "admin/people/user/erase.html", context)
    for person in people:
        _erase_one(request, person)
    return None


def _erase_one(request: HttpRequest, person: User) -> None:
    values = {"name": person.name}
    try:
        delete_account(person)
    except LastFacilitator as refusal:
        values["circle"] = refusal.circle
        messages.error(request, _("%(name)s stays: %(circle)s needs a facilitator.") % values)
    except LastAdministrator:
        messages.error(request, _("%(name)s stays: this server needs an administrator.") % values)
    else:
        messages.success(request, _("%(name)s and everything they wrote are gone.") % values)


UserAdmin.actions = [erase]  # here, since people know nothing of what was written in sessions


def _moment(at: datetime | None) -> str:
    return write_day(localtime(at), "DATETIME_FORMAT") if at else "-"
