"""The process of a run's kernel: begun early, handed its run when that is ready."""
