"""Rights over what is kept about jobs: no personal data is in it."""

from tettpaa.access.rows import Rows, declare

declare(Rows("queue.Failure", select="true", open=True))
