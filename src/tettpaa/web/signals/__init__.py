"""Signals answered in bulk, class by class, and the working list of the IKO rhythm."""
