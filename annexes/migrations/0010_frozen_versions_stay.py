from django.db import migrations

REFUSED = "une version figée ne se modifie pas et ne se supprime pas"
TABLES = {"annexes_version": "Version", "annexes_versionfile": "VersionFile"}


def forwards(apps, schema_editor):
    """Refuse every update but that of a person who is erased, and every deletion."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION annexes_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_not_changed BEFORE UPDATE ON {table} FOR EACH ROW "
                f"{_unless_erased(table)}EXECUTE FUNCTION annexes_frozen()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION annexes_frozen()"
            )
        return
    for table, name in TABLES.items():
        fields = apps.get_model("annexes", name)._meta.local_concrete_fields
        columns = ", ".join(field.column for field in fields if field.name != "frozen_by")
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        schema_editor.execute(f"CREATE TRIGGER {table}_not_changed BEFORE UPDATE OF {columns} ON {table} {refuse}")
        schema_editor.execute(f"CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table} {refuse}")
    schema_editor.execute(
        "CREATE TRIGGER annexes_version_not_signed_again BEFORE UPDATE OF frozen_by_id ON annexes_version "
        f"WHEN NEW.frozen_by_id IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION annexes_frozen() CASCADE")
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_not_changed")
        schema_editor.execute(f"DROP TRIGGER {table}_not_deleted")
    schema_editor.execute("DROP TRIGGER annexes_version_not_signed_again")


def _unless_erased(table):
    if table != "annexes_version":
        return ""
    same = "to_jsonb(NEW) - 'frozen_by_id' = to_jsonb(OLD) - 'frozen_by_id'"
    return f"WHEN (NOT (NEW.frozen_by_id IS NULL AND {same})) "


class Migration(migrations.Migration):
    dependencies = [("annexes", "0009_versions_and_sharing")]

    operations = [migrations.RunPython(forwards, backwards)]
