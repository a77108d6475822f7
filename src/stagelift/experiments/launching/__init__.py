"""From a definition to lists a sender can use: who is handed out, in which file, under which plan.

`audience` asks the engine for the customers assigned; `files` hands out those who are new, one file
a variant, with a manifest; `records` says what was handed out so far.
"""
