from django.conf import settings

from sessions.demo import cast


def site(request) -> dict:
    """What every page may name: the site, who runs it, and whether it can send mail."""
    return {
        "site_name": settings.SITE_NAME,
        "site_contact": settings.SITE_CONTACT,
        "mail_enabled": settings.MAIL_ENABLED,
        "most_megabytes": settings.BODY_LIMIT // 1024**2,
        "signup_open": settings.SIGNUP_OPEN,
        "demo": settings.DEMO,
        "demo_offered": cast.is_offered(request),
    }
