"""What a readout tells beyond its table of effects, each section from the look the plan allows.

`scene` is the experiment at its look; `waits` the waiting times of its units from one query;
`converting` how soon units convert, `ages` the effect by days since assignment, `shop` what it is
of the whole shop's, `voice` net promoters and who answers, `churning` who falls silent after,
`sending` what messages cost in reachable customers, `ruled` what is ruled out, `ready` what cannot
be read yet and when it can. `sections` holds them all, `text` says them.
"""
