"""What is decided, what is expected of it, and what became of it.

`forecast` is the effect a decision expects, taken from the shrunk estimate or stated; `holdback`
makes the customers who keep the earlier variant an experiment of their own; `outcome` sets the
forecast beside what they show; `wording` says it in both languages.
"""
