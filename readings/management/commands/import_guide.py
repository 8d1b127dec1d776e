"""Make a guide of a file, for a text that is here; or say in which line the file is wrong."""

import uuid

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_noop

from readings.forms.guides import sentence_of
from readings.guide_files import LARGEST, BadGuide, GuideFile, headings_line, read
from readings.management.files import FileCommand, Refusal, bytes_of
from readings.models import Reading
from readings.models.bringing import bring

NO_READING = gettext_noop("There is no published text “%(name)s” here.")
SEVERAL = gettext_noop(
    "Several texts are called “%(name)s”; please name one by its number: %(ids)s."
)
NO_MATCH = gettext_noop(
    "No published text here has the headings or the title this file names; "
    "please name one with --reading."
)


class Command(FileCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a guide as Markdown (.md)")
        parser.add_argument(
            "--reading",
            metavar="SLUG_OR_ID",
            help="the text it is for: its number, or its title as in addresses; "
            "without, the text that has the headings or the title the file names",
        )

    def take(self, **options) -> str:
        try:
            file = read(bytes_of(options["file"], most=LARGEST))
        except BadGuide as bad:
            raise Refusal("%(said)s", said=sentence_of(bad)) from None
        reading = _named(options["reading"]) if options["reading"] else _fitting(file)
        guide = bring(
            file,
            by=None,
            key=uuid.uuid4(),
            reading=reading,
            circle=reading.circle,
            listed_at=None if reading.circle_id else timezone.now(),
        )
        return settings.SITE_URL + guide.get_absolute_url()


def _published() -> list[Reading]:
    readings = Reading.objects.published().select_related("circle", "edition__text")
    return list(readings.defer("edition__text__text", "edition__text__html").order_by("pk"))


def _named(name: str) -> Reading:
    by_id = [reading for reading in _published() if str(reading.pk) == name]
    found = by_id or _called(name)
    if not found:
        raise Refusal(NO_READING, name=name)
    return _only(found, name)


def _called(name: str) -> list[Reading]:
    """By the title, or by the title as it stands in addresses."""
    slug = slugify(name, allow_unicode=True)
    return [r for r in _published() if slug and slugify(r.title, allow_unicode=True) == slug]


def _fitting(file: GuideFile) -> Reading:
    found = [
        reading
        for reading in _published()
        if file.headings and headings_line(reading.edition.text.outline) == file.headings
    ]
    found = found or _called(file.reading)
    if not found:
        raise Refusal(NO_MATCH)
    return _only(found, found[0].title)


def _only(found: list[Reading], name: str) -> Reading:
    if len(found) > 1:
        raise Refusal(SEVERAL, name=name, ids=", ".join(str(reading.pk) for reading in found))
    return found[0]
