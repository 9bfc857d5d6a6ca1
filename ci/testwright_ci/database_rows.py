"""The rows of Django's test database, as tests may not leave more of them; runs in the test process.

Tables are counted over connections that are open already, by their own cursor: Django's wrapper would open one, and
pytest-django blocks it outside of tests that ask for the database. No query is counted or logged by that.
"""

import sys

# Filled whenever a model is met for the first time, or by migrations.
_PASSING = {"django_content_type", "auth_permission", "django_migrations"}


class DatabaseRows:
    """The number of rows by table and connection; empty without Django or without an open connection."""

    kind = "database"
    is_quick = False

    def read(self) -> dict:
        database = sys.modules.get("django.db")
        apps = getattr(sys.modules.get("django.apps"), "apps", None)
        if database is None or apps is None or not apps.ready:
            return {}
        found: dict = {}
        tables = sorted(
            {
                model._meta.db_table
                for model in apps.get_models(include_auto_created=True)
                if model._meta.managed and model._meta.db_table not in _PASSING
            }
        )
        for wrapper in _open_connections(database):
            for table in tables:
                count = _count(wrapper, table)
                if count is not None:
                    found[f"{wrapper.alias}:{table}"] = count
        return found

    def describe(self, name: str, allowed: list, value) -> str:
        known = [one for one in allowed if isinstance(one, int)]
        # Fewer rows are the way of tests that flush the database, and without a count before there is nothing to compare.
        if not known or not isinstance(value, int) or value <= max(known):
            return None
        alias, table = name.split(":", 1)
        added = value - max(known)
        where = "" if alias == "default" else f" in the database {alias}"
        return f"{added} row{'' if added == 1 else 's'} in {table}{where}"


def _open_connections(database) -> list:
    try:
        wrappers = [database.connections[alias] for alias in database.connections]
    except Exception:
        return []  # Settings that name no database, or none at all.
    return [wrapper for wrapper in wrappers if getattr(wrapper, "connection", None) is not None]


def _count(wrapper, table: str):
    try:
        cursor = wrapper.connection.cursor()
        try:
            cursor.execute(f"SELECT COUNT(*) FROM {wrapper.ops.quote_name(table)}")
            return int(cursor.fetchone()[0])
        finally:
            cursor.close()
    except Exception:
        return None  # A table of another database, or a connection that broke.
