"""Questions about the stages themselves: their steps, returns, parts, and what they were before."""
