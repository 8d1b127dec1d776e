import pytest

from readings.importing.links import allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c&d=%20#e",
        "https://été.example/où",
        "HTTPS://example.org/",
        "mailto:ana@example.org",
        "mailto:ana@example.org?subject=The%20river",
    ],
)
def test_links_a_reader_may_follow(url):
    assert allowed(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "#a", "/a", "a", "//example.org", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:x",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org", "https:example.org",
        "https:/example.org", "http://", "https:///x", "https://a b", "http://example.org\\@x", "http://a@b.org",
        "http://example.org:99999999", "http://[::1", "https://example.org/\u202egpj", "https://example.org/a\nb",
        "mailto:", "mailto:x", "mailto:a@b.org?bcc=c@d.org", "mailto:a@b.org?subject=x%0d%0ay",
        "https://example.org/" + "a" * 2000,
    ],
)  # fmt: skip
def test_links_that_are_refused(url):
    assert allowed(url) is None
