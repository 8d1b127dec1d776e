from django import forms


class PreparedForm(forms.Form):
    """Said of oneself, and taken back."""

    prepared = forms.BooleanField(required=False)
