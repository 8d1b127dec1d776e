from readings.excerpts import block_html, excerpts
from readings.models import Block, Passage


def pinned(reading, first, last):
    blocks = {b.number: b for b in reading.edition.blocks.filter(number__in=[first, last])}
    return Passage.pin(reading.edition, blocks[first].start, blocks[last].end)


def test_label_names_paragraphs_as_readers_cite_them(reading):
    one, three = pinned(reading, 2, 2), pinned(reading, 1, 3)
    found = excerpts([one, three, None], reading.edition)
    assert found[one.pk].label == "¶ 2"
    assert found[three.pk].label == "¶ 1 to 3"
    assert found[three.pk].is_whole


def test_a_few_words_show_their_whole_paragraph(reading):
    block = reading.edition.blocks.get(number=2)
    passage = Passage.pin(reading.edition, block.start + 2, block.start + 9)
    excerpt = excerpts([passage], reading.edition)[passage.pk]
    assert [b.number for b in excerpt.blocks] == [2]
    assert not excerpt.is_whole


def test_any_number_of_passages_takes_two_queries(reading, django_assert_num_queries):
    passages = [pinned(reading, n, n) for n in (1, 2, 3)]
    with django_assert_num_queries(2):
        assert len(excerpts(passages, reading.edition)) == 3


def test_block_html_escapes():
    assert block_html(Block(text="<i>&", marks=[])) == "&lt;i&gt;&amp;"
