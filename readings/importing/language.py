"""The language of a text, by its smallest words or its script; None when they leave a doubt."""

import re
from collections import Counter

SAMPLE = 20_000
FEWEST = 40  # words
SMALL_WORDS = {
    "en": "the of and to in that is was for it with as his on be at by this had not are but from",
    "fr": "le la les des et est dans une du que qui pour pas au sur plus par ce se avec il ne",
    "de": "der die und in den das nicht von zu mit sich ist des auf dem ein eine als auch es",
    "es": "el los las y que en del se una por con para no su es lo como más al pero",
    "it": "il di che e la per un non una sono del si della con le da nel dei più gli",
    "pt": "o os as que e do da em um para com não uma no na se mais por dos ao",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan",
}
# Scripts that belong to one language, as far as readers are concerned.
SCRIPTS = {
    "el": "[\u0370-\u03ff]",
    "he": "[\u0590-\u05ff]",
    "ja": "[\u3040-\u30ff]",
    "ko": "[\uac00-\ud7af]",
}


def guess_language(text: str) -> str | None:
    sample = text[:SAMPLE]
    for language, script in SCRIPTS.items():
        if len(re.findall(script, sample)) > 0.25 * len(sample.strip()):
            return language
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    shares = sorted(
        (
            (sum(words[word] for word in small.split()), language)
            for language, small in SMALL_WORDS.items()
        ),
        reverse=True,
    )
    (best, language), (second, _) = shares[:2]
    total = words.total()
    if total < FEWEST or best < 0.15 * total or best < 1.5 * second:
        return None
    return language
