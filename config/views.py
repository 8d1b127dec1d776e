"""Pages that belong to no app."""

from django.views.csrf import csrf_failure

__all__ = ["csrf_failure"]
