import pytest

from readings.models import Edition, Reading
from tests.builders import Block, Document, make_circle, make_reading


def titles(answer):
    return [str(reading) for reading in answer.context["page"]]


def site_reading(title):
    reading = make_reading(None, title=title)
    reading.listed_at = reading.created_at
    reading.save()
    return reading


def test_library_shows_ours_then_the_sites(login, member, circle):
    site_reading("A text for all")
    make_reading(circle, title="Zebras")
    make_reading(circle, title="Éclairs")
    make_reading(make_circle(), title="Of another circle")
    answer = login(member).get("/library/")
    assert titles(answer) == ["Éclairs", "Zebras", "A text for all"]
    assert "about 1 minute" in answer.content.decode()


def test_library_marks_drafts_for_facilitators_only(login, member, facilitator, circle):
    Reading.objects.create(circle=circle, title="Half read")
    assert titles(login(member).get("/library/")) == []
    html = login(facilitator).get("/library/").content.decode()
    assert "Half read" in html
    assert "Waits for your review" in html


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("eclairs", ["Éclairs à deux"]),
        ("DEUX écl", ["Éclairs à deux"]),
        ("zola", ["Éclairs à deux"]),
        ("100%", ["100% wool"]),
        ("nothing of the sort", []),
        ("", ["100% wool", "Éclairs à deux"]),
    ],
)
def test_find_by_title_or_author_whatever_the_accents(login, member, circle, words, found):
    make_reading(circle, title="Éclairs à deux", authors="Émile Zola")
    make_reading(circle, title="100% wool")
    assert titles(login(member).get("/library/", {"q": words})) == found


def test_empty_library_offers_the_next_step(login, member, facilitator, circle):
    assert "/library/add/" in login(facilitator).get("/library/").content.decode()
    html = login(member).get("/library/").content.decode()
    assert "There is no text here yet" in html
    assert "/library/add/" not in html


def test_guests_have_no_library(login, guest):
    assert login(guest).get("/library/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_library_takes_the_same_queries_for_any_number(
    login, facilitator, circle, many, django_assert_num_queries
):
    for number in range(many):
        make_reading(circle, title=f"Text {number}")
        Edition.draft_from(
            Reading.objects.create(circle=circle), Document([Block("paragraph", "words")])
        )
    browser = login(facilitator)
    with django_assert_num_queries(5):
        browser.get("/library/")
