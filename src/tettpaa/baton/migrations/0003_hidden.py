from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("baton", "0002_held"),)
    operations = (
        migrations.AddField(
            model_name="baton", name="hidden", field=models.BooleanField(default=False)
        ),
    )
