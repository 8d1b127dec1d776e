"""Pages as people read them."""

from html import unescape


def text(response) -> str:
    """The HTML on one line, its entities resolved."""
    return unescape(" ".join(response.content.decode().split()))
