"""Django's PostgreSQL backend, which makes sure of the embedded server before it connects."""

import time

from django.db.backends.postgresql import base

from config.database import embedded

SURE_FOR = 1  # seconds; each request asks, and to look at a process costs a tenth of a quick page


class DatabaseWrapper(base.DatabaseWrapper):
    sure_until = 0.0

    def get_connection_params(self):
        # Everything that connects asks here first: the pool, the test runner, the job queue.
        home = self.settings_dict.get("EMBEDDED")
        if home and time.monotonic() > self.sure_until:
            embedded(home).ensure()
            self.sure_until = time.monotonic() + SURE_FOR
        return super().get_connection_params()
