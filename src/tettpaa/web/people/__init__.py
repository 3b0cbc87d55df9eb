"""Finding young people, and the page of one."""
