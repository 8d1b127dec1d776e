"""The people of a circle: who they are, who facilitates; leaving, and being taken out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from readings.people.models import Circle, CircleInvitation, LastFacilitator, Membership
from sessions.models import Invitation

from .circles import circle_page, get_circle, get_circle_to_lead


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    circle = get_circle(request, slug)
    memberships = Membership.objects.visible_to(request.viewer)
    context = {
        "circle": circle,
        "memberships": memberships.of_circle(circle).in_order(),
        "removed": memberships.removed_from(circle).in_order(),
        "links": Invitation.objects.visible_to(request.viewer).leading_into(circle),
        "invitation": CircleInvitation.objects.visible_to(request.viewer)
        .in_force()
        .of_circle(circle)
        .first(),
    }
    return circle_page(request, "sessions/people.html", context)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Of one's own accord; the page of the circle is gone with it."""
    circle = get_circle(request, slug)
    own = Membership.objects.visible_to(request.viewer).of_circle(circle).get(user=request.user)
    try:
        own.leave()
    except LastFacilitator:
        return _someone_has_to_stay(request, circle)
    messages.success(request, _("You have left %(circle)s.") % {"circle": circle})
    return redirect("sessions:home")


@require_POST
def remove(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    circle, membership = _get_to_change(request, slug, membership_pk)
    try:
        membership.remove()
    except LastFacilitator:
        return _someone_has_to_stay(request, circle)
    messages.success(
        request,
        _("%(name)s is no longer in the circle. You can take that back below.")
        % {"name": membership.user},
    )
    return redirect("sessions:people", slug=slug)


@require_POST
def restore(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    _circle, membership = _get_to_change(request, slug, membership_pk)
    membership.restore()
    messages.success(request, _("%(name)s is a member again.") % {"name": membership.user})
    return redirect("sessions:people", slug=slug)


@require_POST
def make_facilitator(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    _circle, membership = _get_to_change(request, slug, membership_pk)
    if membership.make_facilitator():
        messages.success(request, _("%(name)s is a facilitator now.") % {"name": membership.user})
    return redirect("sessions:people", slug=slug)


@require_POST
def unmake_facilitator(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    circle, membership = _get_to_change(request, slug, membership_pk)
    try:
        membership.unmake_facilitator()
    except LastFacilitator:
        return _someone_has_to_stay(request, circle)
    messages.success(request, _("%(name)s is a member now.") % {"name": membership.user})
    return redirect("sessions:people", slug=slug)


def _get_to_change(request: HttpRequest, slug: str, pk: int) -> tuple[Circle, Membership]:
    circle = get_circle_to_lead(request, slug)
    memberships = Membership.objects.visible_to(request.viewer).select_related("user")
    return circle, get_object_or_404(memberships, circle=circle, pk=pk)


def _someone_has_to_stay(request: HttpRequest, circle: Circle) -> HttpResponse:
    messages.warning(
        request,
        _("%(circle)s needs a facilitator. Make someone else facilitator first.")
        % {"circle": circle},
    )
    return redirect("sessions:people", slug=circle.slug)
