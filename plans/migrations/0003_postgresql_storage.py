from django.db import migrations


def forwards(apps, schema_editor):
    """Half of each page stays free, so that a new `lft` is written beside the old one without touching any index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE plans_objective SET (fillfactor = 50)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE plans_objective RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_objective_guarded_from_below")]

    operations = [migrations.RunPython(forwards, backwards)]
