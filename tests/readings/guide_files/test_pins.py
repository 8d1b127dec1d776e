import pytest

from readings.guide_files import find_section, heading_hash, headings_line, section_pin, spans

OUTLINE = [
    {"title": "", "level": 0},
    {"title": "On reading", "level": 2},
    {"title": "Notes", "level": 3},
    {"title": "On asking", "level": 2},
    {"title": "Notes", "level": 3},
]


def test_headings_are_counted_and_hashed_whatever_their_quotes_and_capitals():
    line = headings_line(OUTLINE)
    assert line.startswith("4 ")
    assert headings_line([{"title": "ON  READING", "level": 2}, *OUTLINE[2:]]) == line
    assert headings_line(OUTLINE[:4]) != line
    assert headings_line([{"title": "", "level": 0}]) == ""


@pytest.mark.parametrize("place", range(5))
def test_a_section_is_found_by_its_pin(place):
    assert find_section(OUTLINE, *section_pin(OUTLINE, place)) == place


@pytest.mark.parametrize("place", range(3))
def test_a_text_that_begins_with_a_heading_has_no_section_0(place):
    assert find_section(OUTLINE[1:4], *section_pin(OUTLINE[1:4], place)) == place
    assert find_section(OUTLINE[1:4], 0) is None


def test_a_heading_that_moved_is_found_by_its_words():
    assert find_section(OUTLINE, 1, heading_hash("on asking")) == 3


def test_of_two_headings_with_the_same_words_the_nearest_is_meant():
    assert find_section(OUTLINE, 4, heading_hash("Notes")) == 4
    assert find_section(OUTLINE, 1, heading_hash("Notes")) == 2


@pytest.mark.parametrize(("number", "hash"), [(9, ""), (1, "0" * 8), (None, "")])
def test_what_is_not_there_is_not_guessed(number, hash):
    assert find_section(OUTLINE, number, hash) is None


def test_a_number_alone_is_taken_at_its_word():
    assert find_section(OUTLINE, 3) == 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("34", [(34, 34)]),
        ("¶ 34 – 36, 40", [(34, 36), (40, 40)]),
        ("36-34", None),
        ("0", None),
        ("a", None),
        ("", None),
    ],
)
def test_paragraphs_are_read_as_people_cite_them(written, read):
    assert spans(written) == read
