"""Pages that belong to no app."""

import re
from dataclasses import dataclass

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseServerError,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import help
from sessions.views.shared import Over

LONG = 40  # characters; choices and keys are shorter
CHOICE = re.compile(r"[a-z0-9_:./+-]*|UTC|[A-Z]\w+/[\w/+-]+")  # the last are time zones


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
    def is_written(self) -> bool:
        """Whether a person wrote it, rather than the page or a choice: then it is shown."""
        return len(self.value) > LONG or not CHOICE.fullmatch(self.value)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The usual page; to someone whose time in a session has run out, why."""
    if isinstance(exception, Over):
        return render(request, "sessions/over.html", _kept_words(request), status=410)
    return render(request, "404.html", _kept_words(request), status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", _kept_words(request), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks for neither database nor person, and gives back the words that were sent."""
    context = _kept_words(request)
    if context:
        context |= {"csrf_token": get_token(request), "may_resend": _came_from_here(request)}
    return HttpResponseServerError(render_to_string("500.html", context))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The words of a form with an old token, ready to be sent again: nobody types twice."""
    context = {"may_resend": _came_from_here(request), **_kept_words(request)}
    return render(request, "csrf_failure.html", context, status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """The words of someone who is no longer signed in, ready to be sent once they are again."""
    context = {"may_resend": True, "is_signed_out": True, **_kept_words(request)}
    return render(request, "csrf_failure.html", context, status=401)


def _kept_words(request: HttpRequest) -> dict:
    """What _kept_words.html asks for; nothing where nothing was sent."""
    if request.method != "POST":
        return {}
    fields = [
        KeptField(name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    return {
        "fields": fields,
        "has_words": any(field.is_written for field in fields),
        "action": request.get_full_path(),
        "page": _page_it_stood_on(request),
        "lost": bool(request.FILES) or any("password" in name for name in request.POST),
    }


def _page_it_stood_on(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if is_ours else "/"


def _came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says the form stood on a page of ours: no foreign words under our button."""
    here = f"{request.scheme}://{request.get_host()}"
    return (
        request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and request.headers.get("Origin", here) == here
    )
