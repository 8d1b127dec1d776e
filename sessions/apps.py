from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """Label `study_sessions`, since Django's cookie sessions own `sessions`."""

    name = "sessions"
    label = "study_sessions"
    verbose_name = _("Study sessions")
