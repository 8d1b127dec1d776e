"""People and circles for administrators: who is here, in which circle; nothing they wrote."""

import django.contrib.auth.admin  # noqa: F401 it registers groups, so that we can take them out
from django.contrib import admin
from django.contrib.auth.models import Group

from .models import Circle, Membership, User


class WithoutAdding(admin.ModelAdmin):
    """Things that begin and end on the site's own pages, where more than a row changes."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ["user", "role", "joined_at", "left_at"]
    readonly_fields = ["joined_at"]
    autocomplete_fields = ["user"]
    extra = 0
    can_delete = False  # who leaves gets a date


admin.site.unregister(Group)  # nothing here asks for one


@admin.register(User)
class UserAdmin(WithoutAdding):
    list_display = ["name", "email", "is_staff", "is_active", "date_joined", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["name", "email"]
    fields = [
        "name",
        "email",
        "language",
        "timezone",
        "is_active",
        "is_editor",
        "is_staff",
        "is_superuser",
    ]
    readonly_fields = ["email"]


@admin.register(Circle)
class CircleAdmin(WithoutAdding):
    list_display = ["name", "slug", "timezone", "language", "created_at"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "timezone", "language"]
    inlines = [MembershipInline]
