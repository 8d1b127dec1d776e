"""Which addresses a link in a reading may have."""

import re
from urllib.parse import urlsplit

LONGEST = 2000
# Browsers drop tabs and newlines and read a backslash as a slash; urlsplit does not. Refuse both.
ODD = re.compile(
    r"[\x00-\x20\x7f-\xa0\u2028\u2029\\<>\"`{}|^\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
MAIL = re.compile(r"mailto:[\w.+%-]+@[\w.-]+\.\w+(\?subject=[\w%.+-]*)?", re.I)


def allowed(url: str) -> str | None:
    """The address if a reader may follow it: absolute http or https, or mail; else None."""
    url = url.strip()
    if len(url) > LONGEST or ODD.search(url):
        return None
    if MAIL.fullmatch(url):
        return url if not re.search("%0[ad]", url, re.I) else None
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port != 0
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not url[len(parts.scheme) :].startswith("://"):
        return None
    if not parts.hostname or "@" in parts.netloc or not port_is_fine:
        return None
    return url
