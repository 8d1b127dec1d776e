"""Guide files: what is read comes back byte for byte; what is refused is told with its line."""

import random

import pytest

from readings.guide_files import (
    KINDS,
    BadGuide,
    Event,
    GuideFile,
    Meeting,
    Name,
    Plan,
    Question,
    read,
    write,
)
from readings.guide_files.tidy import tidy_line

CANONICAL = """\
---
title: Questions on Reading in company
language: en
authors: A circle in the harbour
reading: Reading in company
headings: 2 5c1f09e2
licence: CC-BY-SA-4.0
---

What this guide is for.

A second paragraph, with a line
that goes on.

## Questions

### What did you expect before you began to read?
kind: opening
minutes: 10
section: 1 a1b2c3d4
paragraphs: 3-5, 9

What usually comes up.

\\# a line of text that begins with a sign

### Qu’en reste-t-il\u202f?
kind: closing

## Plans

### One evening
minutes: 90

For a circle that meets once.

#### All of it
sections: 1 2
questions: 2 1

Begin on time.

## Names

### The harbour school
paragraphs: 12

A school of the dockers.

## Timeline

### 1936-07
paragraphs: 101

The strike begins.

### 1936-07-17

It spreads.
"""


def test_a_file_is_read_as_it_stands():
    guide = read(CANONICAL.encode())
    assert guide.headings == "2 5c1f09e2"
    assert guide.intro.endswith("with a line\nthat goes on.")
    assert guide.questions == [
        Question(
            "What did you expect before you began to read?",
            "opening",
            10,
            1,
            "a1b2c3d4",
            "3-5, 9",
            "What usually comes up.\n\n# a line of text that begins with a sign",
        ),
        Question("Qu’en reste-t-il\u202f?", "closing"),
    ]
    assert guide.plans == [
        Plan(
            "One evening",
            90,
            "For a circle that meets once.",
            [Meeting("All of it", [1, 2], [2, 1], "Begin on time.")],
        )
    ]
    assert guide.names == [Name("The harbour school", "12", "A school of the dockers.")]
    assert [event.title for event in guide.timeline] == ["1936-07", "1936-07-17"]


def test_a_canonical_file_comes_back_byte_for_byte():
    assert write(read(CANONICAL.encode())) == CANONICAL


def test_what_a_hand_writes_is_put_into_the_one_form():
    loose = (
        "\ufeff---\r\ntitle:   Two   words\r\n\r\n---\r\n\r\n\r\n## Questions\r\n\r\n\r\n"
        "###   Why?  \r\nparagraphs: ¶ 3 – 5,9\r\nkind: judging\r\n\r\n\r\nA note. \r\n\r\n\r\nMore."
    )
    assert write(read(loose.encode())) == (
        "---\ntitle: Two words\n---\n\n## Questions\n\n### Why?\nkind: judging\n"
        "paragraphs: 3-5, 9\n\nA note.\n\nMore.\n"
    )


HEAD = "---\ntitle: T\n---\n\n"
ASKED = HEAD + "## Questions\n\n### Why?\nkind: opening\n\n"


@pytest.mark.parametrize(
    ("file", "line", "word"),
    [
        ("", 0, "no words"),
        ("Questions", 1, "begins with a line ---"),
        ("---\ntitle: T\n", 3, "no end"),
        ("---\nlanguage: en\n---\n", 1, "no title"),
        ("---\ntitle: T\nlanguage: Tongue of men\n---\n", 3, "Tongue of men"),
        ("---\ntitle: T\nheadings: 17\n---\n", 3, "17 5c1f09e2"),
        ("---\ntitle: T\ntitle: U\n---\n", 3, "twice"),
        ("---\ntitle: T\nprice: 3\n---\n", 3, "price"),
        (HEAD + "# Questions\n", 5, "no place"),
        (HEAD + "### Why?\n", 5, "no place"),
        (HEAD + "## Ideas\n", 5, "Ideas"),
        (HEAD + "##Questions\n", 5, "space after #"),
        (HEAD + "## Questions\nkind: opening\n", 6, "###"),
        (HEAD + "## Questions\n\nText\n", 7, "###"),
        (HEAD + "## Questions\n\n## Questions\n", 7, "twice"),
        (HEAD + "## Questions\n\n### Why?\n\nNote", 7, "no kind"),
        (HEAD + "## Questions\n\n### Why?\nkind: openning\n", 8, "openning"),
        (HEAD + "## Questions\n\n### Why?\nA note.\n", 8, "key: value"),
        (HEAD + "## Questions\n\n### Why?\nkind:\n", 8, "no value"),
        (HEAD + "## Questions\n\n### Why?\nkind: opening\nminutes: ten\n", 9, "ten"),
        (HEAD + "## Questions\n\n### Why?\nkind: opening\nminutes: 0\n", 9, "1440"),
        (HEAD + "## Questions\n\n### Why?\nkind: opening\nsection: The end\n", 9, "heading"),
        (HEAD + "## Questions\n\n### Why?\nkind: opening\nparagraphs: 9-3\n", 9, "34-36"),
        (HEAD + "## Questions\n\n### \nkind: opening\n", 7, "no words"),
        (HEAD + "## Questions\n\n### " + "a" * 2001 + "\nkind: opening\n", 7, "2000"),
        (ASKED + "#### Evening\n", 10, "no place"),
        (ASKED + "## Plans\n\n### Evening\nminutes: 90\n\n", 12, "no meeting"),
        (ASKED + "## Plans\n\n### E\n\n#### M\nsections: 1\n", 14, "asks no question"),
        (ASKED + "## Plans\n\n### E\n\n#### M\nquestions: 1 2\n", 15, "no question 2"),
        (ASKED + "## Plans\n\n### E\n\n#### M\nquestions: one\n", 15, "numbers"),
        (ASKED + "## Plans\n\n### E\n\n#### M\nquestions: 1 1\n", 15, "twice"),
        (HEAD + "## Timeline\n\n### July 1936\n\nText", 7, "July 1936"),
        (HEAD + "## Timeline\n\n### 1936-02-30\n\nText", 7, "1936-02-30"),
        (HEAD + "## Names\n\n### Somebody\n", 7, "text is missing"),
        (HEAD + "Bad \x07 sign", 5, "no text"),
        (HEAD + "## Questions\n\n" + "### Why?\nkind: opening\n" * 201, 407, "200"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line(file, line, word):
    with pytest.raises(BadGuide) as bad:
        read(file.encode())
    assert bad.value.line == line
    assert word in bad.value.sentence % bad.value.values


def test_bytes_that_are_no_text_are_told_with_their_line():
    with pytest.raises(BadGuide) as bad:
        read(b"---\ntitle: caf\xe9\n---\n")
    assert (bad.value.line, "UTF-8" in bad.value.sentence) == (2, True)


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(BadGuide) as bad:
        read(b"a" * 500_001)
    assert "500 kB" in bad.value.sentence


# Anything that fits in a guide comes back the same

SIGNS = [*"ab é ß 中\u202f\u00a0#\\-:¶—…", "🙂", "## ", "---", "kind: ", "e\u0301"]


def a_line(chance):
    return "".join(chance.choices(SIGNS, k=chance.randint(1, 12)))


def some_text(chance):
    return chance.choice("\n \t\r").join(a_line(chance) for _ in range(chance.randint(0, 4)))


def a_guide(chance):
    def title():
        return f"x{a_line(chance)}"

    def marks():
        return chance.choice(["", "1", "3-5", "7, 9-12"])

    questions = [
        Question(
            title(),
            chance.choice(KINDS),
            chance.choice([None, 1, 1440]),
            chance.choice([None, 0, 12]),
            "",
            marks(),
            some_text(chance),
        )
        for _ in range(chance.randint(1, 4))
    ]
    for question in questions:
        question.section_hash = chance.choice(["", "0123abcd"]) if question.section else ""
    numbers = list(range(1, len(questions) + 1))
    return GuideFile(
        title(),
        chance.choice(["", "en", "pt-BR"]),
        a_line(chance),
        a_line(chance),
        chance.choice(["", "17 5c1f09e2"]),
        a_line(chance),
        some_text(chance),
        questions,
        [
            Plan(title(), None, some_text(chance), [Meeting(title(), [2, 0], numbers, "")])
            for _ in range(chance.randint(0, 2))
        ],
        [Name(title(), marks(), f"x{some_text(chance)}") for _ in range(chance.randint(0, 2))],
        [Event("1936-07", marks(), f"x{some_text(chance)}") for _ in range(chance.randint(0, 2))],
    )


def test_what_is_written_is_read_and_written_the_same():
    for seed in range(300):
        guide = a_guide(random.Random(seed))
        written = write(guide)
        again = read(written.encode())
        assert write(again) == written, seed
        assert [q.kind for q in again.questions] == [q.kind for q in guide.questions], seed
        assert [plan.meetings for plan in again.plans] == [
            [Meeting(tidy_line(m.title), m.sections, m.questions) for m in plan.meetings]
            for plan in guide.plans
        ], seed


def test_a_broken_file_is_read_or_refused_and_nothing_else():
    refused = 0
    for seed in range(300):
        chance = random.Random(seed)
        lines = CANONICAL.split("\n")
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(lines))
            lines[place] = chance.choice(
                ["", a_line(chance), lines[place][:5], chance.choice(lines)]
            )
        try:
            guide = read("\n".join(lines).encode())
        except BadGuide:
            refused += 1
        else:
            assert write(read(write(guide).encode())) == write(guide), seed
    assert 0 < refused < 300
