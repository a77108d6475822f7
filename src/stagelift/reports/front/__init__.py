"""The front of the site: what runs, what waits, every report by period, its history, search."""
