"""Letters between a family and those who follow up."""
