"""What several people, or several tabs, may change at once carries a version."""


class Stale(Exception):
    """Someone, or another tab, changed the row since it was read; `current` is what it holds now."""

    def __init__(self, current) -> None:
        self.current = current
