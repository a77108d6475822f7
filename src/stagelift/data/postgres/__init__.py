"""PostgreSQL: its connection, its types, and what it says when something fails."""
