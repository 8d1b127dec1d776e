"""The first real text, against what people marked in it line by line."""

import json

import pytest

from readings.importing import read
from readings.importing.cleaning import squeeze

from .shared import corpus, gold


@pytest.fixture(scope="module")
def truth():
    marked = gold("seed-lines")
    lines = corpus("files/seed.txt").decode().split("\n")
    return {
        "headings": [squeeze(heading["text"]) for heading in marked["headings"]],
        "quotations": [
            squeeze(lines[n - 1]) for quote in marked["block_quotes"] for n in quote["lines"]
        ],
        "captions": [squeeze(lines[caption["line"] - 1]) for caption in marked["captions"]],
        "left_out": [squeeze(line) for line in marked["must_not_contain"]],
    }


@pytest.mark.parametrize(
    "change",
    [
        ("", ""),
        ("\n", "\r\n"),
        ("\n\n", "\n\n\n\n"),
        ("\n", "   \n"),
        ("\n\n", "\n"),
    ],
    ids=["as it is", "CRLF", "doubled blank lines", "spaces at ends", "no blank lines"],
)
def test_the_seed_text_comes_out_as_people_read_it(truth, change):
    text = corpus("files/seed.txt").decode()
    document = read((text.replace(*change) if change[0] else text).encode(), "seed.txt")

    def texts(kind):
        return [block.text for block in document.kept if block.kind == kind]

    assert (document.title, document.authors, document.language) == (None, [], "en")
    assert texts("heading") == truth["headings"]
    assert texts("caption") == truth["captions"]
    assert [block.text for block in document.blocks if block.left_out] == truth["left_out"]
    found, marked = set(texts("quotation")), set(truth["quotations"])
    assert len(found & marked) >= 15
    assert len(found - marked) <= 1
    assert len(texts("paragraph")) + len(texts("quotation")) == 177
    assert {block.kind for block in document.kept} == {
        "heading",
        "paragraph",
        "quotation",
        "caption",
    }
    json.dumps(document.as_data())
