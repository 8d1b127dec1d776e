"""The guide to the first real text, in both languages, held against that text."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

import readings
from readings.builtin_guides import guides_for
from readings.guide_files import KINDS, find_section, headings_line, read, spans, write
from readings.guiding import with_places
from readings.importing import read as read_text
from readings.models import Edition, Guide, Reading
from readings.models.bringing import as_file, bring
from readings.rendering import NUMBERED, outline_of, place
from readings.text import fold, reading_minutes
from tests.builders import Block, make_study_session
from tests.pages import text as text_of
from tests.pages import url
from tests.readings.importing.shared import corpus

GUIDES = Path(readings.__file__).parent / "content" / "guides"
LANGUAGES = ("en", "fr")
FILES = {language: (GUIDES / f"seed.{language}.md").read_bytes() for language in LANGUAGES}
RUN = 8  # so many words in a row are somebody's sentence
CITED = re.compile(r"¶\u00a0(\d+)(?: (?:to|à) (\d+))?")
MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]

UNDATED = {"en": "The article gives no date", "fr": "L’article ne donne pas cette date"}
YEAR_ONLY = {"en": "The article gives only the year", "fr": "L’article ne donne que l’année"}
ITS_OWN_WAY = {  # dates for which the article has other words or another date
    "1883": ("1880s", {"en": "1880s", "fr": "années 1880"}),
    "1936-09": ("fall of 1936", {"en": "the article says autumn", "fr": "l’article dit l’automne"}),
    "1968": ("May ‘68", {"en": "In May", "fr": "En mai"}),
    "1979": ("Nicaragua of 1980-83", {"en": "1980 to 1983", "fr": "1980 à 1983"}),
}


class Text:
    """The article as the app numbers it."""

    def __init__(self):
        blocks = [
            Block(block.kind, block.text, block.level)
            for block in read_text(corpus("files/seed.txt"), "seed.txt").kept
        ]
        place(blocks)
        self.outline = outline_of(blocks)
        self.words = _words(" ".join(block.text for block in blocks))
        self.paragraph = {block.number: block.text for block in blocks if block.kind in NUMBERED}

    def said(self, paragraphs):
        return " ".join(self.paragraph[number] for number in _numbers(paragraphs))


@pytest.fixture(scope="module")
def text():
    return Text()


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def guide(language):
    return read(FILES[language])


def _words(text):
    return re.findall(r"\w+", fold(text))


def _runs(words):
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _numbers(paragraphs):
    return [number for first, last in spans(paragraphs) for number in range(first, last + 1)]


def _entries(guide):
    return [*guide.questions, *guide.names, *guide.timeline]


# By itself


def test_the_file_is_in_the_one_form_and_says_its_language(guide, language):
    assert write(guide).encode() == FILES[language]
    assert guide.language == language
    assert guide.licence


def test_it_asks_enough_questions_of_every_kind(guide):
    kinds = Counter(question.kind for question in guide.questions)
    assert len(guide.questions) == 24
    assert set(kinds) == set(KINDS)
    assert guide.questions[0].kind == "opening"
    assert guide.questions[-1].kind == "closing"


def test_every_question_takes_time_and_helps_who_asks_it(guide, language):
    parts = {
        "en": ("What usually comes up:", "A follow-up", "Go back to"),
        "fr": ("Ce qui revient souvent\u202f:", "Pour relancer", "À relire"),
    }[language]
    for question in guide.questions:
        assert question.text.endswith("?")
        assert question.minutes
        assert all(part in question.note for part in parts), question.text
        assert CITED.search(question.note), "a paragraph to return to"


def test_notes_let_critics_and_the_author_answer_and_say_what_is_left_out(guide, language):
    critics, author, left_out = {
        "en": (
            "Critics would answer|might (?:answer|say)",
            "author.s side|author would|For the author|the author might",
            "What is left out",
        ),
        "fr": (
            "répondraient des critiques|Une réponse anarchiste|pourrait (?:dire|répondre)",
            "partisans de l’article|côté de l’article|our l’article|article (?:dirait|répondrait)",
            "Ce qui est laissé de côté",
        ),
    }[language]

    def notes_with(words):
        return sum(bool(re.search(words, question.note)) for question in guide.questions)

    assert notes_with(critics) >= 12
    assert notes_with(author) >= 5
    assert notes_with(left_out) >= 8


def test_no_question_can_be_answered_by_yes_or_no(guide, language):
    opens = {
        "en": "when|what|which|how|who|at which|choose|imagine|the author names|if every|whatever",
        "fr": "quand|qu['e ]|que |quelles?|comment|qui|à quel|a quel|choisissez|imaginez|de quoi"
        "|sur quoi|l'article nomme|si toute|quoi",
    }[language]
    for question in guide.questions:
        assert re.match(f"(?:{opens})", fold(question.text)), question.text


def test_french_is_set_as_french():
    """A narrow space before double signs and inside guillemets, and no straight quotes."""
    words = re.sub(r"(?m)^(?:[a-z]+: .*|---)$", "", FILES["fr"].decode())
    assert not re.findall(r".{8}[^\u202f][;:!?»]|«[^\u202f]", words)
    assert not re.findall(r"['\"]", words)


# Both languages


def test_both_languages_ask_the_same_in_the_same_places():
    english, french = (read(FILES[language]) for language in LANGUAGES)
    assert english.headings == french.headings
    assert [_pin(question) for question in english.questions] == [
        _pin(question) for question in french.questions
    ]
    assert [_plan(plan) for plan in english.plans] == [_plan(plan) for plan in french.plans]
    assert [name.paragraphs for name in english.names] == [name.paragraphs for name in french.names]
    assert [(event.title, event.paragraphs) for event in english.timeline] == [
        (event.title, event.paragraphs) for event in french.timeline
    ]


def test_both_languages_send_the_facilitator_to_the_same_paragraphs():
    english, french = (read(FILES[language]) for language in LANGUAGES)
    for one, other in zip(english.questions, french.questions, strict=True):
        assert Counter(CITED.findall(one.note)) == Counter(CITED.findall(other.note)), one.text


def _pin(question):
    return (
        question.kind,
        question.minutes,
        question.section,
        question.section_hash,
        question.paragraphs,
    )


def _plan(plan):
    return plan.minutes, [(meeting.sections, meeting.questions) for meeting in plan.meetings]


# Against the text


def test_it_knows_the_text_by_its_headings(guide, text):
    assert guide.headings == headings_line(text.outline)


def test_every_question_stands_in_its_section(guide, text):
    for question in guide.questions:
        assert question.section_hash
        at = find_section(text.outline, question.section, question.section_hash)
        assert at == question.section, question.text
        section = text.outline[at]
        inside = range(section["first"], section["last"] + 1)
        assert set(_numbers(question.paragraphs)) <= set(inside), question.text


def test_questions_follow_the_text_and_leave_no_section_out(guide, text):
    sections = [question.section for question in guide.questions]
    assert sections == sorted(sections)
    assert set(sections) == set(range(1, len(text.outline)))


def test_a_passage_shown_beside_a_question_is_short(guide, text):
    """Its first paragraphs stand on the phones of those who answer."""
    for question in guide.questions:
        first, last = spans(question.paragraphs)[0]
        words = sum(len(text.paragraph[number].split()) for number in range(first, last + 1))
        assert words <= 330, (question.text, words)


def test_every_paragraph_that_is_cited_exists(guide, text):
    for entry in _entries(guide):
        assert set(_numbers(entry.paragraphs)) <= set(text.paragraph)
    for first, last in CITED.findall(FILES[guide.language].decode()):
        assert int(first) in text.paragraph
        assert not last or int(last) in text.paragraph


def test_names_stand_where_the_text_names_them(text):
    english = read(FILES["en"])
    for name in english.names:
        for number in _numbers(name.paragraphs):
            said = fold(text.paragraph[number])
            assert any(word in said for word in _telling(name.title)), (name.title, number)
    first = [_numbers(name.paragraphs)[0] for name in english.names]
    assert first == sorted(first)


def test_no_abbreviation_of_the_text_is_left_unexplained(guide, text):
    used = set(re.findall(r"\b[A-ZÉ]{2,}s?\b", " ".join(text.paragraph.values())))
    explained = " ".join(f"{name.title} {name.text}" for name in guide.names)
    unexplained = used - set(re.findall(r"\w+", explained))
    assert unexplained == {"COVID", "CEOs", "II", "US"}


OTHER_NAMES = {  # what the article calls them, where it is something else
    "Generation Z": ["gen z"],
    "PSUV": ["venezuelan", "psuv"],
    "Jesús Faría": ["farias"],
    "Government of Catalonia": ["catalan"],
    "Bolsheviks": ["bolshevi"],
    "Sandinistas": ["sandinista"],
    "Sudanese Professionals Association": ["spa"],
    "Military council in Sudan": ["military"],
    "Russian Social Democratic Labour Party": ["rsdlp"],
    "International Marxist Tendency": ["imt"],
    "Quebec Liberal Party": ["liberal"],
    "Socialist-Revolutionaries": ["srs"],
    "Spartacus League": ["spartacist", "the league"],
}


def _telling(title):
    return OTHER_NAMES.get(title, []) + [fold(word) for word in re.findall(r"[A-ZÉ]\w+", title)]


def test_every_date_is_the_text_s_or_is_said_not_to_be(guide, text):
    for event in guide.timeline:
        said = text.said(event.paragraphs)
        year, month = event.title[:4], event.title[5:7]
        if event.title in ITS_OWN_WAY:
            words, ours = ITS_OWN_WAY[event.title]
            assert words in said, event.title
            assert ours[guide.language] in event.text, event.title
        elif UNDATED[guide.language] in event.text:
            assert not re.search(rf"{year}\b", said) or month, event.title
            assert not (year in said and MONTHS[int(month or 1) - 1] in said), event.title
        elif YEAR_ONLY[guide.language] in event.text:
            assert year in said, event.title
            assert MONTHS[int(month) - 1] not in said, event.title
        else:
            assert year in said, event.title
            assert not month or MONTHS[int(month) - 1] in said, event.title
            assert (
                len(event.title) < 10 or f"{int(event.title[8:])} {MONTHS[int(month) - 1]}" in said
            )


def test_the_timeline_runs_forward(guide):
    dates = [event.title for event in guide.timeline]
    assert dates == sorted(dates)
    assert len(dates) == len(set(dates))


def test_no_sentence_of_the_text_stands_in_it(guide, text):
    assert not _runs(_words(write(guide))) & _runs(text.words)
    borrowed = write(guide) + text.paragraph[9].upper()
    assert _runs(_words(borrowed)) & _runs(text.words)


# Plans


def test_one_plan_is_an_evening_and_one_is_three_meetings(guide):
    evening, three = guide.plans
    assert evening.minutes == three.minutes == 90
    assert [len(meeting.questions) for meeting in evening.meetings] == [5]
    assert len(three.meetings) == 3


def test_the_questions_of_a_meeting_fit_and_are_in_what_was_read(guide):
    for plan in guide.plans:
        for meeting in plan.meetings:
            asked = [guide.questions[number - 1] for number in meeting.questions]
            assert meeting.questions == sorted(meeting.questions)
            assert {question.section for question in asked} <= set(meeting.sections)
            assert 65 <= sum(question.minutes for question in asked) <= 70


def test_three_meetings_read_all_of_it_in_about_equal_parts(guide, text):
    meetings = guide.plans[1].meetings
    sections = [section for meeting in meetings for section in meeting.sections]
    assert sections == list(range(len(text.outline)))
    words = [_count(text, meeting) for meeting in meetings]
    assert max(words) < 1.15 * min(words)


def test_what_the_plans_say_of_words_and_minutes_is_true(guide, text):
    evening, three = guide.plans
    for said, meeting in [(evening.text, evening.meetings[0])] + [
        (meeting.text, meeting) for meeting in three.meetings
    ]:
        count = _count(text, meeting)
        comma = {"en": ",", "fr": "\u202f"}[guide.language]
        unit = {"en": "words", "fr": "mots"}[guide.language]
        assert f"{count:,} {unit}".replace(",", comma) in said
        assert f" {reading_minutes(count)} minutes" in said
    asked = [guide.questions[number - 1].minutes for number in evening.meetings[0].questions]
    assert f" {sum(asked)} minutes" in evening.text
    assert f" {evening.minutes - sum(asked)} " in evening.text


def test_a_question_left_out_of_three_meetings_is_named_as_a_reserve(guide):
    for meeting in guide.plans[1].meetings:
        inside = {
            number
            for number, question in enumerate(guide.questions, start=1)
            if question.section in meeting.sections
        }
        reserve = meeting.text.split("serve")[1].split(". ")[0]
        named = {int(number) for number in re.findall(r"\d+", reserve)}
        assert named == inside - set(meeting.questions)


def _count(text, meeting):
    return sum(text.outline[section]["words"] for section in meeting.sections)


def test_the_evening_can_be_read_in_a_quarter_of_an_hour(guide, text):
    assert reading_minutes(_count(text, guide.plans[0].meetings[0])) <= 15


# In the app


@pytest.mark.django_db
def test_an_imported_text_is_offered_it_and_every_question_finds_its_place(circle, language):
    reading = Reading.objects.create(circle=circle, title="The article", language="en")
    Edition.draft_from(reading, read_text(corpus("files/seed.txt"), "seed.txt")).publish()
    reading.refresh_from_db()
    outline = reading.edition.text.outline
    offered = guides_for(outline, language=language)
    assert next(iter(offered)) == f"seed.{language}"
    assert len(offered) == len(LANGUAGES)
    file = offered[f"seed.{language}"]
    guide = bring(file, by=None, key=uuid4(), reading=reading, circle=circle)
    questions = with_places(guide.questions.all(), reading.edition)
    assert not [question for question in questions if question.is_lost or not question.excerpt]
    assert [question.excerpt.numbers[0] for question in questions] == [
        spans(question.paragraphs)[0][0] for question in file.questions
    ]
    assert write(as_file(guide)).encode() == FILES[language]


@pytest.mark.django_db
def test_the_plan_on_an_imported_text_offers_it_and_attaches_nothing(login, facilitator, circle):
    reading = Reading.objects.create(circle=circle, title="The article", language="en")
    Edition.draft_from(reading, read_text(corpus("files/seed.txt"), "seed.txt")).publish()
    reading.refresh_from_db()
    page = text_of(login(facilitator).get(url("plan", make_study_session(circle, reading=reading))))
    for file in FILES.values():
        guide = read(file)
        for words in (guide.title, *(plan.title for plan in guide.plans)):
            assert " ".join(words.split()) in page
    assert not Guide.objects.exists()
