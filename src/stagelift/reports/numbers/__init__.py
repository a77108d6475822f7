"""The numbers of a page: each links to its fact, each table is a file, published together."""
