"""Who may do what with texts."""

from .models import Guide, Reading
from .people.models import Circle
from .people.viewer import Viewer


def can_add(viewer: Viewer) -> bool:
    """Bring a text in: into a circle whoever facilitates one, into the site's library an editor."""
    return bool(viewer.facilitated_circle_ids) or viewer.is_editor


def can_edit(viewer: Viewer, reading: Reading) -> bool:
    """Review it, publish it, change its details, delete it: its circle's facilitators, or an editor."""
    if reading.circle_id is None:
        return viewer.is_editor
    return reading.circle_id in viewer.facilitated_circle_ids


def circles_to_guide(viewer: Viewer, reading: Reading) -> list[Circle]:
    """For which circles this person can write a guide to a text: those they facilitate that read it."""
    return [
        circle
        for circle in viewer.circles
        if circle.pk in viewer.facilitated_circle_ids and reading.circle_id in (None, circle.pk)
    ]


def can_guide_for_site(viewer: Viewer, reading: Reading) -> bool:
    """Write a guide to a text of the site for every circle."""
    return reading.circle_id is None and viewer.is_editor


def can_guide(viewer: Viewer, reading: Reading) -> bool:
    """Write a guide to a text, or bring one, and see those there are."""
    return bool(circles_to_guide(viewer, reading)) or can_guide_for_site(viewer, reading)


def can_edit_guide(viewer: Viewer, guide: Guide) -> bool:
    """Change a guide: the facilitators of its circle, or for the site's an editor."""
    if guide.circle_id is None:
        return viewer.is_editor
    return guide.circle_id in viewer.facilitated_circle_ids


def can_propose(viewer: Viewer, reading: Reading) -> bool:
    """Offer a text of one's circle to the site."""
    return reading.circle_id is not None and can_edit(viewer, reading)


def can_propose_guide(viewer: Viewer, guide: Guide) -> bool:
    """Offer one's circle's guide to a text of the site; to a circle's own text it goes with the text."""
    is_ours = guide.circle_id is not None and can_edit_guide(viewer, guide)
    return is_ours and guide.reading.circle_id is None


def can_edit_library(viewer: Viewer) -> bool:
    """Answer what circles propose, and look after the texts of the site."""
    return viewer.is_editor
