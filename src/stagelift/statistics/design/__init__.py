"""Planning a test: units, power, smallest effects and weeks, before anything is sent.

`baselines` and `values` hold what is known of a metric, by kind; `setting` how the test is run.
`power` and `sizes` solve for one figure; `schedule` turns units into weeks of entry; `curves` lays
several answers side by side; `guardrails` divides the risk; `blinded` plans again on the way;
`pairs` and `exact` serve paired units and small counts. `chance` holds the probabilities all rest
on, `search` the searches.
"""
