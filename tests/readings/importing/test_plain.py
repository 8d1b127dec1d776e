"""What plain text is taken for. The texts are small and made for this."""

import textwrap

import pytest

from readings.importing import read


def blocks(text):
    return read(text.encode(), "text.txt").blocks


def shape(text):
    return [(block.kind, block.text) for block in blocks(text)]


def kinds(text):
    return [block.kind for block in blocks(text)]


LONG = (
    "The river had been moved twice in a hundred years, once for the mill and once for the road, "
    "and each time the people who lived beside it were told only after the digging had begun. "
)
LONGER = LONG + "Nobody asked what they thought of it, and so they began to ask each other. "


def test_a_short_line_before_a_longer_one_is_a_heading():
    found = blocks(f"{LONG}\n\nThe second bank\n\n{LONG}\n\n{LONGER}\n\nWho decides?\n\n{LONGER}")
    headings = [block for block in found if block.kind == "heading"]
    assert [(block.text, block.level) for block in headings] == [
        ("The second bank", 2),
        ("Who decides?", 2),
    ]
    assert headings[0].proposal == {"kind": "heading", "why": "short_line"}


def test_what_only_looks_like_a_heading():
    text = "\n\n".join(
        [
            LONG,
            "It rained for nine days.",  # a sentence
            LONG,
            "and so it went on",  # goes on in lower case
            LONG,
            "But who, among all of them, was going to say it first, and what would it have cost?",
            LONG,
            "Nobody knew",  # nothing longer comes after it
        ]
    )
    assert set(kinds(text)) == {"paragraph"}


def test_chapters_and_underlined_lines_are_headings():
    text = (
        f"The River\n=========\n\nChapter 3: Mud\n\n{LONG}\n\nIV\n\n{LONG}\n\nThe bank\n---\n{LONG}"
    )
    assert [(b.text, b.level) for b in blocks(text) if b.kind == "heading"] == [
        ("The River", 1),
        ("Chapter 3: Mud", 2),
        ("IV", 2),
        ("The bank", 2),
    ]


def test_a_french_article():
    text = f"""La rivière déplacée

{LONG}

Qui décide ?

Deux fois en cent ans on a déplacé la rivière, et deux fois les habitants l’ont appris par le bruit
des machines, un matin. Dans son journal, l’institutrice écrit :

Ce matin le ruisseau n’était plus là. Les enfants ont demandé où il était parti, et je n’ai rien su dire.

Photo : Archives de la commune

Personne n’avait prévu ce qui suivit : ils se mirent à se réunir, le jeudi, dans la salle de classe.

3 commentaires

Laisser un commentaire

Votre adresse e-mail ne sera pas publiée.
"""
    document = read(text.replace("matin. Dans", "matin.\u00a0Dans").encode(), "texte.txt")
    assert [b.kind for b in document.kept] == [
        "heading", "paragraph", "heading", "paragraph", "quotation", "caption", "paragraph",
    ]  # fmt: skip
    assert document.kept[2].text == "Qui décide ?"
    assert [b.text for b in document.blocks if b.left_out] == [
        "3 commentaires",
        "Laisser un commentaire",
        "Votre adresse e-mail ne sera pas publiée.",
    ]
    assert document.warnings[0].values == {"count": 3}


def test_a_german_text_filled_at_72_columns_is_joined():
    text = textwrap.fill(
        "Zweimal in hundert Jahren wurde der Fluss verlegt, einmal für die Mühle und einmal für die "
        "Straße. Jedes Mal erfuhren die Leute am Ufer davon erst, als die Bagger schon da waren. Im "
        "Tagebuch der Lehrerin schreibt sie darüber nur einen Satz:",
        72,
    )
    quote = textwrap.fill(
        "Heute früh war der Bach nicht mehr da, und die Kinder fragten mich, wohin er ist.", 72
    )
    found = blocks(f"Der verlegte Fluss\n\n{text}\n\n{quote}\n")
    assert [b.kind for b in found] == ["heading", "paragraph", "quotation"]
    assert "\n" not in found[1].text
    assert found[1].text.endswith("nur einen Satz:")


@pytest.mark.parametrize("width", [60, 72, 80])
def test_filled_lines_are_joined_and_indents_begin_paragraphs(width):
    paragraphs = [
        LONGER.strip(),
        "“Well,” said the miller. " + LONG.strip(),
        LONG.strip() + " " + LONGER.strip(),
    ]
    blank = "\n\n".join(textwrap.fill(p, width) for p in paragraphs)
    indented = "\n".join(textwrap.fill(p, width, initial_indent="    ") for p in paragraphs)
    assert shape(blank) == [("paragraph", p) for p in paragraphs]
    assert shape(indented) == [("paragraph", p) for p in paragraphs]


def test_an_indented_passage_in_a_filled_text_is_a_quotation():
    body = textwrap.fill(LONGER + LONG, 70)
    quote = textwrap.indent(textwrap.fill(LONG, 60), "    ")
    assert kinds(f"{body}\n\n{quote}\n\n{body}") == ["paragraph", "quotation", "paragraph"]


def test_a_mail_with_quoted_lines():
    quoted = textwrap.indent(textwrap.fill(LONG, 68), "> ")
    found = blocks(f"Mira wrote on Tuesday:\n\n{quoted}\n\n{textwrap.fill(LONGER, 72)}\n")
    assert [(b.kind, b.proposal and b.proposal["why"]) for b in found] == [
        ("paragraph", None),
        ("quotation", "quoted"),
        ("paragraph", None),
    ]
    assert found[1].text == LONG.strip()


def test_each_long_line_without_blank_lines_between_is_a_paragraph():
    assert shape(f"{LONG}\n{LONGER}\n{LONG}") == [
        ("paragraph", LONG.strip()),
        ("paragraph", LONGER.strip()),
        ("paragraph", LONG.strip()),
    ]


POEM = """The mill is still, the wheel is dry,
the water took another way
and no one came to tell it why

or ask the herons if they may
stand where the river used to lie
and wait for it another day
"""


def test_stanzas_are_verse_and_keep_their_lines():
    found = blocks(f"Where the river was\n\n{POEM}")
    assert [b.kind for b in found] == ["heading", "verse", "verse"]
    assert found[1].text.split("\n") == POEM.split("\n")[:3]
    assert found[1].proposal == {"kind": "verse", "why": "short_lines"}


def test_a_poem_inside_a_filled_text_stays_verse():
    body = textwrap.fill(LONGER + LONG, 72)
    assert kinds(f"{body}\n\n{POEM}\n{body}\n\n{body}") == [
        "paragraph", "verse", "verse", "paragraph", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "talk",
    [
        "“Where did it go?”\n\n“I thought you knew that better than I do.”\n\n“Nobody told me.”\n\n“Then we must ask.”",
        "— Où est-elle ?\n— Je croyais que tu le savais mieux que moi.\n— Personne ne m’a rien dit\n— Alors demandons.",
        "- Où est-elle ?\n- Je croyais que tu le savais !\n- Qui, moi ? dit-il.\n- Alors demandons, dit-elle !",
        "MIRA: Where did it go\nJON: I thought you knew that better than I do.\nMIRA: Nobody told me\nJON: Ask.",
        "Where are you going?\n\nOut, to look for the water, since nobody else does.\n\nNow?\n\nWhen else would you go?",
    ],
)
def test_talk_has_no_headings_quotations_or_verse(talk):
    assert set(kinds(talk)) == {"paragraph"}
    assert "".join(b.text for b in blocks(talk)) == talk.replace("\n", "")


def test_a_story_does_not_quote_when_someone_speaks():
    text = f"{LONG}\n\nThen Mira said:\n\n“It went east, past the mill, as it did when I was small.”\n\n“Did it?”\n\n“It did.”\n\n{LONG}"
    assert "quotation" not in kinds(text)


def test_bullets_and_numbers():
    text = f"{LONG}\n\n- a boat\n- a map that shows\n  the old bed\n- bread\n\n1. Ask.\n2. Listen.\n3. Write it down.\n\n{LONG}"
    found = blocks(text)
    assert [b.kind for b in found] == ["paragraph", *["list_item"] * 6, "paragraph"]
    assert [b.text for b in found[1:7]] == [
        "a boat", "a map that shows the old bed", "bread", "Ask.", "Listen.", "Write it down.",
    ]  # fmt: skip
    assert found[5].marks == [{"kind": "item", "start": 0, "end": 0, "label": "2.", "depth": 0}]


def test_a_numbered_title_is_a_heading_and_numbered_theses_are_paragraphs():
    assert shape(f"1. Introduction\n\n{LONG}\n\n2. The mill\n\n{LONG}")[::2] == [
        ("heading", "1. Introduction"),
        ("heading", "2. The mill"),
    ]
    theses = f"1. {LONGER * 2}\n\n2. {LONGER * 2}"
    assert [(b.kind, b.text[:6]) for b in blocks(theses)] == [
        ("paragraph", "1. The"),
        ("paragraph", "2. The"),
    ]


@pytest.mark.parametrize("line", ["* * *", "***", "-----", "_____", "⁂", "• • •"])
def test_separators(line):
    assert kinds(f"{LONG}\n\n{line}\n\n{LONG}") == ["paragraph", "separator", "paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        "The old bed, seen from the mill / Image: Jo Doe, Flickr",
        "Photo: Jo Doe",
        "The old bed, seen from the mill. Photograph: Jo Doe",
        "Figure 3. The two beds of the river",
        "Fig. 2-1: The mill",
        "Photo by Jo Doe",
        "Crédit : Archives de la commune",
        "Abbildung 4: Die Mühle",
    ],
)
def test_captions(line):
    assert kinds(f"{LONG}\n\n{line}\n\n{LONG}")[1] == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "Figure 3 shows that the two beds of the river never met, whatever the engineers said.",
        "Photographs of the mill are rare, and the image people keep is one of a painting of it.",
        "The picture is clear: nobody had been asked, and nobody would be.",
    ],
)
def test_what_only_looks_like_a_caption(line):
    assert kinds(f"{LONG}\n\n{line}\n\n{LONG}")[1] == "paragraph"


@pytest.mark.parametrize(
    "lead",
    [
        "As the schoolteacher wrote in her diary:",
        "She explained this to the council in 1911. It was in vain, since it had already voted:",
        "And later:",
        "Similarly in the second notebook:",
        "Dans une lettre à sa sœur, elle raconte :",
        "Im Brief an ihre Schwester erklärte sie:",
        "En una carta a su hermana escribió:",
        "وفي رسالة إلى أختها كتبت قبل ذلك قال:",
    ],
)
def test_a_lead_in_makes_a_quotation(lead):
    found = blocks(
        f"{LONG}\n\n{lead}\n\nThis morning the brook was gone, and the children asked me where.\n\n{LONG}"
    )
    assert [b.kind for b in found] == ["paragraph", "paragraph", "quotation", "paragraph"]
    assert found[2].proposal == {"kind": "quotation", "why": "lead_in"}


def test_a_quotation_goes_on_where_its_marks_or_brackets_say_so():
    text = f"{LONG}\n\nShe wrote:\n\n“{LONG}\n\n“{LONG}”\n\n{LONG}\n\nHe replied:\n\n{LONG}\n\nThey [the council] knew. {LONG}\n\n{LONG}"
    assert kinds(text) == [
        "paragraph", "paragraph", "quotation", "quotation", "paragraph",
        "paragraph", "quotation", "quotation", "paragraph",
    ]  # fmt: skip


def test_a_colon_alone_makes_no_quotation():
    text = f"{LONG}\n\nThree things were needed before the winter:\n\n{LONG}\n\n{LONG}"
    assert "quotation" not in kinds(text)


def test_notes_that_the_text_refers_to():
    found = blocks(
        f"{LONG}[1]\n\n{LONG}\n\n[1] So says the register of the commune.\n\n[2] Nobody refers to this."
    )
    assert (found[2].kind, found[2].text) == ("footnote", "So says the register of the commune.")
    assert found[3].kind == "paragraph"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "النهر المنقول",
            "نُقل النهر مرتين في مئة عام، مرة من أجل الطاحونة ومرة من أجل الطريق، ولم يسأل أحد الناس.",
        ),
        (
            "הנהר שהוזז",
            "הנהר הוזז פעמיים במאה שנים, פעם בשביל הטחנה ופעם בשביל הכביש, ואיש לא שאל את האנשים.",
        ),
        (
            "搬走的河",
            "一百年里这条河被搬了两次，一次为了磨坊，一次为了公路，两次都没有人问过住在河边的人。",
        ),
    ],
)
def test_other_scripts(title, body):
    assert shape(f"{title}\n\n{body}\n\n{body}\n\n{title}\n\n{body}") == [
        ("heading", title),
        ("paragraph", body),
        ("paragraph", body),
        ("heading", title),
        ("paragraph", body),
    ]


def test_verse_after_the_end_is_left_out_as_one_line():
    document = read(
        f"{LONG}\n\n2 comments\n\nAna\non Monday\nSo true\n\nLeave a reply".encode(), "x.txt"
    )
    assert [block.text for block in document.blocks if block.left_out] == [
        "2 comments", "Ana on Monday So true", "Leave a reply",
    ]  # fmt: skip


def test_one_sign_of_an_end_is_not_enough():
    document = read(f"{LONG}\n\n{LONG}\n\nShare this with a neighbour\n\n{LONG}".encode(), "x.txt")
    assert document.kept == document.blocks
    document = read(f"{LONG}\n\n2 comments\n\n{LONG} {LONG}\n\n{LONG}".encode(), "x.txt")
    assert document.kept == document.blocks


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\u2028", "\x85"])
def test_line_ends_make_no_difference(end):
    text = f"{LONG}\n\nThe second bank\n\n{LONG}\n\n{LONGER}"
    assert shape(text.replace("\n", end)) == shape(text)
    assert shape(text.replace("\n\n", "\n\n\n\n \n")) == shape(text)
    assert shape(text.replace("\n", " \t\n")) == shape(text)


def test_the_language_is_said_only_when_sure():
    assert read((LONGER * 2).encode(), "x.txt").language == "en"
    assert read("Où est la rivière ?".encode(), "x.txt").language is None
