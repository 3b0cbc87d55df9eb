"""The clarification talk (avklaringssamtale): before anybody has decided to quit."""
