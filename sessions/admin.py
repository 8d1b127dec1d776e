"""Sessions for administrators: when and where, not a word of what was written in them."""

from django.contrib import admin

from readings.people.admin import WithoutAdding

from .models import StudySession


@admin.register(StudySession)
class StudySessionAdmin(WithoutAdding):
    list_display = ["title", "circle", "starts_at", "minutes", "state"]
    list_select_related = ["circle"]
    search_fields = ["title"]
    date_hierarchy = "starts_at"
    fields = ["circle", "title", "starts_at", "timezone", "minutes", "place", "call_url"]
    readonly_fields = ["circle"]
