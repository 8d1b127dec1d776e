"""The command, as other programs call it."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path

from readings.models import Reading
from tests.readings.importing.shared import CORPUS, corpus
from tests.test_architecture import ROOT

# The command says where a reading is; these tests need no page there.
readings_urls = ([path("<int:pk>/", HttpResponse, name="detail")], "readings")
urlpatterns = [path("readings/", include(readings_urls))]

TEXT = """The river was moved twice in a hundred years, once for the mill and once for the road.

The second bank

Nobody asked the people who lived beside it, and so they began to ask each other what they knew.

3 comments

Leave a reply
"""
MARKDOWN = "---\ntitle: The river\nauthor: Ana Lopes\nlang: en\n---\n\nIt *was* <b>moved</b> & [gone](https://example.org).\n"


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        written = tmp_path / name
        written.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(written)

    return write


def run(*arguments):
    out = StringIO()
    call_command("import_reading", *arguments, stdout=out)
    return out.getvalue()


def dry(name, *arguments):
    return json.loads(run(name, "--dry-run", "--json", *arguments))


def refusal(*arguments):
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("import_reading", *arguments, stdout=out, stderr=err)
    assert caught.value.code == 2
    assert out.getvalue() == ""
    return err.getvalue()


def test_a_dry_run_prints_the_document(file):
    assert dry(file("river.md", MARKDOWN)) == {
        "title": "The river",
        "authors": ["Ana Lopes"],
        "language": "en",
        "blocks": [
            {
                "kind": "paragraph",
                "level": 0,
                "text": "It was moved & gone.",
                "html": "It <em>was</em> <strong>moved</strong> &amp; "
                '<a href="https://example.org" rel="nofollow noopener noreferrer">gone</a>.',
            }
        ],
        "warnings": [],
    }


def test_lines_left_out_are_a_warning_and_no_blocks(file):
    data = dry(file("river.txt", TEXT))
    assert (data["title"], data["authors"]) == (None, [])
    assert [block["kind"] for block in data["blocks"]] == ["paragraph", "heading", "paragraph"]
    assert data["warnings"] == ["Lines left out at the end, as from a comment form: 2."]


def test_options_come_before_the_file(file):
    options = ["--title", "Le fleuve", "--author", "Jo", "--author", "Mo", "--language", "fr"]
    data = dry(file("river.md", MARKDOWN), *options)
    assert (data["title"], data["authors"], data["language"]) == ("Le fleuve", ["Jo", "Mo"], "fr")


def test_a_dry_run_for_people(file):
    assert run(file("river.txt", TEXT), "--dry-run").split("\n")[:2] == [
        "(no title)",
        "paragraph 2 · heading 1",
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"", "There are no words in this file."),
        ("a.txt", b"a\0b", "This file does not hold plain text; please save the text as .txt, or paste it."),
        ("a.txt", b"a" * 4_300_000, "This file is larger than 4 MB, the most we can read."),
        ("a.pdf", b"a", "We can read plain text (.txt) and Markdown (.md); please save the text as one of these."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(file, name, content, sentence):
    assert refusal(file(name, content), "--dry-run", "--json") == f"{sentence}\n"


def test_what_is_no_file_is_one_sentence(tmp_path):
    assert refusal(f"{tmp_path}/x.txt", "--dry-run") == f"There is no file at “{tmp_path}/x.txt”.\n"
    assert refusal(f"{tmp_path}", "--dry-run") == f"“{tmp_path}” is a folder; please name a file.\n"
    assert refusal(f"{tmp_path}/{'é' * 300}.txt", "--dry-run").endswith("could not be opened.\n")


def test_a_title_that_is_too_long_is_said(file):
    sentence = "--title can have at most 300 characters.\n"
    assert refusal(file("river.txt", TEXT), "--dry-run", "--title", "x" * 301) == sentence


def test_a_dry_run_needs_no_database_and_no_terminal(file, tmp_path):
    command = [sys.executable, str(ROOT / "manage.py"), "import_reading", "--dry-run", "--json"]
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 60,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "VAR": str(tmp_path / "var"),
    }
    done = subprocess.run(
        [*command, file("river.md", MARKDOWN)], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["title"] == "The river"
    done = subprocess.run([*command, "x.txt"], capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "There is no file at “x.txt”.\n"


def test_the_seed_text_from_the_command():
    corpus("files/seed.txt")
    data = dry(str(CORPUS / "files" / "seed.txt"))
    kinds = [block["kind"] for block in data["blocks"]]
    assert (kinds.count("heading"), kinds.count("caption"), len(kinds)) == (17, 5, 199)
    assert data["warnings"] == ["Lines left out at the end, as from a comment form: 10."]


@pytest.mark.urls(__name__)
def test_without_dry_run_the_first_edition_is_published(file, circle):
    answer = json.loads(
        run(file("river.txt", TEXT), "--title", "The river", "--circle", circle.slug, "--json")
    )
    reading = Reading.objects.get()
    assert answer["address"].endswith(reading.get_absolute_url())
    assert (reading.circle, reading.title, reading.listed_at) == (circle, "The river", None)
    assert reading.edition.number == 1
    assert [block.kind for block in reading.edition.blocks.kept()] == [
        "paragraph",
        "heading",
        "paragraph",
    ]
    assert "Leave a reply" not in reading.edition.text.text


@pytest.mark.urls(__name__)
def test_without_a_circle_it_is_in_the_site_library(file, db):
    run(file("river.md", MARKDOWN))
    reading = Reading.objects.get()
    assert (reading.circle, reading.authors, reading.language) == (None, "Ana Lopes", "en")
    assert reading.listed_at is not None


def test_nothing_is_saved_without_a_title_or_for_no_circle(file, db):
    river = file("river.txt", TEXT)
    assert refusal(river) == "This file names no title; please give one with --title.\n"
    assert (
        refusal(river, "--title", "The river", "--circle", "no") == "There is no circle at “no”.\n"
    )
    assert not Reading.objects.exists()
