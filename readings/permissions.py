"""Who may do what with texts."""

from .models import Reading
from .people.viewer import Viewer


def can_add(viewer: Viewer) -> bool:
    """Bring a text into a circle: whoever facilitates one."""
    return bool(viewer.facilitated_circle_ids)


def can_edit(viewer: Viewer, reading: Reading) -> bool:
    """Review it, publish it, change its details, delete it: its circle's facilitators, or an editor."""
    if reading.circle_id is None:
        return viewer.is_editor
    return reading.circle_id in viewer.facilitated_circle_ids
