"""Finding a text in the library, and a paragraph in a text."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Find by title or author"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )


class GoToForm(forms.Form):
    p = forms.IntegerField(
        label=_("Go to ¶"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5}),
    )

    def __init__(self, *args, last: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["p"]
        field.max_value = last
        sentence = _("This text has ¶ 1 to %(last)s.") % {"last": last}
        self.missing = sentence
        field.error_messages = {"required": sentence, "invalid": sentence}

    def clean_p(self) -> int:
        number = self.cleaned_data["p"]
        if not 1 <= number <= self.fields["p"].max_value:
            raise forms.ValidationError(self.missing)
        return number
