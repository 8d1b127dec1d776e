"""Sign-in as one of the demo's cast, from a browser on the computer that runs it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sessions.demo import cast

from .shared import sign_in


@require_POST
@login_not_required
def look_around(request: HttpRequest, who: str) -> HttpResponse:
    user = cast.person(who) if cast.is_offered(request) else None
    if user is None:
        raise Http404
    sign_in(request, user)
    return redirect("sessions:home")
