
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0008_imports_of_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="directoryimport",
            name="reading",
            field=models.JSONField(default=dict, verbose_name="lecture"),
        ),
    ]
