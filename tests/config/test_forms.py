"""Fields that are drawn without a template: as Django's templates would."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from config.forms import Renderer

WORDS = ['Two\nlines of "words" & <b>more</b>', "", None]


class Box(forms.Form):
    key = forms.CharField(
        widget=forms.HiddenInput({"data-it": "<&>", "hidden": True, "off": False})
    )
    number = forms.IntegerField(widget=forms.HiddenInput, required=False, localize=True)
    body = forms.CharField(widget=forms.Textarea({"rows": 2, "dir": "auto"}), help_text="Plainly.")


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("sent", [None, {"number": "x"}])
def test_fields_are_drawn_as_django_draws_them(words, sent):
    ours, djangos = (
        Box(sent, initial={"key": words, "number": 1234, "body": words}, renderer=renderer)
        for renderer in (Renderer(), TemplatesSetting())
    )
    for name in Box.base_fields:
        assert parse_html(str(ours[name])) == parse_html(str(djangos[name]))
        assert str(ours[name].errors) == str(djangos[name].errors)


def test_a_line_break_that_one_began_with_stays():
    box = Box(initial={"body": "\nBelow"}, renderer=Renderer())
    assert ">\n\nBelow</textarea>" in str(box["body"])
