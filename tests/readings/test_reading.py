import pytest

from readings import beside
from tests.builders import make_reading

WORDS = ("paragraph", "Some words to read. " * 30)
TEXT = [("heading", "On reading aloud"), WORDS, ("heading", "On asking"), WORDS, WORDS, WORDS]


@pytest.fixture
def page(login, member, circle):
    reading = make_reading(circle, title="Aloud", authors="Ada L.", blocks=TEXT, language="en")
    browser = login(member)
    return lambda **data: browser.get(reading.get_absolute_url(), data)


def test_reading_shows_its_words_contents_and_length(page):
    html = page().content.decode()
    assert "Ada L." in html
    assert "about 3 minutes" in html
    assert '<a dir="auto" href="#s1">On asking</a>' in html
    assert 'id="p4"' in html


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("fr", "ltr"), ("", "ltr"), ("xx", "ltr")],
)
def test_numbers_stand_where_the_language_begins(login, member, circle, language, direction):
    reading = make_reading(circle, language=language)
    html = login(member).get(reading.get_absolute_url()).content.decode()
    assert f'<article class="reading beside__main" dir="{direction}"' in html


def test_go_to_leads_to_the_paragraph(page):
    assert page(p="3").url.endswith("/#p3")


@pytest.mark.parametrize("number", ["5", "0", "-1", "three", "", "9" * 400])
def test_go_to_a_number_that_is_not_there_says_which_are(page, number):
    answer = page(p=number)
    assert answer.status_code == 422
    assert "This text has ¶ 1 to 4." in answer.content.decode()


def test_reading_is_its_circles(login, member, outsider, guest, reading):
    url = reading.get_absolute_url()
    assert login(member).get(url).status_code == 200
    assert login(outsider).get(url).status_code == 404
    assert login(guest).get(url).status_code == 404
    assert login(member).post(url).status_code == 405


def test_reading_without_an_edition_leads_its_facilitator_to_the_review(
    login, facilitator, reading
):
    reading.edition = None
    reading.save()
    assert login(facilitator).get(reading.get_absolute_url()).url == reading.get_review_url()


def test_apps_above_show_beside_a_reading_what_they_know_of_it(page, monkeypatch):
    monkeypatch.setattr(beside, "_shown", [])
    beside.show_beside(lambda request, reading: f"Two sessions on {reading}")
    assert "Two sessions on Aloud" in page().content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_reading_takes_the_same_queries_for_any_length(
    login, member, circle, many, django_assert_num_queries
):
    reading = make_reading(circle, blocks=TEXT * many)
    browser = login(member)
    with django_assert_num_queries(5):
        browser.get(reading.get_absolute_url())
