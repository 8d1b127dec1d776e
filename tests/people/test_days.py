import ast
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from readings.people.days import write_day
from tests.test_architecture import ROOT, sources

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


@pytest.mark.parametrize(
    ("language", "day", "words", "written"),
    [
        ("fr", FIRST, "l j F", "mardi 1er décembre"),
        ("fr", FIRST, "DATE_FORMAT", "1er décembre 2026"),
        ("fr", SECOND, "j F", "2 décembre"),
        ("fr", date(2026, 12, 11), "j F", "11 décembre"),
        ("fr", FIRST, "F Y", "décembre 2026"),
        ("en", FIRST, "l j F", "Tuesday 1 December"),
    ],
)
def test_french_says_the_first_of_a_month_as_one_does(language, day, words, written):
    with override(language):
        assert write_day(day, words) == written


def test_templates_need_not_think_of_it():
    page = Template(
        '{{ at|date:"j F, H:i" }} | {{ at|date }} | {{ at|date:"c" }} | {{ none|date }}'
    )
    at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    with override("fr"), timezone.override("Europe/Paris"):
        written = page.render(Context({"at": at, "none": None}))
    assert written == "1er décembre, 00:30 | 1er décembre 2026 | 2026-12-01T00:30:00+01:00 | "


@pytest.mark.parametrize("path", list(sources()), ids=str)
def test_nobody_writes_a_day_past_it(path):
    """`date_format` itself knows no first of the month."""
    if path.name != "days.py":
        named = ast.walk(ast.parse((ROOT / path).read_text()))
        assert not [n for n in named if isinstance(n, ast.alias) and n.name == "date_format"]
