from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from readings.importing import LARGEST
from readings.models import Import, Reading
from readings.models.imports import LONG, PROMPT
from tests.builders import make_circle
from tests.pages import HTMX

ADD = "/library/add/"
TEXT = """On lamps

The lamp in the hall was lit by whoever came first, and it was never the same person twice.

She said so herself:

We lit it because it was dark. Nobody had told us to, and nobody had told us not to.
"""
DATA = TEXT.encode()


def pasted(circle, **fields):
    return {"key": uuid4(), "circle": circle.pk, "text": TEXT.replace("\n", "\r\n"), **fields}


def file(data=DATA, name="lamps.txt"):
    return SimpleUploadedFile(name, data)


@pytest.fixture
def browser_of(login, facilitator):
    return login(facilitator)


def test_add_page_asks_for_text_and_keeps_the_circle_out_of_sight(browser_of, circle):
    html = browser_of.get(ADD).content.decode()
    assert '<textarea name="text"' in html
    assert f'<input type="hidden" name="circle" value="{circle.pk}"' in html


def test_add_page_lets_choose_among_several_circles(browser_of, circle, facilitator, outsider):
    make_circle(facilitator=facilitator, name="Thursday Circle")
    html = browser_of.get(ADD).content.decode()
    assert "Thursday Circle" in html
    assert "Another Circle" not in html


def test_only_facilitators_add(login, member, circle):
    assert login(member).get(ADD).status_code == 403
    assert login(member).post(ADD, pasted(circle)).status_code == 403
    assert not Reading.objects.exists()


def test_paste_becomes_a_draft_by_a_job(browser_of, circle, facilitator, run_jobs):
    answer = browser_of.post(ADD, pasted(circle))
    started = Import.objects.get()
    assert answer.url == reverse("readings:importing", args=[started.pk])
    assert started.reading.created_by == facilitator
    assert not started.is_finished
    assert run_jobs() == ["readings.read_import"]
    started.refresh_from_db()
    assert [(b.kind, b.text[:12]) for b in started.edition.blocks.all()] == [
        ("heading", "On lamps"),
        ("paragraph", "The lamp in "),
        ("paragraph", "She said so "),
        ("quotation", "We lit it be"),
    ]
    assert started.reading.language == "en"
    assert browser_of.get(answer.url).url == started.reading.get_review_url()


def test_file_with_a_title_proposes_it(browser_of, circle, run_jobs):
    data = b"---\ntitle: Of lamps\nauthor: Ada Lamplighter\n---\n\n# Oil\n\nA lamp needs oil.\n"
    browser_of.post(ADD, pasted(circle, text="", file=file(data, "lamps.md")))
    run_jobs()
    reading = Reading.objects.get()
    assert (reading.title, reading.authors) == ("Of lamps", "Ada Lamplighter")


def test_title_typed_wins_over_the_files(browser_of, circle, run_jobs):
    data = b"---\ntitle: Of lamps\n---\n\nA lamp needs oil.\n"
    browser_of.post(ADD, pasted(circle, text="", title="My lamps", file=file(data, "lamps.md")))
    run_jobs()
    assert Reading.objects.get().title == "My lamps"


def test_example_text_needs_no_other(browser_of, circle, run_jobs):
    browser_of.post(ADD, pasted(circle, text="", example="on"))
    run_jobs()
    reading = Reading.objects.get()
    assert reading.title == "Reading in company"
    kinds = set(reading.draft().blocks.values_list("kind", flat=True))
    assert kinds == {"heading", "paragraph", "quotation", "caption", "list_item"}


def test_same_post_twice_makes_one_reading(browser_of, circle):
    fields = pasted(circle)
    first, second = browser_of.post(ADD, fields), browser_of.post(ADD, fields)
    assert first.url == second.url
    assert Reading.objects.count() == Import.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="readings.read_import").count() == 1


def test_same_key_with_another_text_is_refused_and_the_text_kept(browser_of, circle):
    fields = pasted(circle)
    browser_of.post(ADD, fields)
    answer = browser_of.post(ADD, fields | {"text": "Quite another text."})
    assert answer.status_code == 422
    assert "Quite another text." in answer.content.decode()
    assert str(fields["key"]) not in answer.content.decode()
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " \r\n "}, "Please paste a text, or choose a file."),
        ({"file": file()}, "There is a text in the box as well."),
        ({"text": "", "file": file(b"")}, "There are no words in this file."),
        ({"text": "", "file": file(name="lamps.exe")}, "We can read plain text"),
        ({"text": "", "file": file(b"a" * (LARGEST + 1))}, "This is more than 4 MB"),
        ({"text": "a" * (LARGEST + 1)}, "This is more than 4 MB"),
        ({"title": "t" * 301}, "at most 300 characters"),
        ({"circle": 0}, "Select a valid choice"),
    ],
    ids=["nothing", "both", "empty", "format", "large file", "large paste", "title", "circle"],
)
def test_bad_input_gets_a_sentence_and_saves_nothing(browser_of, circle, fields, sentence):
    if uploaded := fields.get("file"):
        uploaded.seek(0)
    answer = browser_of.post(ADD, pasted(circle) | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Reading.objects.exists()


def test_long_file_names_and_emoji_titles_are_fine(browser_of, circle, run_jobs):
    browser_of.post(ADD, pasted(circle, text="", title="🕯🕯", file=file(name="l" * 300 + ".txt")))
    run_jobs()
    assert Import.objects.get().edition
    assert Reading.objects.get().title == "🕯🕯"


def test_next_is_kept_only_if_it_is_one_of_our_addresses(browser_of, circle):
    browser_of.post(ADD, pasted(circle, next="/sessions/3/plan/"))
    browser_of.post(ADD, pasted(circle, next="https://elsewhere.example/"))
    assert list(Import.objects.order_by("pk").values_list("next", flat=True)) == [
        "/sessions/3/plan/",
        "",
    ]


@pytest.mark.parametrize("line", ["word " * 200_000, "a" * 1_000_000], ids=["words", "no spaces"])
def test_a_megabyte_in_one_line_goes_all_the_way(browser_of, circle, run_jobs, line):
    browser_of.post(ADD, pasted(circle, text=line))
    run_jobs()
    reading = Reading.objects.get()
    assert browser_of.get(reading.get_review_url()).status_code == 200
    browser_of.post(f"/readings/{reading.pk}/publish/", {"title": "Long"})
    assert line.strip() in browser_of.get(reading.get_absolute_url()).content.decode()


# Waiting


def begin(circle, data=DATA, name="lamps.txt", **fields):
    reading = Reading.objects.create(circle=circle)
    by = circle.memberships.facilitators().get().user
    return Import.begin(reading=reading, by=by, data=data, name=name, **fields)


def test_waiting_page_is_the_facilitators(login, circle, member, outsider):
    started = begin(circle)
    assert login(member).get(started.get_absolute_url()).status_code == 404
    assert login(outsider).get(started.get_absolute_url()).status_code == 404
    assert login(outsider).post(f"{started.get_absolute_url()}again/").status_code == 404


def test_waiting_page_polls_and_leads_on(browser_of, circle, run_jobs):
    started = begin(circle)
    fragment = browser_of.get(started.get_absolute_url(), headers=HTMX)
    assert "<html" not in fragment.content.decode()
    assert 'hx-trigger="every 2s"' in fragment.content.decode()
    run_jobs()
    answer = browser_of.get(started.get_absolute_url(), headers=HTMX)
    assert answer.headers["HX-Redirect"] == started.get_absolute_url()
    assert browser_of.get(started.get_absolute_url()).url == started.reading.get_review_url()


def test_waiting_page_says_when_nobody_reads_and_when_it_takes_long(browser_of, circle):
    started = begin(circle)
    started.started_at -= PROMPT * 2
    started.save()
    assert "waits for its turn" in browser_of.get(started.get_absolute_url()).content.decode()
    started.taken_at = started.started_at - LONG
    started.save()
    assert "takes longer than most" in browser_of.get(started.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\x00\x01\x02\xff" * 50, "binary"), (b"  \n ", "empty"), (b"%PDF-1.7 \n" * 9, "document")],
)
def test_what_cannot_be_read_is_kept_with_one_sentence(browser_of, circle, run_jobs, data, code):
    started = begin(circle, data)
    run_jobs()
    started.refresh_from_db()
    assert started.failure == code
    assert started.edition is None
    assert started.file.open().read() == data
    poll = browser_of.get(started.get_absolute_url(), headers=HTMX)
    assert poll.headers["HX-Redirect"] == started.get_absolute_url()
    html = browser_of.get(started.get_absolute_url()).content.decode()
    assert str(started.refusal) in html.replace("&#x27;", "'")
    assert "Try again" in html


def test_try_again_reads_the_kept_file_once_more(browser_of, circle, run_jobs):
    started = begin(circle)
    Import.objects.update(failure="too_slow", finished_at=started.started_at)
    ProcrastinateJob.objects.all()._raw_delete("default")
    browser_of.post(f"{started.get_absolute_url()}again/")
    browser_of.post(f"{started.get_absolute_url()}again/")
    assert len(run_jobs()) == 1
    started.refresh_from_db()
    assert started.edition.blocks.count() == 4


def test_paste_instead_keeps_reading_and_next_page(browser_of, circle, run_jobs):
    started = begin(circle, b"\x00\x01", next="/sessions/3/plan/")
    run_jobs()
    url = f"{started.get_absolute_url()}instead/"
    assert browser_of.post(url, {"text": ""}).status_code == 422
    answer = browser_of.post(url, {"text": TEXT})
    assert browser_of.post(url, {"text": TEXT}).url == answer.url
    second = Import.objects.exclude(pk=started.pk).get()
    assert (second.reading, second.next) == (started.reading, "/sessions/3/plan/")


def test_job_run_twice_makes_one_draft(circle):
    started = begin(circle)
    twin = Import.objects.get(pk=started.pk)
    started.read()
    twin.read()
    assert started.reading.editions.count() == 1


def test_job_that_breaks_says_so(circle, monkeypatch):
    started = begin(circle)
    monkeypatch.setattr("readings.models.imports.read_isolated", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        started.read()
    assert Import.objects.get().failure == "failed"


def test_job_of_a_text_deleted_meanwhile_does_nothing(circle, run_jobs):
    begin(circle).reading.delete()
    run_jobs()
    assert not Reading.objects.exists()
