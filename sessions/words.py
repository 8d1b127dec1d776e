"""What people wrote, as HTML: escaped, paragraphs and line breaks kept, addresses made links."""

from django.utils.html import linebreaks, urlize


def to_html(body: str) -> str:
    return linebreaks(urlize(body, nofollow=True, autoescape=True))
