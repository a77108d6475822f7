"""What goes wrong with an engine, made to happen."""
