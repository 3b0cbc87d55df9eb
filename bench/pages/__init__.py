"""The pages of the invented county, as people ask for them: time, processor, questions, and what rights cost."""
