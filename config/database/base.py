"""Django's PostgreSQL backend, which makes sure of the embedded server before it connects.

It adds a cursor for statements that come at every step: PostgreSQL understands and plans each of them once
for a connection, which for a large one takes ten times as long as its answer.
"""

import time

from django.db.backends.postgresql import base
from psycopg import RawCursor

from config.database import embedded

SURE_FOR = 1  # seconds; each request asks, and to look at a process costs a tenth of a quick page
# To weigh whether other values deserve another plan, PostgreSQL would plan anew each time. And it thinks of
# disks on which a row elsewhere costs four times what the next one does.
PLANNING = "SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1.1"


class DatabaseWrapper(base.DatabaseWrapper):
    sure_until = 0.0

    def get_connection_params(self):
        # Everything that connects asks here first: the pool, the test runner, the job queue.
        home = self.settings_dict.get("EMBEDDED")
        if home and time.monotonic() > self.sure_until:
            embedded(home).ensure()
            self.sure_until = time.monotonic() + SURE_FOR
        return super().get_connection_params()

    def _configure_connection(self, connection):
        super()._configure_connection(connection)
        connection.prepare_threshold = 0  # from the first time on; other cursors prepare nothing
        connection.execute(PLANNING)
        return True

    def prepared_cursor(self):
        """Values go beside the statement, each in the place of its number ($1), and have the type that this
        asks for."""
        self.ensure_connection()
        return self._prepare_cursor(RawCursor(self.connection))
