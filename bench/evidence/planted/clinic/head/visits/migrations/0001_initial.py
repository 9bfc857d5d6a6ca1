from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Doctor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=50)),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("doctor", models.ForeignKey(on_delete=models.CASCADE, to="visits.doctor")),
                ("patient", models.CharField(max_length=50)),
                ("start", models.IntegerField()),
                ("minutes", models.IntegerField(default=30)),
                ("is_done", models.BooleanField(default=False)),
            ],
        ),
    ]
