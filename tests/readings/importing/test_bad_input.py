"""Bytes that are not text, texts that are too much, and what hides in text."""

import contextlib
import time
import unicodedata

import pytest

from readings.importing import LARGEST, Unreadable, read
from readings.importing.sentences import REASONS, REFUSALS, WARNINGS

from .shared import CORPUS, corpus


def refusal(data, name="text.txt"):
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.code


def texts(data, name="text.txt"):
    return [block.text for block in read(data, name).blocks]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\n", "\u200e\ufeff \u00a0".encode()])
def test_nothing_to_read(data, name):
    assert refusal(data, name) == "empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a\0b", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\1\2\3" * 9, "binary"),
        (b"%PDF-1.7 ...", "document"),
        (b"PK\x03\x04....", "document"),
        (b"{\\rtf1 Hello}", "document"),
        (b"<!DOCTYPE html><p>Hello", "web_page"),
        (b"\xef\xbb\xbf  <html><body>Hello", "web_page"),
        (b"x\xed\xa0\x80\xed\xb0\x80 y", "encoding"),
        (b"\xff\xfea", "encoding"),
        (b"a" * (LARGEST + 1), "too_large"),
    ],
)
def test_what_is_refused(data, code):
    assert refusal(data) == code


def test_other_kinds_of_files_are_refused_by_name():
    assert refusal(b"text", "text.docx") == "format"
    assert texts(b"text", "TEXT.TXT") == texts(b"text", "pasted") == ["text"]


def test_every_sentence_is_one_plain_line():
    for sentence in (*REFUSALS.values(), *WARNINGS.values(), *REASONS.values()):
        assert "\n" not in sentence
        assert "!" not in sentence
        assert sentence == " ".join(sentence.split())
    assert all(sentence.endswith(".") for sentence in REFUSALS.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_what_they_are(encoding):
    document = read("L’été, où êtes-vous ?".encode(encoding), "a.txt")
    assert document.blocks[0].text == "L’été, où êtes-vous ?"
    assert document.warnings == []


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "L’été, où êtes-vous ? « Là-bas », dit-elle — près du cœur de la forêt."),
        (
            "cp1252",
            "Zweimal wurde der Fluss verlegt, für die Mühle und die Straße: „schön“, hieß es.",
        ),
        ("iso-8859-1", "El río fue movido dos veces. ¿Quién preguntó a los niños del año pasado?"),
        (
            "cp1251",
            "Реку передвинули дважды за сто лет, один раз ради мельницы и один раз ради дороги. "
            * 3,
        ),
        ("cp1255", "הנהר הוזז פעמיים במאה שנים, פעם בשביל הטחנה ופעם בשביל הכביש. " * 4),
        ("shift_jis", "川は百年の間に二度動かされた。一度は水車のため、一度は道のためだった。" * 4),
    ],
)
def test_encodings_that_are_guessed_are_said(encoding, text):
    document = read(text.encode(encoding), "a.txt")
    assert document.blocks[0].text == text.strip()
    assert [warning.code for warning in document.warnings] == ["encoding_guessed"]


def test_utf_8_with_a_few_broken_letters_is_no_other_encoding():
    data = ("Où était l’été ? " * 20).encode() + b"\xe2\x80 end"
    document = read(data, "a.txt")
    assert document.blocks[0].text.endswith("� end")
    assert [(w.code, w.values) for w in document.warnings] == [("damaged", {"count": 1})]


def test_what_hides_or_reorders_words_is_dropped():
    text = "a\u202eb\u2066c\u2069 \u200b\ufeff\u00adx می\u200cخواهم 👩\u200d🚀 \x1b[31mred\x1b[0m \x1b]0;t\x07end\x01 \u200fא"
    assert texts(text.encode()) == ["abc x می\u200cخواهم 👩\u200d🚀 red end \u200fא"]


def test_text_is_composed_and_spaces_are_single():
    text = unicodedata.normalize("NFD", "été  \t à\u00a0la\u00a0 mer\u2003là")
    assert texts(text.encode()) == ["été à\u00a0la mer là"]


def test_line_ends_of_all_kinds():
    assert texts(b"a\r\n\rb\n\nc\r\rd") == ["a", "b", "c", "d"]
    assert texts("a\vb\n\nc\u2029d\x85\x85e".encode()) == ["a b", "c", "d", "e"]


def test_too_many_blocks_are_refused():
    assert refusal(b"a b.\n\n" * 20_001) == "too_long"
    assert refusal(b"- a\n" * 20_001, "a.md") == "too_long"
    assert refusal(b"a\n" * 1_000_000) == "too_long"


NASTY = {
    "one line": lambda n: "word " * (n // 5),
    "one word": lambda n: "a" * n,
    "blank lines": lambda n: "a" + "\n" * n,
    "spaces": lambda n: "a" + " " * n + "b",
    "stars": lambda n: "a " + "*" * n,
    "brackets": lambda n: "a " + "[" * n,
    "underscores": lambda n: "a " + "_" * n,
    "pairs": lambda n: "a " + "*a_ " * (n // 4),
    "pictures": lambda n: "![" * (n // 2),
    "angles": lambda n: "a" + "<" * n,
    "tags": lambda n: "<script><!--" * (n // 12) + "a",
    "quoted": lambda n: ">" * n + " a",
    "ticks": lambda n: "".join("`" * (i % 50) + "a" for i in range(n // 25)),
    "short lines": lambda n: "ab c\n" * (n // 5),
    "colons": lambda n: "said: " * (n // 6) + "\n\n" + "x" * n,
    "escapes": lambda n: "a" + "\x1b]" * 20 + "é" * (n // 2),
    "accents": lambda n: "a" + "\u0301\u0323" * (n // 4),
    "numbers": lambda n: "1) " * (n // 3),
    "dashes": lambda n: "- " * (n // 2) + "a",
    "mail": lambda n: "\n".join("> " * (i % 20) + "a" for i in range(n // 22)),
    "table": lambda n: "|a" * (n // 40) + "|\n" + "|-" * (n // 40) + "|\n" + "|a\n" * (n // 6),
}


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("make", NASTY.values(), ids=NASTY.keys())
def test_twice_the_text_takes_at_most_about_twice_the_time(make, name):
    def seconds(size):
        data, best = make(size).encode(), 60
        for _ in range(2):
            start = time.process_time()
            with contextlib.suppress(Unreadable):
                read(data, name)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(40_000), seconds(80_000)
    assert large < 2.6 * small + 0.05


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_hostile_files_are_read_or_refused(name):
    if not CORPUS.is_dir():
        pytest.skip("the shared corpus is not here")
    for file in sorted((CORPUS / "hostile").iterdir()):
        with contextlib.suppress(Unreadable):
            whole = "".join(block.text for block in read(file.read_bytes(), name).blocks)
            assert not set(whole) & set("\0\x1b\u202e\ud800"), file.name


def test_hostile_texts_keep_their_words():
    assert texts(corpus("hostile/typst-inject.txt"))[0].startswith(
        'Hello #read("/etc/passwd") #eval("1 2") $x$'.replace("1 2", "1")
    )
    assert refusal(corpus("hostile/bom-only.txt")) == "empty"
    assert refusal(corpus("hostile/html-named.txt")) == "web_page"
    assert texts(corpus("hostile/cr-only.txt")) == ["First line second line", "New paragraph"]
