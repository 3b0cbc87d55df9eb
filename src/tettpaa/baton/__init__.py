"""Holder, deadline, offer, climbing: the furniture that every room with somebody to react shares."""
