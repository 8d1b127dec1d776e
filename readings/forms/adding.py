"""Bringing a text in: pasted, as a file, or the example."""

from pathlib import Path

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.importing import LARGEST, Unreadable, format_of
from readings.people.forms import KeyedForm
from readings.people.models import Circle

EXAMPLE = Path(__file__).resolve().parent.parent / "content" / "example.txt"
EXAMPLE_TITLE = "Reading in company"  # as the text, in English
MEGABYTES = LARGEST // 1024**2


class TextForm(forms.Form):
    """Where a text comes from; cleaned, it has the `data` and `name` that an import takes.

    The example is asked for by a button: `<button name="example" value="on">`.
    """

    text = forms.CharField(
        label=_("Paste the text here"),
        help_text=_("Headings come along. You can correct them on the next page."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=format_lazy(
            _("Plain text (.txt) or Markdown (.md), up to {size} MB."), size=MEGABYTES
        ),
        required=False,
        allow_empty_file=True,  # "There are no words in this file" says it better
        widget=forms.FileInput(attrs={"accept": ".txt,.text,.md,.markdown"}),
    )
    example = forms.BooleanField(required=False, widget=forms.HiddenInput)  # the button sends it

    most_bytes = LARGEST
    too_large = format_lazy(
        _("This is more than {size} MB, the most we can read. Please split it."), size=MEGABYTES
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text.encode()) > LARGEST:
            raise forms.ValidationError(self.too_large)
        return text

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(self.too_large)
        if not file.size:
            raise forms.ValidationError(_("There are no words in this file."))
        try:
            format_of(file.name)
        except Unreadable as refusal:
            raise forms.ValidationError(gettext(refusal.sentence)) from None
        return file

    def clean(self) -> dict:
        cleaned = super().clean()
        text, file = cleaned.get("text", "").strip(), cleaned.get("file")
        if cleaned.get("example"):
            self.errors.pop("text", None)
            self.errors.pop("file", None)
            cleaned.update(data=EXAMPLE.read_bytes(), name=EXAMPLE.name)
        elif text and file:
            self.add_error(
                "file", _("There is a text in the box as well. Please keep one of the two.")
            )
        elif file:
            cleaned.update(data=file.read(), name=file.name)
        elif text:
            cleaned.update(data=text.encode(), name="")
        elif not self.errors:
            self.add_error("text", _("Please paste a text, or choose a file."))
        return cleaned


class AddForm(TextForm, KeyedForm):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("You can leave this empty for now."),
        max_length=300,
        required=False,
    )
    circle = forms.ModelChoiceField(
        label=_("For which circle?"), queryset=Circle.objects.none(), empty_label=None
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    field_order = ["text", "file", "title", "circle"]

    def __init__(self, *args, circles, for_site: bool = False, **kwargs) -> None:
        """`circles`: those this person adds texts to; `for_site`: whether to the site's library, too."""
        super().__init__(*args, **kwargs)
        circle = self.fields["circle"]
        circle.queryset = circles
        if for_site:
            circle.required = False
            circle.empty_label = _("For everyone on this site")
        if len(circles) + for_site == 1:
            circle.widget = forms.HiddenInput()
        if circles:
            self.initial.setdefault("circle", circles[0].pk)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("example"):
            cleaned["title"] = cleaned.get("title") or EXAMPLE_TITLE
        return cleaned
