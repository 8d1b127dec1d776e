import re

import pytest

from readings.models import Block, Edition, Import, Reading
from readings.reviewing import LARGEST_PART, Draft
from tests.builders import Block as B
from tests.builders import Document, make_circle
from tests.pages import HTMX

GUESSED = [
    B("heading", "On lamps", 2, proposal={"kind": "heading", "why": "short_line"}),
    B("paragraph", "The lamp in the hall was lit by whoever came first."),
    B(
        "quotation",
        "We lit it because it was dark.",
        proposal={"kind": "quotation", "why": "lead_in"},
    ),
    B("heading", "On oil", 0, proposal={"kind": "heading", "why": "short_line"}),
    B("paragraph", "Oil came up the river."),
    B(
        "paragraph",
        "Leave a comment",
        proposal={"kind": "left_out", "why": "after_the_end"},
        left_out=True,
    ),
]


@pytest.fixture
def draft(circle, facilitator):
    reading = Reading.objects.create(circle=circle)
    return Edition.draft_from(reading, Document(GUESSED), by=facilitator)


@pytest.fixture
def browser_of(login, facilitator):
    return login(facilitator)


def url(edition, word="review"):
    return f"/readings/{edition.reading_id}/{word}/"


def press(browser, block, kind, *, htmx=False, **fields):
    headers = HTMX if htmx else {}
    return browser.post(f"/blocks/{block.pk}/kind/", {"kind": kind, **fields}, headers=headers)


def found(html):
    return re.findall(r'class="found">(.*?)(?: ·)?</span>', html)


def kinds(edition):
    return list(edition.blocks.order_by("position").values_list("kind", "level"))


def test_review_counts_what_was_found_and_asks_for_the_title(browser_of, draft):
    html = browser_of.get(url(draft)).content.decode()
    assert found(html) == [
        "3 paragraphs and quotations",
        "2 headings",
        "1 line left out at the end",
    ]
    assert "The text has none. What is it called?" in html
    assert "4 guesses to look at" in html


def test_review_shows_guesses_with_their_reasons_and_the_rest_below(browser_of, draft):
    html = browser_of.get(url(draft)).content.decode()
    guesses, text = html.split('id="part"')
    assert guesses.count('<li class="guess"') == 4
    assert "The line before it leads into a quotation" in guesses
    assert "Oil came up the river." not in html  # it is in the second part
    assert "The lamp in the hall" in text
    assert "Oil came up the river." in browser_of.get(url(draft), {"section": 2}).content.decode()


@pytest.mark.parametrize("section", ["0", "99", "-3", "two", ""])
def test_review_forgives_any_section(browser_of, draft, section):
    assert browser_of.get(url(draft), {"section": section}).status_code == 200


def test_review_is_for_the_circles_facilitators(login, member, outsider, draft, reading):
    assert login(member).get(url(draft)).status_code == 404
    assert login(outsider).get(url(draft)).status_code == 404
    assert login(member).get(f"/readings/{reading.pk}/review/").status_code == 403
    assert login(member).post(f"/readings/{reading.pk}/publish/").status_code == 403
    assert press(login(member), draft.blocks.first(), "caption").status_code == 404
    assert press(login(outsider), draft.blocks.first(), "caption").status_code == 404
    assert login(outsider).get(f"/blocks/{draft.blocks.first().pk}/kind/").status_code == 405


def test_review_of_a_published_text_leads_to_it(browser_of, reading):
    assert browser_of.get(f"/readings/{reading.pk}/review/").url == reading.get_absolute_url()


def test_review_before_the_import_is_done_leads_to_the_waiting_page(
    browser_of, circle, facilitator
):
    reading = Reading.objects.create(circle=circle)
    started = Import.begin(reading=reading, by=facilitator, data=b"words")
    assert browser_of.get(reading.get_review_url()).url == started.get_absolute_url()


def test_one_press_changes_a_block(browser_of, draft):
    block = draft.blocks.get(position=2)
    answer = press(browser_of, block, "paragraph", in_guesses="on", guesses=1)
    assert answer.url == f"{url(draft)}?section=1&guesses=1#guess-{block.pk}"
    assert kinds(draft)[2] == ("paragraph", 0)


def test_press_by_htmx_answers_with_what_changed(browser_of, draft):
    block = draft.blocks.get(position=1)
    html = press(
        browser_of, block, "heading", htmx=True, first=0, last=2, guesses=1
    ).content.decode()
    assert found(html)[:2] == ["2 paragraphs and quotations", "3 headings"]
    assert 'id="outline"' in html
    assert "We lit it because" in html  # still in sight, although it belongs to the new part now
    assert f'id="block-{block.pk}-heading" data-key="h" aria-pressed="true"' in html
    assert "<html" not in html
    assert 'class="guess"' not in html  # it was no guess


def test_lines_left_out_in_the_middle_are_not_called_the_end(browser_of, draft):
    html = press(browser_of, draft.blocks.get(position=1), "left_out", htmx=True).content.decode()
    assert found(html)[-1] == "2 lines left out"


def test_guess_pressed_in_the_text_changes_in_the_list_too(browser_of, draft):
    block = draft.blocks.get(position=0)
    html = press(
        browser_of, block, "caption", htmx=True, first=0, last=2, guesses=1
    ).content.decode()
    assert html.count('class="guess"') == 1
    assert html.count('value="caption" id="guess-') == 1


def unseen(edition):
    return Draft.of(edition).unseen


def see(browser, edition, *blocks, **headers):
    data = {"block": [block.pk for block in blocks], "guesses": 1, "section": 2}
    return browser.post(url(edition, "seen"), data, headers=headers)


def test_guesses_stand_together_by_kind_and_reason(browser_of, draft):
    html = browser_of.get(url(draft)).content.decode()
    names = re.findall(r"<b>(\d.*?)</b>", html)
    assert names == ["2 headings", "1 quotation", "1 line left out"]
    assert html.count('class="fold guess-group" open') == 3


def test_a_group_that_is_all_right_is_folded_and_not_asked_again(browser_of, draft):
    headings = draft.blocks.filter(kind="heading")
    answer = see(browser_of, draft, *headings)
    assert answer.url == f"{url(draft)}?section=2&guesses=1#guesses"
    html = browser_of.get(url(draft)).content.decode()
    assert "2 guesses to look at" in html
    assert html.count('class="fold guess-group" open') == 2
    assert 'value="heading" id="guess-' in html  # still there to be changed
    assert kinds(draft)[0] == ("heading", 2)


def test_all_right_by_htmx_answers_with_the_guesses(browser_of, draft):
    html = see(browser_of, draft, *draft.blocks.all(), **HTMX).content.decode()
    assert "You have looked at every guess" in html
    assert "<html" not in html
    assert unseen(draft) == 0


@pytest.mark.parametrize("ids", [[], ["x"], ["9" * 30], ["0"]])
def test_all_right_forgives_any_id(browser_of, draft, ids):
    assert browser_of.post(url(draft, "seen"), {"block": ids}).status_code == 302
    assert unseen(draft) == 4


def test_guesses_of_another_text_are_not_touched(browser_of, draft, circle):
    other = Edition.draft_from(Reading.objects.create(circle=circle), Document(GUESSED))
    see(browser_of, draft, *other.blocks.all())
    assert unseen(other) == 4


def test_what_was_left_out_can_be_kept(browser_of, draft):
    press(browser_of, draft.blocks.get(position=5), "paragraph")
    browser_of.post(url(draft, "publish"), {"title": "Lamps"})
    assert Reading.objects.get(pk=draft.reading_id).edition.text.text.endswith("Leave a comment")


def test_heading_keeps_its_level_until_another_is_chosen(browser_of, draft):
    block = draft.blocks.get(position=1)
    press(browser_of, block, "heading")
    assert kinds(draft)[1] == ("heading", 2)
    press(browser_of, block, "heading", level=3)
    press(browser_of, block, "heading")
    assert kinds(draft)[1] == ("heading", 3)
    press(browser_of, block, "paragraph")
    assert kinds(draft)[1] == ("paragraph", 0)


@pytest.mark.parametrize(
    "fields", [{"kind": "poem"}, {"kind": ""}, {"kind": "heading", "level": 9}]
)
def test_no_other_kinds(browser_of, draft, fields):
    before = kinds(draft)
    answer = press(browser_of, draft.blocks.first(), **fields, htmx=True)
    assert answer.status_code == 422
    assert kinds(draft) == before


def test_published_text_does_not_change(browser_of, reading):
    block = reading.edition.blocks.first()
    for htmx in (True, False):
        answer = press(browser_of, block, "caption", htmx=htmx)
        assert answer.status_code == 409
        assert "was published meanwhile" in answer.content.decode()
    assert Block.objects.get(pk=block.pk).kind == "heading"


def test_publish_asks_for_a_title_and_keeps_the_rest(browser_of, draft):
    answer = browser_of.post(url(draft, "publish"), {"title": " ", "authors": "Ada L."})
    assert answer.status_code == 422
    assert "Please give the text a title." in answer.content.decode()
    assert 'value="Ada L."' in answer.content.decode()
    assert not Reading.objects.get(pk=draft.reading_id).edition


def test_publish_makes_edition_one_of_what_is_kept(browser_of, draft):
    facts = {"title": "Lamps", "authors": "Ada L.", "language": "en", "licence": "CC0"}
    answer = browser_of.post(url(draft, "publish"), facts)
    reading = Reading.objects.get(pk=draft.reading_id)
    assert answer.url == reading.get_absolute_url()
    assert (reading.title, reading.sort_title, reading.sort_authors) == ("Lamps", "lamps", "ada l.")
    assert (reading.edition.number, reading.language, reading.licence) == (1, "en", "CC0")
    blocks = reading.edition.blocks.kept().values_list("kind", "level", "number")
    assert list(blocks) == [
        ("heading", 2, None),
        ("paragraph", 0, 1),
        ("quotation", 0, 2),
        ("heading", 2, None),
        ("paragraph", 0, 3),
    ]
    assert "Leave a comment" not in reading.edition.text.html


def test_publish_pressed_twice_publishes_once_and_leads_on_again(browser_of, draft, facilitator):
    Import.objects.create(
        reading=draft.reading, by=facilitator, edition=draft, next="/sessions/3/plan/"
    )
    first = browser_of.post(url(draft, "publish"), {"title": "Lamps"})
    second = browser_of.post(url(draft, "publish"), {"title": "Lamps again"})
    assert first.url == second.url == "/sessions/3/plan/"
    assert Reading.objects.get(pk=draft.reading_id).title == "Lamps"
    assert Edition.objects.filter(reading=draft.reading).count() == 1


def test_publishing_nothing_is_refused(browser_of, draft):
    draft.blocks.update(kind="left_out")
    answer = browser_of.post(url(draft, "publish"), {"title": "Lamps"})
    assert answer.status_code == 422
    assert "Everything is left out." in answer.content.decode()
    assert not Reading.objects.get(pk=draft.reading_id).edition


def test_two_drafts_at_once_publish_in_turn(draft):
    twin = Edition.objects.get(pk=draft.pk)
    draft.publish(title="Lamps")
    twin.publish(title="Other")
    assert Reading.objects.get(pk=draft.reading_id).title == "Lamps"


@pytest.mark.parametrize("many", [1, 3, 150])
def test_review_takes_the_same_queries_for_any_number(
    browser_of, circle, many, django_assert_num_queries
):
    reading = Reading.objects.create(circle=circle)
    edition = Edition.draft_from(reading, Document(GUESSED * many))
    with django_assert_num_queries(10):
        browser_of.get(url(edition))
    block = edition.blocks.first()
    with django_assert_num_queries(12):
        press(browser_of, block, "caption", htmx=True)


def test_parts_go_from_heading_to_heading_and_never_grow_too_long(circle):
    reading = Reading.objects.create(circle=circle)
    blocks = [B("paragraph", "x")] * 2 + [B("heading", "One", 2)] + [B("paragraph", "y")] * 130
    parts = Draft.of(Edition.draft_from(reading, Document(blocks))).parts
    assert [(part.first, part.last, part.title) for part in parts] == [
        (0, 1, ""),
        (2, 1 + LARGEST_PART, "One"),
        (2 + LARGEST_PART, 1 + 2 * LARGEST_PART, "One"),
        (2 + 2 * LARGEST_PART, 132, "One"),
    ]


def test_a_facilitator_of_two_circles_reviews_for_both(login, facilitator, circle):
    other = make_circle(facilitator=facilitator, name="Thursday Circle")
    reading = Reading.objects.create(circle=other)
    edition = Edition.draft_from(reading, Document(GUESSED))
    assert "The people of Thursday Circle" in login(facilitator).get(url(edition)).content.decode()
