"""What a team is called, how long texts may be, and what minutes can be marked with. No database."""

from tettpaa.access.topics import Topic

NAME = 80
"""Characters of a team's name and of a place."""
SUMMARY = 200
"""Characters of what an item is about, without names."""
LONGEST = 4000
"""Characters of minutes."""
MINUTES = (15, 240)
"""Shortest and longest meeting."""
PART = {
    "": Topic.CONCERNS,
    "health": Topic.HEALTH,
    "social": Topic.SOCIAL,
    "nav": Topic.NAV,
    "family": Topic.FAMILY,
}
"""Parts of the minutes of one item, and the topic that one must see of the young person to read each; the first is for
all who see the item."""
