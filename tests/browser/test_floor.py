"""The oldest browsers we serve, as far as a new one can stand in for them: what came after Chrome 105
and Safari 15.4 is taken out of scripts and style sheets. One reads, annotates and answers in full."""

import re

import pytest
from playwright.sync_api import expect

from sessions.models import Contribution
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture
from tests.builders import make_annotation

pytestmark = pytest.mark.django_db(transaction=True)

WITHOUT = """() => {
  for (const name of ['Highlight', 'URLPattern', 'Temporal', 'scheduler', 'navigation', 'EditContext'])
    delete window[name];
  delete CSS.highlights;
  delete Intl.Segmenter;
  for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
  for (const name of ['union', 'intersection', 'difference', 'isSubsetOf']) delete Set.prototype[name];
  for (const name of ['groupBy']) { delete Object[name]; delete Map[name]; }
  delete Array.fromAsync; delete Promise.withResolvers; delete Promise.try;
  delete AbortSignal.any; delete AbortSignal.timeout;
  delete URL.canParse; delete URL.parse;
  delete Element.prototype.checkVisibility; delete Element.prototype.moveBefore;
  delete Document.prototype.startViewTransition; delete Document.prototype.caretPositionFromPoint;
  delete HTMLFormElement.prototype.requestSubmit; delete HTMLElement.prototype.attachInternals;
  delete HTMLElement.prototype.showPopover; delete HTMLElement.prototype.inert;
  const supports = CSS.supports.bind(CSS);
  CSS.supports = (...asked) => !/field-sizing|highlight/.test(asked.join()) && supports(...asked);
}"""
NEWER_HIGHLIGHTS = re.compile(r"[^{}]*::highlight\([^{}]*\{[^{}]*\}")
NEWER_LINES = re.compile(r"^\s*(?:field-sizing|text-wrap)[^;]*;", re.MULTILINE)


def older(route) -> None:
    answer = route.fetch()
    css = answer.text()
    for newer in (NEWER_HIGHLIGHTS, NEWER_LINES):
        css = newer.sub("", css)
    route.fulfill(response=answer, body=css)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (LAPTOP, "light")])
def test_one_reads_annotates_and_answers_in_full(
    open_page, study_session, facilitator, member, viewport, scheme
):
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    page = open_page(member, viewport, scheme=scheme)
    page.add_init_script(f"({WITHOUT})()")
    page.route(re.compile(r"\.css(\?|$)"), older)
    page.goto(f"{study_session.get_absolute_url()}read/")
    expect(page.locator(".reading__drawn--comment")).to_have_attribute("d", re.compile("^M"))
    page.locator("#p2 .reading__number").click()
    talk = page.locator("#talk")
    expect(talk.get_by_text("Why a hand?")).to_be_visible()
    talk.get_by_label("Write about ¶ 2").fill("I would lift both")
    picture(page, f"floor-text-{scheme}")
    assert_accessible(page)
    talk.locator(".talk__form").get_by_role("button", name="Share with").click()
    expect(talk.locator(".thread--own")).to_contain_text("I would lift both")
    study_session.start()
    page.goto(study_session.get_absolute_url())
    page.get_by_label("Your answer").fill("Whoever comes first")
    picture(page, f"floor-now-{scheme}")
    page.get_by_role("button", name="Share with").first.click()
    expect(page.locator(".answer--own")).to_contain_text("Whoever comes first")
    assert_accessible(page)
    bodies = set(Contribution.objects.values_list("body", flat=True))
    assert bodies == {"Why a hand?", "I would lift both", "Whoever comes first"}
    light_or_dark = page.evaluate(
        "() => getComputedStyle(document.documentElement).backgroundColor"
    )
    assert light_or_dark == {"light": "rgb(248, 245, 237)", "dark": "rgb(26, 24, 21)"}[scheme]
