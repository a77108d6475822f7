"""Finished pages on their way to readers: folder, mail, Slack, Teams; only what `send:` names."""
