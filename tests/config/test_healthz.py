from django.db import connection


def test_healthz_says_that_the_database_answers(client, db, django_assert_num_queries):
    with django_assert_num_queries(
        0
    ):  # neither session nor user; it asks on a connection of its own
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_healthz_says_that_the_database_does_not_answer(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


def test_healthz_is_no_redirect_where_pages_are_https(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
