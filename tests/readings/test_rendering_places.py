"""A session's page puts its own into the stored HTML by string; these are the places for it."""

import pytest

from readings.rendering import parts_of, put_together, render, starts_in, with_folds
from tests.builders import Block

BLOCKS = [
    Block("paragraph", 'Before <a class="reading__number" href="#p1"></a> any heading'),
    Block("heading", "One </section> two", level=2),
    Block("paragraph", "First"),
    Block("separator", ""),
    Block("heading", "Three", level=2),
    Block("quotation", "Second"),
]


class Placed(Block):
    language = ""


@pytest.fixture
def rendered():
    return render([Placed(block.kind, block.text, block.level) for block in BLOCKS])


def put(rendered):
    """Both kinds of places, each told from the other by its brackets."""
    return put_together(
        *parts_of(rendered.html),
        number=lambda number, start: f"[{number}@{start}]",
        after=lambda start: f"{{{start}}}",
    )


def test_after_each_block_comes_what_is_put_there(rendered):
    assert starts_in(rendered.html) == [
        0,
        *(i + 1 for i, c in enumerate(rendered.text) if c == "\n"),
    ]
    html = put(rendered)
    assert f"First</p>{{{rendered.text.index('First')}}}</div>" in html
    assert "<!--" not in html


def test_numbers_of_the_page_only_are_replaced(rendered):
    html = put(rendered)
    second = rendered.text.index("Second")
    assert html.count("[") == 3
    assert f'id="p3">[3@{second}]<p' in html


def test_folding_closes_a_section_to_its_heading(rendered):
    html = with_folds(rendered.html, lambda place: "+" if place == 1 else None)
    assert html.count("<details") == html.count("</details></section>") == 1
    assert "One &lt;/section&gt; two</h2>+</summary><!--after:" in html


def test_folding_a_section_without_heading_leaves_only_the_line(rendered):
    html = with_folds(rendered.html, lambda place: "+" if place == 0 else None)
    assert '<details class="reading__fold"><summary>+</summary><div' in html
