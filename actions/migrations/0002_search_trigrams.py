from django.db import migrations


def forwards(apps, schema_editor):
    """The search is a LIKE on both databases; PostgreSQL answers it from an index of trigrams."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX actions_action_search_trigrams ON actions_action USING gin (search_text gin_trgm_ops)"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX actions_action_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("actions", "0001_fiches"), ("partners", "0002_search_trigrams")]

    operations = [migrations.RunPython(forwards, backwards)]
