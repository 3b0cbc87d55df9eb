"""Rights over this room's tables: one sees one's own messages, and sends them in one's own name."""

from tettpaa.access.rows import ME, Rows, declare

declare(Rows("notify.Message", select=f"to_id = {ME}", insert=f"by_id = {ME}", update=f"to_id = {ME}"))
