"""A launch taken back before the first delivery, and experiments that share no customer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from test_life import TRIAL, at_day, deeds, handed, launched, readout, seen, shop

from stagelift.data.assign import between
from stagelift.errors import ArgumentError
from tiny import day, write_csv

FEW = {"customers": 60}


def test_a_launch_is_taken_back_and_the_name_launched_again(tmp_path):
    launched(tmp_path, seen(**FEW))
    frozen = (tmp_path / "experiments" / "trial.plan.yaml").read_bytes()
    done = deeds(tmp_path, 6.5).void(reason="wrong text", owner="Kim")
    assert done.kept == "experiments/trial.1.void.yaml"
    assert (tmp_path / done.kept).read_bytes() == frozen
    with at_day(tmp_path, 6.6) as ws:
        trial = ws.experiments["trial"]
        assert trial.plan is None
        trial.launch(planned_units=300)
        assert ws.definitions.lives["trial"].entries == (done,)
    # what was done to the plan that is void does not touch the new one
    with at_day(tmp_path, 9) as ws:
        assert ws.experiments["trial"].plan["life"] == ()
    assert deeds(tmp_path, 6.8).void(reason="again", owner="Kim").kept.endswith(".2.void.yaml")


@pytest.mark.slow
def test_customers_handed_out_need_a_word_that_nothing_was_delivered(tmp_path):
    launched(tmp_path, seen(**FEW))
    with at_day(tmp_path, 9) as ws:
        ws.experiments["trial"].enrol()
    count = len(handed(tmp_path))
    with pytest.raises(ArgumentError, match=f"{count} customers were handed out, and no source"):
        deeds(tmp_path, 9.5).void(reason="wrong text", owner="Kim")
    assert (tmp_path / "experiments" / "trial.plan.yaml").exists()
    assert not (tmp_path / "experiments" / "trial.life.yaml").exists()
    done = deeds(tmp_path, 9.5).void(reason="wrong text", owner="Kim", nothing_delivered=True)
    assert done.why == "wrong text (the owner vouches that nothing was delivered)"
    assert handed(tmp_path) == {}
    assert list((tmp_path / "out" / ".voided" / "trial.1").glob("*/manifest.json"))


@pytest.mark.parametrize(
    ("channel", "delivered", "refused"),
    [
        ("email", 8.2, True),
        pytest.param("sms", 8.2, False, marks=pytest.mark.slow),
        pytest.param("email", None, False, marks=pytest.mark.slow),
    ],
)
def test_a_delivery_told_by_the_send_log_decides(tmp_path, channel, delivered, refused):
    launched(tmp_path, {f"c{n}": [7.5] for n in range(30)})
    log = [("c1", channel, "hello", day(8), "" if delivered is None else day(delivered))]
    header = ("customer", "channel", "message", "sent", "delivered")
    write_csv(tmp_path / "log.csv", header, log)
    journey = tmp_path / "journey.yaml"
    kept = ", ".join(f"{name}: {name}" for name in header)
    source = f"  sent_log: {{read: log.csv, as: messages, {kept}}}\nstages:\n"
    journey.write_text(journey.read_text("utf-8").replace("stages:\n", source), encoding="utf-8")
    if refused:
        with pytest.raises(ArgumentError, match="1 messages were delivered to customers it"):
            deeds(tmp_path, 9).void(reason="wrong", owner="Kim", nothing_delivered=True)
    else:
        deeds(tmp_path, 9).void(reason="wrong", owner="Kim")
    assert (tmp_path / "experiments" / "trial.plan.yaml").exists() is refused


LAYERED = {
    "one": TRIAL.format(more="traffic: 40%\nlayer: cart"),
    "two": TRIAL.format(more="traffic: 60%\nlayer: cart"),
    "three": TRIAL.format(more="traffic: 10%\nlayer: cart"),
}


@pytest.mark.slow
def test_experiments_of_a_layer_share_no_customer(tmp_path):
    visits = seen(4)
    shop(tmp_path, visits, experiments=LAYERED)
    with at_day(tmp_path, 6) as ws:
        ws.experiments["one"].launch(planned_units=300)
    with at_day(tmp_path, 6) as ws:
        ws.experiments["two"].launch(planned_units=300)
        told = ws.experiments["two"].plan
    assert told is None  # read before it was launched
    with at_day(tmp_path, 6) as ws:
        assert ws.experiments["two"].plan["layer"] == {"name": "cart", "low": "2/5", "share": "3/5"}
        with pytest.raises(ArgumentError, match=r"layer 'cart' has no room for 10%: its largest"):
            ws.experiments["three"].launch(planned_units=300)
        with pytest.raises(ArgumentError, match="layer 'cart' has room for 40%, and 50% came"):
            ws.experiments["one"].deeds.ramp(Fraction(1, 2), owner="Kim")
    with at_day(tmp_path, 40) as ws:
        sizes = {
            name: sum(ws.experiments[name].readout().assigned.values()) for name in ("one", "two")
        }
    inside = [between(name, "layer/cart", Fraction(0), Fraction(2, 5)) for name in visits]
    assert sizes == {"one": sum(inside), "two": len(visits) - sum(inside)}


@pytest.mark.slow
def test_a_stopped_experiment_gives_its_slice_back(tmp_path):
    shop(tmp_path, seen(4), experiments=LAYERED)
    for name in ("one", "two"):
        with at_day(tmp_path, 6) as ws:
            ws.experiments[name].launch(planned_units=300)
    with at_day(tmp_path, 6.5) as ws:
        ws.experiments["one"].deeds.stop(reason="stock", owner="Kim")
    with at_day(tmp_path, 6.6) as ws:
        ws.experiments["three"].launch(planned_units=300)
    with at_day(tmp_path, 6.7) as ws:
        assert ws.experiments["three"].plan["layer"]["low"] == "0"


def test_the_holdout_meets_no_experiment_and_a_change_of_it_is_a_deviation(tmp_path):
    visits = seen(5)
    launched(tmp_path, visits, rules="  holdout: 10%\n")
    held = [name for name in visits if between(name, "holdout", Fraction(0), Fraction(1, 10))]
    assert held
    assert sum(readout(tmp_path).assigned.values()) == len(visits) - len(held)
    path = tmp_path / "journey.yaml"
    path.write_text(path.read_text("utf-8").replace("10%", "20%"), encoding="utf-8")
    assert readout(tmp_path).banner == "departs from the frozen plan: journey.holdout"
