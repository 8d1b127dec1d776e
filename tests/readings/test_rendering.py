"""The contract of the stored page: what passages, highlights and notes rely on."""

from html.parser import HTMLParser

from readings.rendering import parts_of, put_together, render
from tests.builders import Block


class Page(HTMLParser):
    """The text nodes under each element with data-start, and the shape of the whole."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.texts, self.after, self.ids, self.path, self.shapes = {}, [], [], [], {}
        self._depth, self._start = 0, None
        self.feed(html)
        assert self.path == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "hr":
            return
        self.path.append(tag)
        if "data-start" in attrs:
            self._start, self._depth = int(attrs["data-start"]), len(self.path)
            self.texts[self._start] = ""
            self.shapes[self._start] = " ".join(self.path)

    def handle_endtag(self, tag):
        assert self.path.pop() == tag, "elements nest"
        if len(self.path) < self._depth:
            self._start = None

    def handle_data(self, data):
        if self._start is not None:
            self.texts[self._start] += data

    def handle_comment(self, data):
        self.after.append(int(data.removeprefix("after:")))


def block(kind, text, *marks, level=0):
    made = Block(kind, text, level, list(marks))
    made.language = ""
    return made


def mark(kind, start, end, **more):
    return {"kind": kind, "start": start, "end": end, **more}


def item(label="", depth=0):
    return mark("item", 0, 0, label=label, depth=depth)


ALL = [
    block("paragraph", "Before any heading 🙂 <b>&amp;"),
    block("heading", "One & 𝔸", level=2),
    block("paragraph", "Words 🙂 of a friend", mark("em", 6, 7), mark("strong", 0, 10)),
    block("quotation", "First half"),
    block("quotation", "second half"),
    block("list_item", "bread", item()),
    block("list_item", "salt", item(depth=1)),
    block("list_item", "then", item("1.")),
    block("verse", "a line\nand another"),
    block("separator", ""),
    block("heading", "A part of it", level=3),
    block("code", "  if x < 1:\n    🙂"),
    block("table", "name | 🙂\nAda | 36", mark("strong", 0, 4), mark("em", 7, 12)),
    block("footnote", "A note."),
    block("caption", "Photo: a lamp"),
]


def test_text_nodes_of_each_block_are_its_text():
    page = Page(render(ALL).html)
    words = [b for b in ALL if b.kind != "separator"]
    assert page.texts == {b.start: b.text for b in words}


def test_starts_count_code_points_of_the_canonical_text():
    text = render(ALL).text
    assert all(text[b.start : b.end] == b.text for b in ALL)
    assert text == "\n".join(b.text for b in ALL)


def test_every_block_is_followed_by_its_marker():
    rendered = render(ALL)
    assert Page(rendered.html).after == [b.start for b in ALL]
    filled = put_together(
        *parts_of(rendered.html), number=lambda *_: "", after=lambda start: f"<i>{start}</i>"
    )
    assert filled.count("<i>") == len(ALL)
    assert "<!--" not in filled


def test_sections_numbers_and_headings_have_addresses():
    rendered = render(ALL)
    page = Page(rendered.html)
    assert len(page.ids) == len(set(page.ids))
    assert [s["id"] for s in rendered.outline] == ["s0", "s1", "s2"]
    assert {"s0", "s1", "s2", "p1", "p2", "p3", "p4", "p5"} <= set(page.ids)
    assert [b.number for b in ALL if b.number] == [1, 2, 3, 4, 5]
    assert f"h{ALL[1].start}" in page.ids


def test_neighbours_of_a_kind_stand_together():
    rendered = render(ALL)
    assert rendered.html.count("<blockquote") == 1
    shapes = Page(rendered.html).shapes
    assert shapes[ALL[3].start] == shapes[ALL[4].start] == "section blockquote div p"
    assert shapes[ALL[5].start] == "section ul li p"
    assert shapes[ALL[7].start] == "section ol li p"
    assert shapes[ALL[10].start] == "section h3"
    assert shapes[ALL[12].start] == "section div table"
    assert rendered.html.count(' data-label="1."') == 1


def test_a_group_ends_with_its_section():
    blocks = [block("list_item", "a", item()), block("heading", "h", level=2)]
    blocks += [block("list_item", "b", item()), block("list_item", "c", item())]
    rendered = render(blocks)
    assert rendered.html.count("<ul") == 2
    Page(rendered.html)


def test_cells_keep_their_own_marks():
    html = render(ALL).html
    assert "<td><strong>name</strong><span" in html
    assert html.count("<em>") == 3  # one in the paragraph; the mark across two rows is cut


def test_headings_stay_below_the_pages_own_title():
    blocks = [block("heading", "a", level=level) for level in (0, 1, 2, 6, 9)]
    html = render(blocks).html
    assert [html.count(f"<h{n} ") for n in range(1, 7)] == [0, 3, 0, 0, 0, 2]


def test_nothing_from_outside_is_markup():
    nasty = '"><script>alert(1)</script>'
    made = block("list_item", nasty, mark("link", 0, 5, href='javascript:"'), item(nasty))
    made.language = nasty
    html = render([made]).html
    assert "<script" not in html
    assert "javascript:" not in html


def test_nothing_renders_to_nothing():
    rendered = render([])
    assert (rendered.text, rendered.html, rendered.outline, rendered.words) == ("", "", [], 0)
