"""The frame that every page wears."""

from tests.browser.rig import assert_looks


def test_sign_in_page(open_page):
    page = open_page()
    page.goto("/accounts/login/")
    assert_looks(page, "sign-in")
