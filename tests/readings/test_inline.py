import re
from html import unescape

from readings.inline import item_label, to_html


def mark(kind, start, end, **more):
    return {"kind": kind, "start": start, "end": end, **more}


def test_everything_is_escaped():
    assert to_html('a <b> & "c"', []) == 'a &lt;b&gt; &amp; "c"'


def test_marks_nest_whatever_their_order():
    marks = [mark("em", 4, 7), mark("strong", 0, 7)]
    assert to_html("one two", marks) == "<strong>one <em>two</em></strong>"
    assert to_html("one two", marks[::-1]) == to_html("one two", marks)


def test_marks_that_overlap_are_cut():
    html = to_html("one two", [mark("em", 0, 5), mark("strong", 4, 7)])
    assert html == "<em>one <strong>t</strong></em><strong>wo</strong>"


def test_only_links_that_a_reader_may_follow():
    link = '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener noreferrer">one</a>'
    assert to_html("one", [mark("link", 0, 3, href="https://example.org/?a=1&b=2")]) == link
    for href in ("javascript:alert(1)", "//example.org", "/admin/", "", None):
        assert to_html("one", [mark("link", 0, 3, href=href)]) == "one"


def test_what_no_mark_of_ours_can_be_is_dropped():
    marks = [mark("script", 0, 3), mark("em", 5, 2), mark("em", 50, 60), mark("strong", -4, 1)]
    assert to_html("one", marks) == "<strong>o</strong>ne"


def test_notes_and_items_add_no_words():
    marks = [mark("item", 0, 0, label="3.", depth=1), mark("note", 3, 3, label='1"')]
    html = to_html("one two", marks)
    assert html == 'one<sup data-note="1&quot;"></sup> two'
    assert unescape(re.sub("<[^>]*>", "", html)) == "one two"
    assert item_label(marks) == ("3.", 1)
    assert item_label([]) == ("", 0)
