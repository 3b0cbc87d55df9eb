"""Puts the house together: settings, addresses, the web server's entrance. Nobody imports it."""
