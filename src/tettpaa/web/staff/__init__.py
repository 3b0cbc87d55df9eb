"""Who works at a unit: they begin, end, stand in for one another, and are confirmed."""
