"""What the young person or a guardian writes to those who follow them up, and what these write to them."""
