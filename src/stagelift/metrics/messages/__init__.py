"""Messages measured: what became of them, who answered which, what each channel is needed for."""
