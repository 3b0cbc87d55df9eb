"""Files and source systems into the database: staging, quarantine, snapshots."""
