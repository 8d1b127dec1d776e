"""Markdown into blocks. The texts are small and made for this, but for the shared ones at the end."""

import pytest

from readings.importing import read

from .shared import corpus, gold


def document(text):
    return read(text.encode(), "text.md")


def shape(text):
    return [(block.kind, block.text) for block in document(text).blocks]


def marked(block):
    return [(mark["kind"], block.text[mark["start"] : mark["end"]]) for mark in block.marks]


def test_the_kinds_of_blocks():
    text = """# The river

A line
that goes on.

## The mill

> Quoted once,
> twice.

---

    code  here
    more

| Year | Who |
|------|-----|
| 1911 | *Ana* |
| 1950 |  |
"""
    found = document(text)
    assert found.title == "The river"
    assert [(block.kind, block.text, block.level) for block in found.blocks] == [
        ("paragraph", "A line that goes on.", 0),
        ("heading", "The mill", 2),
        ("quotation", "Quoted once, twice.", 0),
        ("separator", "", 0),
        ("code", "code  here\nmore", 0),
        ("table", "Year | Who\n1911 | Ana\n1950 |", 0),
    ]
    assert marked(found.blocks[5]) == [("em", "Ana")]
    assert [block.proposal for block in found.blocks] == [None] * 6


def test_a_first_heading_among_equals_is_no_title():
    found = document("# One\n\nText.\n\n# Two\n\nText.")
    assert (found.title, found.blocks[0].text) == (None, "One")


def test_front_matter_says_title_authors_and_language():
    found = document(
        '---\ntitle: "The river: twice moved"\nauthor:\n  - Ana Lopes\n  - Jo Doe\nlang: fr\ndate: x\n---\n'
        "# The river: twice moved\n\nText."
    )
    assert found.title == "The river: twice moved"
    assert found.authors == ["Ana Lopes", "Jo Doe"]
    assert found.language == "fr"
    assert [block.text for block in found.blocks] == ["Text."]
    assert document("---\nauthors: [Ana, Jo]\n---\n\nText.").authors == ["Ana", "Jo"]
    assert shape("---\n\nText.\n\n---\n\nMore.")[0] == ("separator", "")


def test_marks_stand_at_their_words():
    block = document(
        "Its 🙂 *old* bed,\n**the `first`   one**, and [a *map*](https://example.org/m)."
    ).blocks[0]
    assert block.text == "Its 🙂 old bed, the first one, and a map."
    assert sorted(marked(block)) == sorted(
        [
            ("em", "old"),
            ("strong", "the first one"),
            ("code", "first"),
            ("link", "a map"),
            ("em", "map"),
        ]
    )
    assert [mark["href"] for mark in block.marks if mark["kind"] == "link"] == [
        "https://example.org/m"
    ]


def test_lists_keep_their_numbers_and_depth():
    found = document("- a\n- b\n  1. c\n\n     more\n  2. d\n\n7) e\n").blocks
    assert [(block.kind, block.text) for block in found] == [
        ("list_item", "a"), ("list_item", "b"), ("list_item", "c"), ("paragraph", "more"),
        ("list_item", "d"), ("list_item", "e"),
    ]  # fmt: skip
    items = [
        (m["label"], m["depth"]) for block in found for m in block.marks if m["kind"] == "item"
    ]
    assert items == [("", 0), ("", 0), ("1.", 1), ("2.", 1), ("7)", 0)]


def test_footnotes_come_last_and_their_marks_add_no_words():
    first, note = document("It was moved[^a] twice.\n\n[^a]: Or *three* times.\n").blocks
    assert first.text == "It was moved twice."
    assert first.marks == [{"kind": "note", "start": 12, "end": 12, "label": "a"}]
    assert (note.kind, note.text) == ("footnote", "Or three times.")
    assert note.marks[0] == {"kind": "item", "start": 0, "end": 0, "label": "a", "depth": 0}


def test_pictures_leave_their_words():
    found = document(
        "![The old *bed*](bed.png)\n\nSee ![the mill](mill.png) there.\n\n![](x.png)\n"
    )
    assert [(b.kind, b.text) for b in found.blocks] == [
        ("caption", "The old bed"),
        ("paragraph", "See the mill there."),
    ]
    assert [(w.code, w.values) for w in found.warnings] == [("pictures", {"count": 3})]


def test_html_leaves_only_its_words():
    text = (
        "<div class=x><p>One &amp; <b>two</b></p><script>alert(1)</script></div>\n\n"
        'A <i onclick="x()">third</i><br>thing<script>alert(2)</script> <!-- hidden -->\n\n'
        "<script>\nalert(3)\n</script>\n"
    )
    found = document(text).blocks
    assert [block.text for block in found] == ["One & two", "A third thing"]
    assert marked(found[1]) == [("em", "third")]


def test_links_that_cannot_be_followed_keep_their_words():
    text = "[a](javascript:alert(1)) [b](/local) [c](//host/x) [d](data:text/html,x) <javascript:e> [f](mailto:a@b.org)"
    block = document(text).blocks[0]
    assert block.text == "a b c d javascript:e f"
    assert block.marks == [{"kind": "link", "start": 21, "end": 22, "href": "mailto:a@b.org"}]


def test_entities_cannot_bring_in_what_cleaning_drops():
    block = document("a&#x202e;b &#0; &#27;c e&#x301;*x*").blocks[0]
    assert block.text == "ab � �c éx"


def test_a_stanza_of_hard_breaks_is_verse():
    assert shape("The mill is still,  \nthe wheel is dry,  \nthe water went away")[0] == (
        "verse",
        "The mill is still,\nthe wheel is dry,\nthe water went away",
    )
    assert shape("> One,  \n> two,  \n> three")[0] == ("verse", "One,\ntwo,\nthree")
    assert shape("One  \ntwo")[0] == ("paragraph", "One two")
    assert shape("- One  \n  two  \n  three")[0] == ("list_item", "One two three")


def test_notes_within_notes_break_nothing():
    assert shape("a[^1]\n\n[^1]: [^1]: 1) [^1]: b\n\nc")[0] == ("paragraph", "a")


def test_no_block_starts_or_ends_with_a_space():
    assert shape("<b>\u00a0</b> \u00a0*a* <i> </i>")[0] == ("paragraph", "a")


def test_a_heading_in_a_quotation_stays_out_of_the_outline():
    found = document("Text.\n\n> ## Inside\n>\n> More.")
    assert [(block.kind, block.text) for block in found.blocks[1:]] == [
        ("quotation", "Inside"),
        ("quotation", "More."),
    ]
    assert marked(found.blocks[1]) == [("strong", "Inside")]


@pytest.mark.parametrize(
    "name", ["seed-made.md", "progit-fr-ch1.md", "rust-ch04-01-what-is-ownership.md"]
)
def test_real_files(name):
    facts = gold(name)
    found = read(corpus(f"files/{name}"), name)

    def texts(kind):
        return [block.text for block in found.blocks if block.kind == kind]

    assert found.title == facts["title"]
    assert found.authors == facts.get("authors", [])
    assert texts("heading") == facts["headings"]
    assert found.blocks[0].text.startswith(facts["first"])
    assert [b.text for b in found.blocks if b.kind != "footnote"][-1].endswith(
        facts.get("last", "")
    )
    for fact, kind in (
        ("quotes", "quotation"),
        ("captions", "caption"),
        ("list_items", "list_item"),
    ):
        for words in facts.get(fact, []):
            assert any(text.startswith(words) for text in texts(kind)), words
    notes = "\n".join(texts("footnote"))
    assert all(words in notes for words in facts.get("note_text", []))
    emphasised = [words for block in found.blocks for kind, words in marked(block) if kind == "em"]
    assert all(words in emphasised for words in facts.get("emph", []))
    links = [
        mark["href"] for block in found.blocks for mark in block.marks if mark["kind"] == "link"
    ]
    assert all(link in links for link in facts.get("links", []))
    whole = "\n".join(block.text for block in found.blocks)
    assert not any(words in whole for words in facts["must_not"])
