"""The command `tettpaa`: one module a command. Progress and tables here, all else on the floors below."""
