"""People and circles for administrators: who is here, in which circle; nothing they wrote."""

import allauth.account.admin  # noqa: F401 so does it, e-mail addresses
import django.contrib.auth.admin  # noqa: F401 it registers groups, so that we can take them out
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .days import write_day
from .models import Circle, Membership, Site, User


def in_words(field: models.DateTimeField):
    """A column of a list that says its moments in words."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row) -> str | None:
        moment = getattr(row, field.name)
        return moment and write_day(localtime(moment), "DATETIME_FORMAT")

    column.__name__ = field.name  # as the style sheet of the list knows it
    return column


class WithoutAdding(admin.ModelAdmin):
    """Things that begin and end on the site's own pages, where more than a row changes."""

    view_on_site = False  # administrators have no special sight there

    def get_list_display(self, request):
        """Days as everywhere: Django's own lists know no 1er décembre."""
        moments = {
            field.name: field
            for field in self.opts.get_fields()
            if isinstance(field, models.DateTimeField)
        }
        columns = super().get_list_display(request)
        return [in_words(moments[name]) if name in moments else name for name in columns]

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class LookOnly(WithoutAdding):
    def has_change_permission(self, request, obj=None) -> bool:
        return False


# Nothing here asks for groups; addresses are changed where a person is
for model in (Group, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


# People


class AccountFilter(admin.SimpleListFilter):
    title = gettext_lazy("account")
    parameter_name = "account"

    def lookups(self, request, model_admin):
        return [("yes", _("with an account")), ("no", _("guests"))]

    def queryset(self, request, people):
        return people.filter(email__isnull=self.value() == "no") if self.value() else people


class UserForm(forms.ModelForm):
    def clean(self) -> dict:
        """Nobody locks themselves out: another administrator does that."""
        data = super().clean()
        if self.instance == self.current_user:
            for name in ("is_active", "is_staff"):
                if not data.get(name):
                    self.add_error(name, _("Another administrator has to take this from you."))
        return data


class UserMemberships(admin.TabularInline):
    """In which circles someone is; changed on the page of the circle."""

    model = Membership
    fields = readonly_fields = ["circle", "role", "joined_at", "left_at"]
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(User)
class UserAdmin(WithoutAdding):
    form = UserForm
    list_display = ["name", "email", "rights", "joined"]
    list_filter = [AccountFilter, "is_editor", "is_staff", "is_active"]
    search_fields = ["name", "email"]
    date_hierarchy = "date_joined"
    ordering = ["name", "pk"]
    fields = [
        *("name", "email", "language", "timezone", "is_active", "is_editor", "is_staff"),
        *("date_joined", "last_login"),
    ]
    readonly_fields = ["email", "date_joined", "last_login"]
    inlines = [UserMemberships]
    change_form_template = "admin/people/user/change_form.html"

    @admin.display(description=gettext_lazy("rights"), empty_value="-")
    def rights(self, user: User) -> str:
        return ", ".join(user.rights)

    @admin.display(description=gettext_lazy("joined"), ordering="date_joined")
    def joined(self, user: User) -> str:
        return write_day(localtime(user.date_joined), "j M Y")

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.current_user = request.user
        return form

    def save_model(self, request, user, form, change) -> None:
        user.is_superuser = user.is_staff  # one right: whoever may come in may do all there
        super().save_model(request, user, form, change)

    def get_urls(self):
        link = self.admin_site.admin_view(self.password_link)
        return [
            path("<int:pk>/password-link/", link, name="people_user_password_link"),
            *super().get_urls(),
        ]

    def password_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A link that works once, to be passed on by hand: without mail nothing else lets one back in."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user) or user.is_guest or not user.is_active:
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("A link to set a password"),
            "subtitle": str(user),
            "opts": self.opts,
            "original": user,
        }
        if request.method == "POST":
            self.log_change(request, user, _("Made a link to set a password."))
            context["link"] = request.build_absolute_uri(_password_address(user))
        return TemplateResponse(request, "admin/people/user/password_link.html", context)


def _password_address(user: User) -> str:
    key = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )


# Circles


class MembershipFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data.get("user") and not form.cleaned_data.get("DELETE")
        ]
        people = [row["user"] for row in kept]
        leads = [row["user"] for row in kept if Membership.leads(row["role"])]
        if len(set(people)) < len(people):
            raise forms.ValidationError(_("Someone stands here twice."))
        if any(user.is_guest for user in leads):
            raise forms.ValidationError(_("A guest has no account and cannot be facilitator."))
        if not leads:
            raise forms.ValidationError(_("A circle needs a facilitator who stays."))


class CircleMemberships(admin.TabularInline):
    """Who is in it now. Whom one ticks to delete leaves; what they wrote stays."""

    model = Membership
    formset = MembershipFormSet
    fields = ["user", "role", "joined_at"]
    readonly_fields = ["joined_at"]
    autocomplete_fields = ["user"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).current().select_related("user")


@admin.register(Circle)
class CircleAdmin(WithoutAdding):
    list_display = ["name", "members", "timezone", "language", "created_at"]
    list_filter = ["language"]
    search_fields = ["name", "slug"]
    date_hierarchy = "created_at"
    ordering = ["name", "pk"]
    fields = ["name", "slug", "timezone", "language"]
    inlines = [CircleMemberships]
    actions = None  # one circle is deleted at a time, each with what goes with it
    delete_confirmation_template = "admin/people/circle/delete_confirmation.html"

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def get_queryset(self, request):
        current = Count("memberships", filter=Q(memberships__left_at=None))
        return super().get_queryset(request).annotate(member_count=current)

    @admin.display(description=gettext_lazy("people"), ordering="member_count")
    def members(self, circle) -> int:
        return circle.member_count

    def save_model(self, request, circle, form, change) -> None:
        circle.version += 1  # who has its settings open elsewhere is told
        super().save_model(request, circle, form, change)

    def get_deleted_objects(self, circles, request):
        """What goes with a circle, in numbers: its rows would show what people wrote."""
        collector = Collector(using=circles[0]._state.db, origin=circles[0])
        collector.collect(circles)
        counts: dict[str, int] = {}
        for model, rows in collector.data.items():
            _count(counts, model, len(rows))
        for rows in collector.fast_deletes:
            _count(counts, rows.model, rows.count())
        counts.pop(str(Circle._meta.verbose_name_plural), None)
        return [], {capfirst(name): n for name, n in counts.items() if n}, set(), []

    def save_formset(self, request, form, formset, change) -> None:
        """Memberships begin and end by the circle's own commands."""
        for membership in formset.save(commit=False):
            if membership.pk:
                membership.save(update_fields=["role"])
            else:
                joined = form.instance.welcome(membership.user, role=membership.role)
                joined.role = membership.role
                joined.save(update_fields=["role"])
        for membership in formset.deleted_objects:
            membership.leave()
        formset.save_m2m()


COUNTED = {"readings.Reading", "people.Membership", "study_sessions.StudySession"}


def _count(counts: dict, model, n: int) -> None:
    """By the words people use; rows that only serve others go unsaid."""
    if model._meta.label in COUNTED:
        name = str(model._meta.verbose_name_plural)
        counts[name] = counts.get(name, 0) + n


# The site


@admin.register(Site)
class SiteAdmin(WithoutAdding):
    """One row, which is there as soon as somebody looks for it."""

    fields = ["name", "contact"]

    def changelist_view(self, request, extra_context=None):
        Site.objects.get_or_create(pk=Site.THE_ONE)
        return redirect("admin:people_site_change", Site.THE_ONE)

    def response_change(self, request, site):
        messages.success(request, _("Saved. Every page says so within a minute."))
        return redirect("admin:index")
