"""Teams and their meetings: agenda, meeting mode, minutes, and the calendar."""
