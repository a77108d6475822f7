"""Every command with every switch of its own, as it is typed once, and those that are refused."""

from __future__ import annotations

# Asked of the demo shop, in this order.
SHOP = """
check
check journey.yaml
show
show first_order
show cart_reminder
show weekly
show app
show purchase
status
monitor
plan cart_reminder
plan cart_reminder --publish
readout cart_reminder
readout cart_reminder --full
readout cart_reminder --explore
readout cart_reminder --explore --by weekday
readout cart_reminder --resample
readout evening_push --full
readout review_ask --full
readout winback_call --full
ladder cart_reminder
ladder winback_call
programme --next 1
kpi
kpi --compare before
kpi --compare last-year
kpi --by segment
kpi --by gender --period 2026-10
messages
messages --by stage
messages --channels ordered
segments
segments --overlap
segments --personas
segments --lifecycle
segments --rfm
segments --rfm --since 2026-10-01
stages
stages consideration
stages --returns
stages --parts
who
who --since '30 days'
who --paths
who --stays
who --ages
who --by segment
silence churn
silence churn --horizon '20 days' --at-most 40% --days 400
why
why first_order
why churn --against last-year
why repeat_order
alert
alert --every week --by gender
map
map --save
map --against 2026-10-15
trace C000007
trace C000007 --all
report new trying
report run weekly --page full --queries
report run weekly --page brief
report run readout --experiment cart_reminder
report run readout --experiment review_ask
report run readout --experiment winback_call
report run readout --experiment evening_push
report run map
report run programme
report run weekly --period 2026-W45
report due --dry-run
report due readout --send
report list
report diff weekly 2026-W45 2026-W46
report diff weekly 2026-W45 2026-W46 --all
report archive
report archive first_order
report archive --restated
report archive --forecasts
report archive --prune --dry-run
explain first_order
send weekly --again
serve --port 0
schedule
schedule --write --for github
sql first_order
programme --write awareness_sms
decide cart_reminder stop --owner Kim --reason budget
"""
# What the demo has none of: a persona, groups by recency, a way to send, an end of old runs.
MORE = (
    (
        "journey.yaml",
        "  cart_open:",
        "  buyers: {did: ordered, persona: {words: {ko: 자주 삽니다., en: Buys often.}}}\n",
    ),
    (
        "journey.yaml",
        "segments:\n",
        "rfm: {did: ordered, within: 90 days, recency: [9, 19, 29, 39], frequency: [2, 3, 4, 5]}\n",
    ),
    ("reports/weekly.yaml", "notebook:", "keep: 20 runs\nsend: {folder: sent}\n"),
)
# Asked of the demo shop too: refused, and the reason is a screen as any other.
REFUSED = """
stauts
status X
kpi frist_order
kpi --by gendr
kpi --period 2026-W99
kpi --compare before --by segment
map --against yesterday
map --section nwo
messages --by stge
readout cart_remind
readout --source app
launch cart_reminder
decide evening_push ship --owner Kim
pause cart_reminder
enrol evening_push
reconcile cart_reminder nowhere.csv
segments --personas vip
segments --lifecycle --rfm
segments vip --rfm
segments vpi
stages purchase
stages purchase --returns
silence first_order
silence churn --horizon soon
silence churn --at-most '0%'
who --paths --stays
who --at 2026-11-01 --paths
why nps
trace nobody
explain frist_order
explain first_order --period 2026-W40
report run weakly
report run weekly --experiment cart_reminder
report run map --page full
report diff weekly 2026-W40 2026-W46
report diff weekly 2026-W46 2026-W46
report diff map 2026-W45 2026-W46
report new .
report archive --metric first_order cart_added
send map
send weekly 2026-W40
send weekly --to mail
sql nps --assign
sql frist_order
schedule --zone Mars --for cron
schedule --for github --zone Asia/Seoul
schedule --write
init own --demo --country KR
connect nowhere.csv
connect dw.public.events
show nobody
schema nobody
"""
# Asked of a small shop whose test is launched, changed and stopped; a number is the day it is then.
LIFE = """
6
launch trial --planned-units 300 --plain-ids
status
10
enrol trial --plain-ids
reconcile trial report.csv --customer who --variant arm
ramp trial 1/2 --owner Kim
split trial a=1/3 b=2/3 --owner Kim
pause trial --owner Kim --reason stock
enrol trial
status
monitor
resume trial --owner Kim
readout trial
12
stop trial --owner Kim --reason over
void second --owner Kim --reason slip --nothing-delivered
"""
# Asked where there is no workspace yet.
BEGINNING = """
init own --country KR
connect -C own events.csv --print
connect -C own events.csv
connect -C own events.csv --replace
check -C own
schema -C own
schema -C own --write --vscode
conformance
"""
