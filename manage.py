#!/usr/bin/env python
"""Colloquy's command line. `manage.py demo` and `manage.py serve` run the whole app."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] in (["serve"], ["demo"]):
        from config import launch  # what these two listen on decides settings, so it comes first

        launch.prepare(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
