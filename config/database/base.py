"""Django's PostgreSQL backend, which makes sure of the embedded server before it connects."""

from django.db.backends.postgresql import base

from config.database import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        # Everything that connects asks here first: the pool, the test runner, the job queue.
        if home := self.settings_dict.get("EMBEDDED"):
            embedded(home).ensure()
        return super().get_connection_params()
