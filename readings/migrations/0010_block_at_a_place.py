from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0009_versions_of_ready_plans"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="block",
            index=models.Index(fields=["edition", "start"], name="block_at_a_place"),
        ),
    ]
