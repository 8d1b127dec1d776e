"""`manage.py import_guide`: a guide from a file, or one sentence and exit 2."""

import pytest
from django.core.management import call_command

from readings.guide_files import headings_line, write
from readings.models import Guide
from readings.models.bringing import as_file
from tests.builders import make_reading

pytestmark = pytest.mark.django_db

FILE = """\
---
title: To read in company
{header}---

## Questions

### What did you expect?
kind: opening
section: 1
"""


@pytest.fixture
def path(tmp_path):
    def written(text):
        (tmp_path / "guide.md").write_text(text, encoding="utf-8")
        return str(tmp_path / "guide.md")

    return written


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        call_command("import_guide", *arguments)
    assert end.value.code == 2
    said = capsys.readouterr().err.strip()
    assert "\n" not in said
    assert not Guide.objects.exists()
    return said


@pytest.mark.parametrize("by", ["number", "address", "headings", "title"])
def test_a_guide_is_brought_for_its_text_and_given_back(circle, path, capsys, by):
    make_reading(circle, title="Another text", blocks=[("paragraph", "Words.")])
    reading = make_reading(circle, title="Été à la mer")
    headings = f"headings: {headings_line(reading.edition.text.outline)}\n"
    header = {"headings": headings, "title": "reading: Été à la mer\n"}.get(by, "")
    named = {"number": str(reading.pk), "address": "été-à-la-mer"}.get(by)
    text = FILE.format(header=header)
    call_command("import_guide", path(text), *(["--reading", named] if named else []))
    guide = Guide.objects.get()
    assert (guide.reading, guide.circle) == (reading, circle)
    assert guide.get_absolute_url() in capsys.readouterr().out
    assert write(as_file(guide)) == text


def test_a_guide_to_the_sites_text_is_for_every_circle(path):
    reading = make_reading(None, title="Of all")
    call_command("import_guide", path(FILE.format(header="")), "--reading", "of-all")
    guide = Guide.objects.get()
    assert (guide.reading, guide.circle, guide.listed_at is None) == (reading, None, False)


def test_what_is_wrong_is_said_with_its_line(circle, reading, path, capsys):
    bad = FILE.format(header="").replace("opening", "openning")
    said = refused(capsys, path(bad), "--reading", str(reading.pk))
    assert said.startswith("Line 8: There is no kind “openning”.")


def test_a_text_that_is_not_here_is_said(circle, reading, path, capsys):
    good = path(FILE.format(header=""))
    assert "no published text “moon”" in refused(capsys, good, "--reading", "moon")
    assert "name one with --reading" in refused(capsys, good)
    assert "There is no file at" in refused(capsys, "/nowhere/guide.md")


def test_several_texts_of_one_title_are_told_apart_by_number(circle, reading, path, capsys):
    other = make_reading(circle, title=reading.title)
    said = refused(capsys, path(FILE.format(header="")), "--reading", "reading-in-company")
    assert f"{reading.pk}, {other.pk}" in said
