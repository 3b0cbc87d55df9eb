"""What people do to jobs: the queue knows neither rights nor the log."""

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.kit.errors import InputError
from tettpaa.queue import run_again


def retry(*, by: User, job: int) -> None:
    """Run a job that failed once more; handlers may run twice. InputError if there is nothing to run again."""
    demand(by, "jobs.retry")
    with transaction.atomic():
        name = run_again(job)
        if name is None:
            raise InputError(
                _("Jobben venter alt, går eller er gjort."),
                remedy=_("Last siden på nytt, og se hvordan det går."),
            )
        record(by=by.id, verb="job.retried", subject=("job", None), job=job, name=name)
