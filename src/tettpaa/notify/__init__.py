"""Messages out: in-app and e-mail, after commit."""
