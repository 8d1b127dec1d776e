"""The first real text, from paste to page."""

import json
from uuid import uuid4

import pytest

from readings.models import Import, Reading
from tests.readings.importing.shared import corpus, gold


@pytest.fixture(params=[("\n", "\r\n"), ("\n\n", "\r\n\r\n\r\n\r\n")], ids=["CRLF", "doubled"])
def pasted(request):
    return corpus("files/seed.txt").decode().replace(*request.param)


def test_seed_text_goes_from_paste_to_page(login, facilitator, circle, run_jobs, pasted):
    truth = gold("seed-lines")
    browser = login(facilitator)
    browser.post("/library/add/", {"key": uuid4(), "circle": circle.pk, "text": pasted})
    run_jobs()
    review = browser.get(Import.objects.get().reading.get_review_url())
    assert review.context["draft"].found == [
        "177 paragraphs and quotations",
        "17 headings",
        "5 captions",
        "10 lines left out at the end",
    ]
    reading = Reading.objects.get()
    browser.post(f"/readings/{reading.pk}/publish/", {"title": "The first text"})
    page = browser.get(reading.get_absolute_url()).content.decode()
    assert "about 55 minutes" in page or "about 56 minutes" in page
    assert page.count('class="reading__heading"') == 17
    assert 'id="p177"' in page
    assert 'id="p178"' not in page
    outline = Reading.objects.get().edition.text.outline
    headings = [" ".join(heading["text"].split()) for heading in truth["headings"]]
    assert [section["title"] for section in outline if section["title"]] == headings
    words = json.dumps(page, ensure_ascii=False)
    assert not [line for line in truth["must_not_contain"] if len(line) > 20 and line in words]
