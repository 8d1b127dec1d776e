from readings.people import setup
from tests import builders


def test_an_empty_site_has_one_link_that_stays(db):
    token = setup.first_run_token()
    assert token == setup.first_run_token()
    assert setup.is_valid(token)
    assert not setup.is_valid(token[:-1])
    assert not setup.is_valid("")


def test_the_link_is_dead_once_there_is_somebody(db):
    token = setup.first_run_token()
    builders.make_user("Fay", email="fay@example.org")
    assert setup.first_run_token() is None
    assert not setup.is_valid(token)
