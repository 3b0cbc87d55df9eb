"""Users and their memberships: who works where, as what, from when until when."""
