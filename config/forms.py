from django.forms import HiddenInput
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html


class Renderer(TemplatesSetting):
    """One template draws every field: templates/django/forms/field.html. Hidden ones are drawn without:
    a page has dozens, and three templates each are half of what it takes to draw some."""

    def render(self, template_name, context, request=None):
        if template_name == HiddenInput.template_name:
            return hidden(**context["widget"])
        return super().render(template_name, context, request)


def hidden(*, name: str, value: str | None, attrs: dict, **_more) -> str:
    value = "" if value is None else format_html(' value="{}"', value)
    return format_html('<input type="hidden" name="{}"{}{}>', name, value, flatatt(attrs))
