"""What speed is measured with, by hand: `uv run python -m tests.benchmarks.reading` and `.painting`.

Each makes a database of its own in var/benchmark, asks 127.0.0.1 only, and writes JSON to stdout.
Times differ from one machine and hour to the next; what counts is each ratio to a floor, which is the
same work with nothing in the way, done in the same run.
"""
