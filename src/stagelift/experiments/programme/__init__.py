"""A team's experiments together: the ledger, what was learnt, what runs, and what to run next.

`ledger` reads each decided or ended test; `together` puts their effects on one scale, shrinks them
and corrects the winners' total; `counted` does the same for a source of counts; `learning` sums up
by stage and channel; `calendar` lays running tests side by side; `candidates` ranks what to run
next; `record` holds all of it and `text` says it.
"""
