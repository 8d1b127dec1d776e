"""The frame that every page wears."""

import pytest

from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_page(open_page, viewport, scheme):
    page = open_page(viewport=viewport, scheme=scheme)
    page.goto("/accounts/login/")
    assert_accessible(page)
    picture(page, f"sign-in-{scheme}")
