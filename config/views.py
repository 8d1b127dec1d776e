"""Pages that belong to no app."""

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

__all__ = ["csrf_failure", "healthz"]


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the database answers; on a connection of its own, not queued for behind everybody's."""
    try:
        with psycopg.connect(**connection.get_connection_params() | {"connect_timeout": 2}) as own:
            own.execute("select 1")
    except (psycopg.Error, connection.Database.Error):
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
