"""What stands between two slashes of an address."""

from django.urls.converters import StringConverter


class Word(StringConverter):
    """Anything that a database may be asked for: PostgreSQL takes no NUL."""

    regex = r"[^/\x00]+"
