"""Make a reading from a file: look at it with --dry-run, or publish its first edition."""

import json
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from readings import inline
from readings.importing import LARGEST, Unreadable
from readings.importing.isolate import read_isolated
from readings.management.files import FileCommand, Refusal, bytes_of
from readings.models import Edition, Reading
from readings.people.models import Circle

# What only this command has to say; what a file may be refused for stands in importing.sentences.
NO_CIRCLE = gettext_noop("There is no circle at “%(slug)s”.")
NO_TITLE = gettext_noop("This file names no title; please give one with --title.")
LONG = gettext_noop("%(option)s can have at most %(most)s characters.")


class Command(FileCommand):  # a dry run needs neither a database nor a server
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="plain text (.txt) or Markdown (.md)")
        parser.add_argument("--title", help="instead of the title in the file")
        parser.add_argument(
            "--author", action="append", help="instead of the authors in the file; may be repeated"
        )
        parser.add_argument("--language", help="such as en or fr, instead of what is guessed")
        parser.add_argument(
            "--circle", metavar="SLUG", help="whose reading it is; the site's without"
        )
        parser.add_argument("--dry-run", action="store_true", help="save nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def take(self, **options) -> str:
        document = _read(options["file"])
        _override(document, options)
        if options["dry_run"]:
            answer = _as_data(document) if options["json"] else _summary(document)
        else:
            reading = _publish(document, options["circle"])
            answer = {"address": settings.SITE_URL + reading.get_absolute_url()}
            if not options["json"]:
                answer = f"{_summary(document)}\n{answer['address']}"
        return json.dumps(answer, indent=1) if options["json"] else answer


def _read(path: str):
    try:
        return read_isolated(bytes_of(path, most=LARGEST), path)
    except Unreadable as refusal:
        raise Refusal(refusal.sentence, **refusal.values) from None


def _override(document, options) -> None:
    document.title = (options["title"] or "").strip() or document.title
    document.authors = options["author"] or document.authors
    document.language = options["language"] or document.language
    for option, value in (
        ("title", document.title),
        ("authors", ", ".join(document.authors)),
        ("language", document.language),
    ):
        most = Reading._meta.get_field(option).max_length
        if value and len(value) > most:
            raise Refusal(LONG, option=f"--{option.removesuffix('s')}", most=most)


def _as_data(document) -> dict:
    return {
        "title": document.title,
        "authors": document.authors,
        "language": document.language,
        "blocks": [
            {
                "kind": block.kind,
                "level": block.level,
                "text": block.text,
                "html": inline.to_html(block.text, block.marks),
            }
            for block in document.kept
        ],
        "warnings": [_(warning.sentence) % warning.values for warning in document.warnings],
    }


def _summary(document) -> str:
    kinds = Counter(block.kind for block in document.kept)
    lines = [
        document.title or _("(no title)"),
        " · ".join(f"{kind} {count}" for kind, count in kinds.most_common()),
        *(_(warning.sentence) % warning.values for warning in document.warnings),
    ]
    return "\n".join(lines)


@transaction.atomic
def _publish(document, slug: str | None) -> Reading:
    if not document.title:
        raise Refusal(NO_TITLE)
    circle = Circle.objects.filter(slug=slug).first() if slug else None
    if slug and circle is None:
        raise Refusal(NO_CIRCLE, slug=slug)
    reading = Reading.objects.create(
        circle=circle,
        title=document.title,
        authors=", ".join(document.authors),
        language=document.language or "",
        listed_at=None if circle else timezone.now(),
    )
    Edition.draft_from(reading, document).publish()
    return reading
