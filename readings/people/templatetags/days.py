"""Takes the place of Django's own `date` in every template, so that none can forget the first."""

from datetime import date, datetime

from django import template
from django.template.defaultfilters import date as by_django

from readings.people.days import words_for

register = template.Library()


@register.filter("date", expects_localtime=True, is_safe=False)
def date_in_words(value: date | datetime | None, words: str = "DATE_FORMAT") -> str:
    return by_django(value, words_for(value, words) if isinstance(value, date) else words)
