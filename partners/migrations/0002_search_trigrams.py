from django.db import migrations


def forwards(apps, schema_editor):
    """The search is a LIKE on both databases; PostgreSQL answers it from an index of trigrams."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX partners_partner_search_trigrams ON partners_partner USING gin (search_text gin_trgm_ops)"
        )


def backwards(apps, schema_editor):
    """The extension stays: it belongs to the database, where others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX partners_partner_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_directory_and_schemes")]

    operations = [migrations.RunPython(forwards, backwards)]
