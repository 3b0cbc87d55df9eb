"""What tests of several rooms use: the database server, a small house with people in it."""
