"""Pages that belong to no app."""

from dataclasses import dataclass

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from config import help
from sessions.views.shared import Over

LONG = 40  # characters; choices and keys are shorter


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the database answers; on a connection of its own, not queued for behind everybody's."""
    try:
        with psycopg.connect(**connection.get_connection_params() | {"connect_timeout": 2}) as own:
            own.execute("select 1")
    except (psycopg.Error, connection.Database.Error):
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def help_contents(request: HttpRequest) -> HttpResponse:
    return render(request, "help/contents.html", {"pages": help.pages(get_language())})


@require_safe
@login_not_required
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in help.SLUGS:
        raise Http404
    pages = help.pages(get_language())
    page = pages[help.SLUGS.index(slug)]
    return render(request, "help/page.html", {"page": page, "pages": pages})


@dataclass
class KeptField:
    """A field of a form that was refused, to be sent again."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether a person wrote it, rather than the page or a choice: then it is shown."""
        return len(self.value) > LONG or any(space in self.value for space in " \n")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The usual page; to someone whose time in a session has run out, why."""
    if isinstance(exception, Over):
        return render(request, "sessions/over.html", status=410)
    return page_not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The words of a form with an old token, ready to be sent again: nobody types twice."""
    context = {"may_resend": _came_from_here(request), **_kept_words(request)}
    return render(request, "csrf_failure.html", context, status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """The words of someone who is no longer signed in, ready to be sent once they are again."""
    context = {"may_resend": True, "is_signed_out": True, **_kept_words(request)}
    return render(request, "csrf_failure.html", context, status=401)


def _kept_words(request: HttpRequest) -> dict:
    fields = [
        KeptField(name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    return {
        "fields": fields,
        "action": request.get_full_path(),
        "lost": bool(request.FILES) or any("password" in name for name in request.POST),
    }


def _came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says the form stood on a page of ours: no foreign words under our button."""
    here = f"{request.scheme}://{request.get_host()}"
    return (
        request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and request.headers.get("Origin", here) == here
    )
