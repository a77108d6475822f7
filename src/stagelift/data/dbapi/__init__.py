"""Any database with a Python driver (PEP 249), and the types of what its queries return."""
