from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annexes", "0004_files_apart_from_their_import")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ANALYSE", "Lecture d’une annexe"),
                    ("APPLY", "Import d’une annexe"),
                    ("EXPORT", "Fabrication d’un document"),
                    ("UNDO", "Annulation d’un import"),
                ],
                max_length=20,
                verbose_name="travail",
            ),
        ),
    ]
