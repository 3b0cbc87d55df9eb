"""The user that jobs act as."""

import uuid

from django.db import migrations


def make(apps, schema_editor):
    apps.get_model("accounts", "User").objects.create(
        id=uuid.UUID("00000000-0000-4000-8000-000000000001"),
        kind="system",
        username="system",
        given_name="Tettpå",
        family_name="",
        password="!",  # noqa: S106  no password fits
    )


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(make, migrations.RunPython.noop),)
