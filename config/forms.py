from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """One template draws every field: templates/django/forms/field.html."""
