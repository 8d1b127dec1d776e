"""Looking after a text: what is said of it, deleting it, what the library says of those half done."""

import pytest
from django.core.files.storage import default_storage

from readings.models import Edition, Import, Reading
from tests.builders import make_annotation, make_draft, make_reading, make_study_session, make_user
from tests.pages import text


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


def details(reading, **fields):
    return {"version": reading.version, "title": reading.title, **fields}


def test_details_are_saved_with_what_lists_sort_by(browser, reading):
    url = f"/readings/{reading.pk}/details/"
    answer = browser.post(url, details(reading, title="Élan", licence="CC0", source="A book"))
    reading.refresh_from_db()
    assert answer.url == reading.get_absolute_url()
    assert (reading.title, reading.sort_title, reading.licence) == ("Élan", "elan", "CC0")
    assert reading.version == 2


def test_details_without_a_title_are_refused_and_kept(browser, reading):
    answer = browser.post(
        f"/readings/{reading.pk}/details/", details(reading, title=" ", authors="Ada L.")
    )
    assert answer.status_code == 422
    assert "Please give the text a title." in text(answer)
    assert 'value="Ada L."' in text(answer)
    assert Reading.objects.get(pk=reading.pk).authors == ""


def test_two_who_change_the_details_both_see_both(browser, reading):
    url, first = f"/readings/{reading.pk}/details/", details(reading, authors="Ada L.")
    browser.post(url, first)
    answer = browser.post(url, {**first, "authors": "Bea M."})
    assert answer.status_code == 409
    assert "Ada L." in text(answer)
    assert 'value="Bea M."' in text(answer)
    assert 'name="version" value="2"' in text(answer)
    assert Reading.objects.get(pk=reading.pk).authors == "Ada L."


def test_details_that_arrive_twice_are_one(browser, reading):
    sent = details(reading, authors="Ada L.")
    for _ in range(2):
        assert browser.post(f"/readings/{reading.pk}/details/", sent).status_code == 302


def test_an_unused_text_is_deleted_with_its_file(
    browser, circle, facilitator, django_capture_on_commit_callbacks
):
    reading = make_reading(circle, title="Lamps")
    started = Import.begin(reading=reading, by=facilitator, data=b"words")
    assert default_storage.exists(started.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(f"/readings/{reading.pk}/delete/")
    assert answer.url == "/library/"
    assert "“Lamps” is deleted." in text(browser.get("/library/"))
    assert not Reading.objects.filter(pk=reading.pk).exists()
    assert not default_storage.exists(started.file.name)


def test_a_text_that_is_read_is_not_deleted(browser, member, study_session, reading):
    make_annotation(study_session, by=member)
    answer = browser.post(f"/readings/{reading.pk}/delete/")
    assert answer.status_code == 409
    assert "a session reads it" in text(answer)
    assert Reading.objects.filter(pk=reading.pk).exists()


def test_why_a_text_of_the_site_stays_names_nobody(login, circle):
    reading = make_reading(None, listed_at="2030-01-01T00:00Z")
    make_study_session(circle, reading=reading, title="Of a circle")
    answer = login(make_user(is_editor=True)).post(f"/readings/{reading.pk}/delete/")
    assert answer.status_code == 409
    assert "a circle meets on it" in text(answer)
    assert circle.name not in text(answer)
    assert "Of a circle" not in text(answer)


def test_only_those_who_look_after_it_change_it(login, member, outsider, reading):
    for person, status in ((member, 403), (outsider, 404), (make_user(is_editor=True), 404)):
        browser = login(person)
        for action in ("details", "delete"):
            url = f"/readings/{reading.pk}/{action}/"
            assert browser.post(url, details(reading)).status_code == status
    assert "Change what is said" not in text(login(member).get(reading.get_absolute_url()))


@pytest.mark.parametrize(
    ("facts", "badge"),
    [
        ({"failure": "binary", "finished_at": "2030-01-01T00:00Z"}, "Could not be read"),
        ({}, "Is being read"),
    ],
)
def test_library_says_how_far_an_import_is(browser, circle, facilitator, facts, badge):
    reading = Reading.objects.create(circle=circle)
    started = Import.begin(reading=reading, by=facilitator, data=b"words")
    Import.objects.filter(pk=started.pk).update(**facts)
    html = text(browser.get("/library/"))
    assert badge in html
    assert "Waits for your review" not in html
    assert browser.get(reading.get_absolute_url(), follow=True).redirect_chain[-1][0] == (
        started.get_absolute_url()
    )


def test_an_earlier_failure_is_forgotten(browser, circle, facilitator):
    reading = Reading.objects.create(circle=circle)
    for failure in ("binary", ""):
        Import.objects.create(
            reading=reading, failure=failure, finished_at="2030-01-01T00:00Z", file="imports/x"
        )
    make_draft(reading)
    assert "Waits for your review" in text(browser.get("/library/"))
    assert Edition.objects.drafts().count() == 1
