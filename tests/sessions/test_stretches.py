"""The bytes of a page: compressed stretches, and holes that are filled as it goes out."""

import gzip
import zlib
from uuid import uuid4

import pytest
from django.test import RequestFactory

from sessions import stretches
from sessions.stretches import Page
from tests.sessions.test_canaries import without_tokens

GZIPPED = {"Accept-Encoding": "gzip"}


HIDDEN = '<input type="hidden" name="{}" value="{{}}">'
FORM = HIDDEN.format("csrfmiddlewaretoken") + HIDDEN.format("key")
HTML = f"<p>é</p>{FORM.format('a' * 64, uuid4())}{'<p>words</p>' * 9000}{FORM.format('b' * 64, uuid4())}"


def answered(page, **headers):
    request = RequestFactory().get("/", headers=headers)
    request.META["CSRF_COOKIE"] = "c" * 32
    return page.answer(request).content


def test_the_same_page_goes_out_plain_and_compressed():
    page = Page(HTML)
    plain, compressed = answered(page), answered(page, **GZIPPED)
    unpacked = gzip.decompress(compressed)
    assert (
        without_tokens(unpacked.decode()) == without_tokens(HTML) == without_tokens(plain.decode())
    )
    assert len(compressed) < len(plain) / 20


def test_a_text_about_forms_is_a_text():
    words = '<p>Write name="csrfmiddlewaretoken" value="abc" or name="key" value="{}".</p>'
    page = Page(words.format(uuid4()))
    assert page.holes == []


def test_a_section_in_which_nothing_is_new_is_not_compressed_again():
    words = [f"<p>{number}</p>" * 8000 for number in range(4)]

    def html():
        sections = (f'<section class="reading__section" id="s">{each}</section>' for each in words)
        return f"<main>{''.join(sections)}</main>{FORM.format('a' * 64, uuid4())}"

    stretches.compressed.cache_clear()
    first = answered(Page(html()), **GZIPPED)
    before = stretches.compressed.cache_info()
    words[2] += "one more"
    second = answered(Page(html()), **GZIPPED)
    after = stretches.compressed.cache_info()
    assert after.misses - before.misses == 1
    assert after.hits - before.hits >= len(words)
    said = gzip.decompress(second).decode()
    assert without_tokens(said) == without_tokens(html())
    assert gzip.decompress(first) != gzip.decompress(second)


def test_it_is_one_stream_that_can_be_read_byte_by_byte():
    compressed = answered(Page(HTML), **GZIPPED)
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    unpacked = b"".join(reader.decompress(bytes([byte])) for byte in compressed)
    assert reader.eof
    assert not reader.unused_data
    assert unpacked == gzip.decompress(compressed)


def test_tokens_and_keys_are_new_in_each_answer_and_compressed_with_nothing():
    page = Page(HTML)
    answers = [answered(page, **GZIPPED) for _ in range(20)]
    filled = [stretches.END.findall(gzip.decompress(each)) for each in answers]
    keys = [key for holes in filled for _token, key in holes if key]
    tokens = [{token for token, _key in holes if token} for holes in filled]
    assert len(set(keys)) == len(keys) == 40
    assert all(len(each) == 1 for each in tokens)
    assert len(set.union(*tokens)) == 20
    assert all(
        each.count(token) == 2 for each, own in zip(answers, tokens, strict=True) for token in own
    )
    assert len({len(each) for each in answers}) > 5


@pytest.mark.parametrize("length", [0, 1, 2, 255, 65_537, 1_000_003])
def test_checksums_of_two_stretches_are_that_of_both(length):
    before, after = b"What somebody thought.", b"n" * length
    shifted = stretches._times(stretches._shift(length), zlib.crc32(before))
    assert shifted ^ zlib.crc32(after) == zlib.crc32(before + after)
