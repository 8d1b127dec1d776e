"""What a guide file may be refused for. Sentences stand in English and are translated where shown."""


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation, and leave it as it is."""
    return sentence


class BadGuide(ValueError):
    """The file cannot be taken; `line` is where, 0 for the file as a whole.

    Whoever shows it translates: `gettext(bad.sentence) % bad.values`.
    """

    def __init__(self, line: int, sentence: str, **values) -> None:
        super().__init__(f"line {line}: {sentence % values}")
        self.line, self.sentence, self.values = line, sentence, values


TOO_LARGE = gettext_noop("This file is larger than 500 kB, the most we can read as a guide.")
NOT_TEXT = gettext_noop("This file is not UTF-8 text; please save it as UTF-8.")
CONTROL = gettext_noop("There is a sign in this line that is no text.")
EMPTY = gettext_noop("There are no words in this file.")
NO_HEADER = gettext_noop("A guide begins with a line --- and its title below.")
OPEN_HEADER = gettext_noop("The header has no end; please close it with a line ---.")
NO_PAIR = gettext_noop("Here we expect “key: value”, then an empty line before any text.")
UNKNOWN_KEY = gettext_noop("There is no key “%(key)s” here. Known are: %(known)s.")
KEY_TWICE = gettext_noop("The key “%(key)s” stands here twice.")
NO_VALUE = gettext_noop("The key “%(key)s” has no value.")
NO_TITLE = gettext_noop("The header names no title.")
LANGUAGE = gettext_noop("A language is written such as en or fr, not “%(value)s”.")
HEADINGS = gettext_noop("Headings are written as a number and eight signs, such as 17 5c1f09e2.")
HEADING_SPACE = gettext_noop("Please write a space after #, or \\# if the line is text.")
HEADING_EMPTY = gettext_noop("This heading has no words.")
UNKNOWN_PART = gettext_noop("There is no part “%(title)s”. Parts are: %(known)s.")
PART_TWICE = gettext_noop("The part “%(title)s” stands here twice.")
OUT_OF_PLACE = gettext_noop("A heading with %(signs)s has no place here.")
TEXT_OF_PART = gettext_noop("Text belongs below an entry; an entry begins with ###.")
NO_KIND = gettext_noop("This question has no kind. Kinds are: %(known)s.")
UNKNOWN_KIND = gettext_noop("There is no kind “%(value)s”. Kinds are: %(known)s.")
MINUTES = gettext_noop("Minutes are a number from 1 to 1440, not “%(value)s”.")
SECTION = gettext_noop(
    "A section is written as the number of its heading, and its hash if you have it: 3 a1b2c3d4."
)
PARAGRAPHS = gettext_noop("Paragraphs are written as 34, as 34-36, or as 34, 40-42.")
NUMBERS = gettext_noop("“%(key)s” are numbers with spaces between, such as 1 4 7.")
NUMBER_TWICE = gettext_noop("“%(key)s” names %(number)s twice.")
NO_QUESTION = gettext_noop("There is no question %(number)s: this guide has %(count)s.")
NO_MEETING = gettext_noop("This plan has no meeting; a meeting begins with ####.")
NO_QUESTIONS = gettext_noop("This meeting asks no question; please write “questions: 1 2 3”.")
DATE = gettext_noop("A date is written as 1936, 1936-07 or 1936-07-17, not “%(value)s”.")
NO_WORDS = gettext_noop("Below this heading a text is missing.")
TOO_LONG = gettext_noop("This is longer than %(most)s characters.")
TOO_MANY = gettext_noop("These are more than %(most)s.")
