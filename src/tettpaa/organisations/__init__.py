"""Counties, municipalities, schools, NAV offices …: the units, their groups and days off."""
