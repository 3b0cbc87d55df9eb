"""What the rooms below add up to: one young person's story, and the figures of a class, a school, a county."""
