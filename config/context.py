from django.conf import settings
from django.db import DatabaseError

from readings.people.models import Site
from sessions.demo import cast


def site(request) -> dict:
    """What every page may name: the site, who runs it, and whether it can send mail."""
    try:
        known = Site.known()
    except DatabaseError:  # an error page is shown all the same
        known = Site.UNKNOWN
    return {
        "site_name": known.name or settings.SITE_NAME,
        "site_contact": known.contact or settings.SITE_CONTACT,
        "mail_enabled": settings.MAIL_ENABLED,
        "most_megabytes": settings.BODY_LIMIT // 1024**2,
        "signup_open": settings.SIGNUP_OPEN,
        "demo": settings.DEMO,
        "demo_offered": cast.is_offered(request),
    }
