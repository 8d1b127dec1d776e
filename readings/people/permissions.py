"""Who may do what with circles and people."""

from .models import Circle
from .viewer import Viewer


def can_facilitate(viewer: Viewer, circle: Circle) -> bool:
    return circle.pk in viewer.facilitated_circle_ids
