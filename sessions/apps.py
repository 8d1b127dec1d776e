from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """Label `study_sessions`, since Django's cookie sessions own `sessions`."""

    name = "sessions"
    label = "study_sessions"
    verbose_name = _("Study sessions")

    def ready(self) -> None:
        from readings.beside import show_beside, show_beside_guide  # apps are ready only now
        from readings.people.leaving import when_left
        from readings.publishing import ask_for_words, when_published

        from .models import Attendance
        from .models.following import bears_words_of_sessions, follow_edition
        from .models.plans import name_sessions_after
        from .views.beside import sessions_on
        from .views.guided import beside_guide

        show_beside(sessions_on)
        show_beside_guide(beside_guide)
        when_published(name_sessions_after)
        when_published(follow_edition)
        ask_for_words(bears_words_of_sessions)
        when_left(Attendance.leave_with)
