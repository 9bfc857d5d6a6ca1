from django.db import migrations

from rooms.migration_steps import fill_seats


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]
    operations = [migrations.RunPython(fill_seats, migrations.RunPython.noop)]
