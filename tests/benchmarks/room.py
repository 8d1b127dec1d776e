"""A circle with a long text and many notes, in a database of its own."""

import os
import random
import shutil
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / "var" / "benchmark"
PORT = int(os.environ.get("BENCHMARK_PORT", "8312"))
ADDRESS = f"http://127.0.0.1:{PORT}"
WORDS = 12_000
IN_PARAGRAPH = 75
IN_SECTION = 12
PEOPLE = 16


def begin() -> None:
    """An empty database, with style sheets and scripts as on a real site."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR": str(HOME),
        "SITE_URL": ADDRESS,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in this thread
    }
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def make_people(many: int = PEOPLE) -> list:
    from tests.builders import make_user

    return [make_user() for _ in range(many)]


def make_room(people: list, *, words: int = WORDS, notes: int = 0):
    """An open session of a circle of these people, the first of whom leads it."""
    from tests.builders import make_circle, make_reading, make_study_session

    circle = make_circle(facilitator=people[0], members=people[1:])
    reading = make_reading(circle, blocks=long_text(words), title="A long text")
    study_session = make_study_session(circle, reading=reading)
    annotate(study_session, people, notes)
    return study_session


def long_text(words: int) -> list[tuple[str, str]]:
    """Sections and paragraphs of the demo's words, shuffled: nothing in them repeats for long."""
    chance = random.Random(words)
    known = (Path(__file__).parents[2] / "README.md").read_text().split()
    known = [word for word in known if word.isalpha()]
    blocks = []
    for place in range(-(-words // IN_PARAGRAPH)):
        if place % IN_SECTION == 0:
            blocks.append(("heading", " ".join(chance.choices(known, k=4)).capitalize()))
        sentence = " ".join(chance.choices(known, k=min(IN_PARAGRAPH, words)))
        blocks.append(("paragraph", f"{sentence.capitalize()}."))
    return blocks


def annotate(study_session, people: list, many: int) -> None:
    """So many notes of a few words each, all over the text: half comments, a quarter questions."""
    from readings.models import Passage
    from sessions.models import Annotation, Contribution

    chance = random.Random(many)
    edition = study_session.edition
    blocks = list(edition.blocks.filter(number__isnull=False))
    spans = []
    for _ in range(many):
        block = chance.choice(blocks)
        start = chance.randrange(block.start, block.end - 40)
        spans.append((start, start + chance.randrange(10, 40)))
    Contribution.objects.bulk_create(
        Contribution(
            circle_id=study_session.circle_id,
            study_session=study_session,
            kind=Contribution.Kind.ANNOTATION,
            author=chance.choice(people),
            passage=passage,
            tag=chance.choice([Annotation.Tag.COMMENT, Annotation.Tag.QUESTION]),
            body="What somebody thought about these words.",
            html="<p>What somebody thought about these words.</p>",
        )
        for passage in Passage.pin_all(edition, spans)
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def cookies(user) -> dict[str, str]:
    """As their browser has them."""
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {
        "sessionid": client.cookies["sessionid"].value,
        "csrftoken": _get_new_csrf_string(),
    }
