"""What the data hold of a journey, and what its definition leaves out."""
