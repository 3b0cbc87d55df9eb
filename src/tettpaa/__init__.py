"""Tettpå: find who is about to fall out of education, follow up together, see whether it worked."""
