from django.forms import HiddenInput, Textarea
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList, flatatt
from django.utils.html import format_html


class Renderer(TemplatesSetting):
    """One template draws every field: templates/django/forms/field.html. What has little to it, and of
    which a page has dozens, is drawn without: Django takes three templates for a hidden field."""

    def render(self, template_name, context, request=None):
        if template_name == HiddenInput.template_name:
            return hidden(**context["widget"])
        if template_name == Textarea.template_name:
            return textarea(**context["widget"])
        if template_name == ErrorList.template_name and not context["errors"]:
            return ""
        return super().render(template_name, context, request)


def hidden(*, name: str, value: str | None, attrs: dict, **_more) -> str:
    value = "" if value is None else format_html(' value="{}"', value)
    return format_html('<input type="hidden" name="{}"{}{}>', name, value, flatatt(attrs))


def textarea(*, name: str, value: str | None, attrs: dict, **_more) -> str:
    """After the first line break, which browsers leave out."""
    return format_html('<textarea name="{}"{}>\n{}</textarea>', name, flatatt(attrs), value or "")
