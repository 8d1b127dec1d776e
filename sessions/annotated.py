"""A text with its margin, put together from the stored page by string: nothing is parsed.

The stored page (readings.rendering) has places for what a session adds: each number becomes the way
to the talk on its paragraph, sections that are not set to read are folded, and after a block stand
how many notes it has and the questions about it. A page has hundreds of these: the stored page is taken
apart once, and they are put together from numbers and escaped words by hand, words being looked up once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from readings.rendering import Part, parts_of, put_together, with_folds
from readings.stored import MOST_TEXTS, stored_page
from readings.text import reading_minutes

from .margin import Margin
from .models import AssignedReading, Prompt


def annotated(margin: Margin, prompts: Iterable[Prompt]) -> SafeString:
    asked = defaultdict(list)
    for prompt in prompts:
        asked[margin.blocks_of(prompt.end - 1, prompt.end)[-1]].append(prompt)

    def after(start: int) -> str:
        questions = _questions(margin, asked[start]) if start in asked else ""
        return marker(margin, start) + questions

    folds = tuple(_fold(margin, place) for place in range(len(margin.edition.text.outline)))
    html = put_together(*_parts(margin.edition.pk, folds), number=_numbers(margin), after=after)
    return mark_safe(html)  # noqa: S308 (the stored page is ours, what is added is escaped)


@lru_cache(MOST_TEXTS)
def _parts(edition_pk: int, folds: tuple[str | None, ...]) -> tuple[list[Part], str]:
    return parts_of(with_folds(stored_page(edition_pk).html, folds.__getitem__))


def marker(margin: Margin, start: int) -> SafeString:
    """How many notes a block has, and the way to them; an empty place where it has none yet."""
    if not (count := margin.counts[start]):
        return mark_safe(f'<div class="reading__notes" id="notes-{start}"></div>')  # noqa: S308
    fresh, number = margin.fresh[start], margin.numbers.get(start)
    words, name = _said(get_language(), number, count, fresh)
    is_fresh = f' data-fresh="{fresh}"' if fresh else ""
    return mark_safe(  # noqa: S308
        f'<div class="reading__notes" id="notes-{start}" data-count="{count}"{is_fresh} dir="auto">'
        f'<a href="{margin.talk_url(start)}" data-talk="{start}"'
        f' aria-label="{name}">{words}</a></div>'
    )


@lru_cache(10_000)
def _said(_language: str, number: int | None, count: int, fresh: int) -> tuple[str, str]:
    """What one reads beside a block, and what one hears, in the language that is spoken: "2 notes, 1 new",
    "Paragraph 34, 2 notes, 1 new"."""
    words = {"count": count, "number": number}
    notes = ngettext("%(count)s note", "%(count)s notes", count)
    if number is None:
        name = ngettext(
            "%(count)s note on the line above", "%(count)s notes on the line above", count
        )
    else:
        name = ngettext(
            "Paragraph %(number)s, %(count)s note", "Paragraph %(number)s, %(count)s notes", count
        )
    return escape(_with_news(notes % words, fresh)), escape(_with_news(name % words, fresh))


def _with_news(notes: str, fresh: int) -> str:
    """ "2 notes, 1 new"."""
    if not fresh:
        return notes
    words = {"notes": notes, "count": fresh}
    return ngettext("%(notes)s, %(count)s new", "%(notes)s, %(count)s new", fresh) % words


def markers(margin: Margin) -> SafeString:
    """Those of the blocks that have notes now, for a page that has older ones."""
    counts = sorted(margin.counts.items())
    html = "".join(marker(margin, start) for start, count in counts if count)
    return mark_safe(f"<template>{html}</template>")  # noqa: S308 (of numbers and escaped words)


def contents(assigned: AssignedReading) -> list[dict]:
    """The outline, saying of each section whether it is set to read."""
    return [
        {**section, "is_set": assigned.sets(place)}
        for place, section in enumerate(assigned.outline)
    ]


def _numbers(margin: Margin) -> Callable[[int, int], str]:
    """What draws each number; a page has hundreds, so their common words are looked up once."""
    paragraph, language = _("Paragraph %(number)s"), get_language()

    def number(number: int, start: int) -> str:
        name = said = escape(paragraph % {"number": number})
        if count := margin.counts[start]:
            _words, said = _said(language, number, count, margin.fresh[start])
        return (
            f'<a class="reading__number" href="{margin.talk_url(start)}" data-number="{number}"'
            f' data-talk="{start}" aria-label="{said}" data-name="{name}"></a>'
        )

    return number


def _fold(margin: Margin, place: int) -> str | None:
    """For a section that is not set to read: the line that says so, and how long it takes."""
    if margin.study_session.assigned.sets(place):
        return None
    section = margin.edition.text.outline[place]
    minutes = reading_minutes(section["words"])
    return format_html(
        '<span class="reading__fold-line" dir="auto">{}{}</span>',
        "" if section["title"] else _("The beginning") + " · ",
        ngettext(
            "not for this time, about %(minutes)s minute",
            "not for this time, about %(minutes)s minutes",
            minutes,
        )
        % {"minutes": minutes},
    )


def _questions(margin: Margin, prompts: list[Prompt]) -> SafeString:
    """The line after a passage that leads to the question about it."""
    return format_html_join(
        "",
        '<aside class="reading__asked" dir="auto"><a href="{}"><span class="reading__asked-number">{}</span>'
        " <bdi>{}</bdi></a></aside>",
        (
            (
                reverse("sessions:answer", args=[margin.study_session.pk, prompt.pk]),
                _("Question %(number)s") % {"number": prompt.number}
                if prompt.number
                else _("Question"),
                prompt.text,
            )
            for prompt in prompts
        ),
    )
