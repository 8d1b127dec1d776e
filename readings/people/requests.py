"""What views ask of a request."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page; a boosted link or a Back wants the whole."""
    return (
        bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
    )


def own_address(request: HttpRequest, url: str) -> str:
    """The address if it is a path of this site, else nothing."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours and url.startswith("/") else ""
