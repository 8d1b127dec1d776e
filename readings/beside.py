"""What apps above this one show beside a text or a guide: they know of texts, texts know nothing of them.

Such an app names a function of the request and the reading or guide, in its `AppConfig.ready`; its answer is
HTML, or nothing.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from readings.models import Guide, Reading

_shown: list[Callable[[HttpRequest, Reading], SafeString]] = []
_shown_by_guides: list[Callable[[HttpRequest, Guide], SafeString]] = []


def show_beside(answer: Callable[[HttpRequest, Reading], SafeString]) -> None:
    if answer not in _shown:
        _shown.append(answer)


def beside(request: HttpRequest, reading: Reading) -> list[SafeString]:
    return [html for answer in _shown if (html := answer(request, reading))]


def show_beside_guide(answer: Callable[[HttpRequest, Guide], SafeString]) -> None:
    if answer not in _shown_by_guides:
        _shown_by_guides.append(answer)


def beside_guide(request: HttpRequest, guide: Guide) -> list[SafeString]:
    return [html for answer in _shown_by_guides if (html := answer(request, guide))]
