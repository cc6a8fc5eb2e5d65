from django.db import migrations


def forwards(apps, schema_editor):
    """The search is a LIKE on both databases; PostgreSQL answers it from an index of trigrams."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX plans_objective_search_trigrams ON plans_objective USING gin (search_text gin_trgm_ops)"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX plans_objective_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_postgresql_storage"), ("partners", "0002_search_trigrams")]

    operations = [migrations.RunPython(forwards, backwards)]
