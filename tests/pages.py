"""Pages as people read them, and how to ask for them."""

from html import unescape

from django.urls import reverse

HTMX = {"HX-Request": "true"}  # headers of a request for a part of a page


def url(name: str, study_session, *more) -> str:
    """A page of a session, by the name of its address."""
    return reverse(f"sessions:{name}", args=[study_session.pk, *more])


def text(response) -> str:
    """The HTML on one line, its entities resolved."""
    return unescape(" ".join(response.content.decode().split()))
