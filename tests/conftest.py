"""The cast: everyone is named for their standing."""

import os
import signal
import sys

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from psycopg import sql

from config.translations import compile_all
from readings.people.models import Site
from tests import builders
from tests.world import World, make_world

MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}


def pytest_configure() -> None:
    """The French of today, before the first translation; `serve` does the same when it starts.

    Each of the many processes that tests begin would compile the whole app, were it not kept.
    """
    compile_all()
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # begun in the background by a shell
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def empty_tables(_case: TransactionTestCase) -> None:
    """After a test that commits: every row of ours goes, what `migrate` made stays.

    Django would truncate all tables and make the permissions anew, which takes five times as long.
    """
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    delete = (sql.SQL("DELETE FROM {}").format(sql.Identifier(t)) for t in tables - MADE_BY_MIGRATE)
    unchecked = sql.SQL("SET LOCAL session_replication_role = replica")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL(";").join([unchecked, *delete]))


TransactionTestCase._fixture_teardown = empty_tables


def pytest_xdist_auto_num_workers(config) -> int:
    """Two processes for the whole suite, none for a few files: those are quicker alone.

    Files are handed out whole and in order, so that the browser tests come last in each process.
    """
    return 2 if config.args_source is pytest.Config.ArgsSource.TESTPATHS else 0


@pytest.fixture(autouse=True)
def known_site():
    """No page of a test asks what the site is called; the tests of that say it themselves."""
    Site.remember(Site.UNKNOWN)


@pytest.fixture
def facilitator(db):
    return builders.make_user("Fay Facilitator", email="fay@example.org")


@pytest.fixture
def member(db):
    return builders.make_user("Mo Member", email="mo@example.org")


@pytest.fixture
def circle(facilitator, member):
    return builders.make_circle(facilitator=facilitator, members=[member], name="Tuesday Circle")


@pytest.fixture
def outsider(db):
    """Facilitates another circle."""
    user = builders.make_user("Otto Outsider", email="otto@example.org")
    builders.make_circle(facilitator=user, name="Another Circle")
    return user


@pytest.fixture
def reading(circle):
    return builders.make_reading(circle, title="Reading in company")


@pytest.fixture
def study_session(circle, reading):
    """Open, two steps with a question each."""
    return builders.make_study_session(circle, reading=reading)


@pytest.fixture
def guest(study_session):
    """Came into `study_session` by its link."""
    user = builders.make_guest("Gus Guest")
    study_session.admit(user)
    return user


@pytest.fixture
def login():
    """A browser of its own for each person: `login(member).get(...)`."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def run_jobs(db):
    """Run every job that waits, in the test's own transaction; returns their names."""

    def run() -> list[str]:
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.models import ProcrastinateJob

        done = []
        for job in ProcrastinateJob.objects.filter(status="todo").order_by("id"):
            app.tasks[job.task_name](**job.args)
            done.append(job.task_name)
        return done

    return run


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> World:
    """Everyone and everything, made once for all tests of a module; each test's changes are undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
