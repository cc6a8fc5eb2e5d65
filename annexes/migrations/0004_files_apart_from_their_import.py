from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('annexes', '0003_imports_of_several_files'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='importbatch',
            name='file',
        ),
    ]
