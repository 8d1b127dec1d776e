"""The service worker, which opens a text where there is no connection."""

import json
from functools import lru_cache
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.finders import get_finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

OURS = ("site/js/", "sessions/js/")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """Its address says how far it reaches: the pages of sessions."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@lru_cache
def _script() -> str:
    """Names the scripts that a page may ask for later, so that they are there when the line is not."""
    names = {name for finder in get_finders() for name, _storage in finder.list([])}
    ours = sorted(name for name in names if name.startswith(OURS) and name.endswith(".js"))
    files = json.dumps([static(name) for name in ours])
    version = sha256(files.encode()).hexdigest()[:12]
    return (
        f"self.FILES = {files};\nself.VERSION = {json.dumps(version)};\n"
        f"importScripts({json.dumps(static('sessions/js/worker.js'))});\n"
    )
