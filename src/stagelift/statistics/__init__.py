"""Pure inference on mergeable aggregates: no table, no input or output, one frozen result type."""
