"""Rules that every form of this app keeps."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms

import sessions.forms
from readings.people.forms import LinesField

FORMS = {
    form
    for module in iter_modules(sessions.forms.__path__, "sessions.forms.")
    for form in vars(import_module(module.name)).values()
    if isinstance(form, type) and issubclass(form, forms.BaseForm)
}
PASTED = "text"  # on its way to the import, which knows every kind of line end


@pytest.mark.parametrize("form", sorted(FORMS, key=str), ids=lambda form: form.__name__)
def test_what_people_write_in_lines_ends_them_one_way(form):
    boxes = {
        name: field
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.Textarea) and name != PASTED
    }
    assert all(isinstance(field, LinesField) for field in boxes.values()), boxes


def test_line_ends_of_browsers_become_one_character():
    assert LinesField().clean("One\r\ntwo\rthree\n") == "One\ntwo\nthree"
