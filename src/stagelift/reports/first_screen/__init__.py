"""The first screen of a page: what leads it, the lines under it, its length and its words."""
