"""What several people, or several tabs, may change at once carries a version."""

from django import forms


class VersionedForm(forms.Form):
    """A save names the version it read; the command raises Stale if that is no longer the newest."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def renew(self, version: int) -> None:
        """The words stay as typed; saving them again replaces the newer ones."""
        self.data = self.data.copy()
        self.data["version"] = version
