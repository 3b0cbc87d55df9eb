"""The mapping (kartlegging): a talk with the young person, strengths first, with answers from those around."""
