from django.db import migrations

from partners.names import name_search_text

BATCH = 500


def fill(apps, schema_editor):
    """Give the names that exist their searchable form: spelled acronyms joined, aliases found too."""
    partners = apps.get_model("partners", "Partner").objects.all()
    for partner in partners.only("name", "acronym").iterator(BATCH):
        partner.search_text = name_search_text(partner.name, partner.acronym)
        partner.save(update_fields=["search_text"])
    for alias in apps.get_model("partners", "PartnerAlias").objects.all().iterator(BATCH):
        alias.save(update_fields=["search_text"])


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0004_directory_and_duplicates'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
