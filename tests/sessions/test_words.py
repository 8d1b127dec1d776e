import pytest

from sessions.words import to_html


def flat(body, **options) -> str:
    return to_html(body, **options).replace("\n", "")


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("*so* and **so**", "<p><em>so</em> and <strong>so</strong></p>"),
        ("> said\n\nWhy?", "<blockquote><p>said</p></blockquote><p>Why?</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("# no & heading", "<p># no &amp; heading</p>"),
        ("2 * 3 * 4, a_b_c \\*", "<p>2 * 3 * 4, a_b_c \\*</p>"),
        ("&lt; <b>x</b>", "<p>&amp;lt; &lt;b&gt;x&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>"),
        (
            '[a"b](https://example.org/?a="&b)',
            '<p><a href="https://example.org/?a=%22&amp;b" rel="nofollow">a&quot;b</a></p>',
        ),
        (
            "see https://example.org/a_b_c.",
            '<p>see <a href="https://example.org/a_b_c" rel="nofollow">https://example.org/a_b_c</a>.</p>',
        ),
    ],
)
def test_a_little_markdown_is_read_and_all_else_stays(body, html):
    assert flat(body) == html


def test_numbers_of_paragraphs_lead_there_if_there_are_such():
    html = flat(
        "¶ 3, (4), paragraphe 5, paragraph 99; in 3 weeks, f(3)",
        paragraph_url=lambda number: f"/read/#p{number}" if number < 10 else None,
    )
    assert html == (
        '<p><a href="/read/#p3">¶ 3</a>, <a href="/read/#p4">(4)</a>, '
        '<a href="/read/#p5">paragraphe 5</a>, paragraph 99; in 3 weeks, f(3)</p>'
    )
