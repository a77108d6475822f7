"""From a definition to lists a sender can use: who is handed out, in which file, under which plan.

`audience` asks the engine for the customers assigned; `sender` says what each tool's import asks
(`senders/`, one YAML file each), `columns` makes its columns and `writing` its files; `files` hands
out those who are new with a manifest (`handed`) and what to click (`steps`).
"""
