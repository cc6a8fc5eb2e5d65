import django.db.models.deletion
from django.db import migrations, models


def drop_jobs_of_territories(apps, schema_editor):
    """Going back: a job had to have a plan. They are traces of work that is over, nothing else refers to them."""
    apps.get_model("annexes", "Job").objects.filter(plan=None).delete()
    schema_editor.connection.check_constraints()  # or PostgreSQL would not alter the table in this transaction


class Migration(migrations.Migration):
    dependencies = [("annexes", "0006_column_mappings")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="plans.plan",
                verbose_name="plan",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ANALYSE", "Lecture d’une annexe"),
                    ("APPLY", "Import d’une annexe"),
                    ("EXPORT", "Fabrication d’un document"),
                    ("UNDO", "Annulation d’un import"),
                    ("LIST_READ", "Lecture d’une liste"),
                    ("LIST_WRITE", "Import d’une liste"),
                    ("LIST_UNDO", "Annulation de l’import d’une liste"),
                ],
                max_length=20,
                verbose_name="travail",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_jobs_of_territories, elidable=True),
    ]
