"""A text as a device keeps it for when there is no connection: nothing on it that people wrote."""

from hashlib import sha256

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from .margin import Margin
from .models import StudySession

FILES = ("sessions/text.css", "sessions/js/text.js")


class BareMargin(Margin):
    """No note is on it, of nobody."""

    marks = []


def offline_address(study_session: StudySession, *, can_write: bool) -> str:
    """Where the text alone is found; another address whenever it would read otherwise."""
    made_of = [
        study_session.edition.pk,
        study_session.version,
        study_session.assigned.version,
        can_write,
        get_language(),
        *map(static, FILES),
    ]
    version = sha256(repr(made_of).encode()).hexdigest()[:12]
    return f"{reverse('sessions:read_offline', args=[study_session.pk])}?v={version}"
