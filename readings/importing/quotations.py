"""Which paragraphs quote someone else at length.

A paragraph before it leads in: it ends in a colon, and one of its last two sentences has a verb of
saying or speaks of someone's words; or it is as short as "And later:".
"""

import re

from .lines import TALK, Unit

SHORTEST = 40
LONG = 200
FEWEST_TURNS = 3
MOST_TALK = 0.15  # of units that open with a quotation mark or dash: this is a story, not an essay
ELLIPTIC = 60

SAYING = re.compile(
    r"\b(?:"
    # English
    r"sa(?:ys?|id|ying)|writ(?:es?|ing|ten)|wrote|explain(?:s|ed|ing)?|stat(?:es?|ed|ing)"
    r"|not(?:es?|ed)|argu(?:es?|ed|ing)|declar(?:es?|ed)|add(?:s|ed)|conclu(?:des?|ded|sions?)"
    r"|remark(?:s|ed)?|observ(?:es?|ed)|comment(?:s|ed)?|describ(?:es?|ed)|summari[sz](?:es?|ed)"
    r"|recall(?:s|ed)?|repl(?:y|ies|ied)|answer(?:s|ed)?|ask(?:s|ed)?|insist(?:s|ed)?|claim(?:s|ed)?"
    r"|announc(?:es?|ed)|warn(?:s|ed)?|tells?|told|puts?\sit|point(?:s|ed)\sout|according\sto"
    r"|quot(?:es?|ed|ing|ations?)|attribut(?:es?|ed)|words?|lines|passages?|letters?|speech"
    # French
    r"|di(?:t|sait|sent|ra)|écri(?:t|ts|vait|vit|vent|re)|expliqu\w{1,4}|déclar\w{1,4}|affirm\w{1,4}"
    r"|ajout\w{1,4}|notait|remarqu\w{1,4}|observ\w{1,4}|conclu\w{1,4}|répond\w{0,5}|demand\w{1,4}"
    r"|racont\w{1,4}|rappel\w{1,4}|résum\w{1,4}|précis\w{1,4}|soulign\w{1,4}|constat\w{1,4}"
    r"|citations?|cite|lettre|lignes|mots|termes|paroles|selon|d['’]après"
    # German
    r"|sag(?:t|te|en)|schreibt|schrieb|geschrieben|erklär(?:t|te)|mein(?:t|te)|beton(?:t|te)"
    r"|bemerk(?:t|te)|zitier(?:t|te|en)|heißt\ses|antworte(?:t|te)|laut|Worten?|Zeilen"
    # Spanish, Italian, Portuguese, Dutch
    r"|dic[ae]|dijo|escrib(?:e|ió)|explic(?:a|ó)|afirm(?:a|ó)|señal(?:a|ó)|según|palabras"
    r"|disse|scrive|scrisse|spieg(?:a|ò)|secondo|parole|diz|escrev(?:e|eu)|zegt|zei|schrijft|schreef"
    r")\b"
    # Arabic, Hebrew
    r"|\b(?:قال|كتب|يقول|كتبت|قالت|אמר|אמרה|כתב|כתבה)\b",
    re.I,
)
ELLIPSIS = re.compile(
    r"(?:and|then|or|again|later|elsewhere|further|similarly|likewise|also|finally|in|from|here"
    r"|et|puis|plus\sloin|ailleurs|encore|enfin|dans|de\smême|und|später|weiter|ebenso|y|más|en)\b",
    re.I,
)
OPENING = re.compile(r"[\"“„«‹]")
CLOSING = re.compile(r"[\"”“»›]\W{0,3}$")
SENTENCE = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")
# "[the party]", "[sic]", "[...]": words put into another's text
EDITORIAL = re.compile(r"\[(?:[^\d\]\[]|\d{4})[^\]\[]{0,40}\]")


def propose_quotations(units: list[Unit]) -> None:
    turns = sum(bool(TALK.match(unit.text)) for unit in units)
    talk = turns >= FEWEST_TURNS and turns > MOST_TALK * len(units)
    body = [unit for unit in units if unit.kind != "caption"]
    index = 1
    while index < len(body):
        before, unit = body[index - 1], body[index]
        if not before.kind and not unit.kind and _quotes(before.text, unit.text, talk=talk):
            unit.propose("quotation", "lead_in")
            index = _follow(body, index)
        index += 1


def _quotes(lead: str, text: str, *, talk: bool) -> bool:
    if not _leads_in(lead):
        return False
    if talk:
        return len(text) >= LONG and not TALK.match(text)
    return len(text) >= SHORTEST or bool(OPENING.match(text) and CLOSING.search(text))


def _leads_in(text: str) -> bool:
    if not text.endswith((":", "：")):
        return False
    if len(text) <= ELLIPTIC and ELLIPSIS.match(text):
        return True
    return SAYING.search(" ".join(SENTENCE.split(text[-600:])[-2:])) is not None


def _follow(body: list[Unit], index: int) -> int:
    """Take what goes on with a quotation; the index of its last unit."""
    while index + 1 < len(body):
        text, after = body[index].text, body[index + 1]
        if after.kind or after.text.endswith(":") or not _goes_on(text, after.text):
            break
        after.propose("quotation", "goes_on")
        index += 1
    return index


def _goes_on(text: str, after: str) -> bool:
    left_open = bool(OPENING.match(text)) and not CLOSING.search(text)
    if left_open:  # the custom: each paragraph opens with a mark, only the last one closes
        return bool(OPENING.match(after)) or bool(CLOSING.search(after))
    return not OPENING.match(text) and EDITORIAL.search(after) is not None
