"""What each request carries besides Django's own: its Viewer, and the person's language and times."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

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
    """Sets `request.viewer`, made at most once and only if asked for; speaks the person's language.

    Times are in the person's zone, until a page activates that of its session or circle.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: Viewer(request.user))
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
