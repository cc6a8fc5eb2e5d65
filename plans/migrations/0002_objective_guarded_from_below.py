from django.db import migrations


class Migration(migrations.Migration):
    """What Django reaches from a plan or from a parent passes through the guarded manager. No change in the database."""

    dependencies = [("plans", "0001_kinds_plans_and_tree")]

    operations = [
        migrations.AlterModelOptions(
            name="objective",
            options={"verbose_name": "objectif", "base_manager_name": "objects"},
        ),
    ]
