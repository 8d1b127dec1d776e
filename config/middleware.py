"""What each request carries besides Django's own: its Viewer, and the person's language and times."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from config.views import signed_out
from sessions.viewer import Viewer


class SignedInMiddleware(LoginRequiredMiddleware):
    """Pages ask for a person. What someone sends when they no longer are signed in is not lost.

    A piece of a page is refused in so many words: a redirect would put the sign-in page in its place,
    and over what was typed. A whole form comes back with its words.
    """

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers or "X-Auto-Save" in request.headers:
            return HttpResponse(status=401)
        if request.method == "POST":
            return signed_out(request)
        return super().handle_no_permission(request, view_func)


class ViewerMiddleware:
    """Sets `request.viewer`, which asks for nothing until it is asked; speaks the person's language.

    Times are in the person's zone, until a page activates that of its session or circle.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = Viewer(request.user)
        with timezone.override(getattr(request.user, "timezone", "") or None):
            return self._in_language(request)

    def _in_language(self, request):
        language = request.user.language if request.user.is_authenticated else ""
        if not language:
            return self.get_response(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers["Content-Language"] = request.LANGUAGE_CODE
            return response


class GuestsMiddleware:
    """A guest has neither e-mail nor password: pages about these lead to where an account is made."""

    ABOUT_AN_ACCOUNT = frozenset(
        f"account_{name}" for name in ("email", "set_password", "change_password", "reauthenticate")
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_about_one = request.resolver_match.view_name in self.ABOUT_AN_ACCOUNT
        if is_about_one and request.user.is_authenticated and request.user.is_guest:
            return redirect(reverse("sessions:me") + "#claim")
        return None


class PrivatePagesMiddleware:
    """What a signed-in person saw stays in no shared cache and behind no Back button of the next one.

    Whoever signs out leaves nothing in the browser: no text kept for a journey, no half-written word.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = request.user
        response = self.get_response(request)
        if request.user is not before and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"storage"'
        is_page = not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")
        if is_page and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
