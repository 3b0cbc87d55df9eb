"""The demo county, Fjordvik fylke: invented, plainly synthetic, seeded, and shaped like a real one."""

from tettpaa.demo.county import Summary, write_county

__all__ = ["Summary", "write_county"]
