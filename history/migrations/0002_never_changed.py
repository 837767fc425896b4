"""The database itself refuses to change a frozen copy or a version: no code, and no query by hand, can do it by accident."""

from django.db import migrations

TABLES = ["history_frozencopy", "history_version"]
SENTENCE = "Frozen copies and versions are never changed: make a new one."


def refuse_updates(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION history_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION history_never_changed()"
            )
    else:
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )


def allow_updates(apps, schema_editor):
    for table in TABLES:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_never_changed{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS history_never_changed()")


class Migration(migrations.Migration):
    dependencies = [("history", "0001_history")]

    operations = [migrations.RunPython(refuse_updates, allow_updates)]
