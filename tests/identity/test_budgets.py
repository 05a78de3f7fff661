"""Buckets of cost: what a client gets in any stretch of time, and how many are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.identity import budgets
from graph_service.identity.budgets import Budgets, Exhausted, free
from graph_service.identity.callers import ANONYMOUS, Caller
from graph_service.identity.roles import Role

MOST = 600
"""In a minute, so ten in a second."""
VIEWER = Caller(Role.VIEWER, "张三", "00000001")


class Watch:
    """Seconds as a test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def limited(**per_minute: int) -> tuple[Budgets, Watch]:
    watch = Watch()
    chosen = {Role[name.upper()]: most for name, most in per_minute.items()}
    return Budgets(chosen, tick=watch), watch


def wait(of: Budgets, cost: int, caller: Caller = ANONYMOUS, address: str = "a") -> int:
    """Seconds to wait for something; 0 if it was done."""
    try:
        of.charge(caller, address, cost)
    except Exhausted as error:
        return error.seconds
    return 0


def test_a_full_bucket_is_emptied_at_once_and_fills_up_again_within_a_minute():
    buckets, watch = limited(anonymous=MOST)
    assert [wait(buckets, 200) for _ in range(4)] == [0, 0, 0, 20]
    # 200 are there after 20 seconds; a second earlier 10 are lacking.
    watch.now = 19
    assert wait(buckets, 200) == 1
    watch.now = 20
    assert wait(buckets, 200) == 0
    watch.now = 1_000
    assert [wait(buckets, 300) for _ in range(3)] == [0, 0, 30]


def test_what_is_refused_takes_nothing():
    buckets, _ = limited(anonymous=MOST)
    assert wait(buckets, 500) == 0
    assert wait(buckets, 101) == 1
    assert wait(buckets, 100) == 0


def test_something_dearer_than_a_full_bucket_is_done_once_and_paid_off():
    buckets, watch = limited(anonymous=MOST)
    assert wait(buckets, 1_200) == 0
    # 600 are owed: a minute passes before anything is there.
    assert wait(buckets, 10) == 61
    watch.now = 61
    assert wait(buckets, 10) == 0


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(1, 2 * MOST)), max_size=40),
    st.floats(0, 3_000),
    st.floats(0, 3_000),
)
def test_nobody_gets_more_in_any_stretch_of_time_than_a_bucket_and_what_flows_in(asked, one, other):
    buckets, watch = limited(anonymous=MOST)
    got = []
    for pause, cost in asked:
        watch.now += pause
        seconds = wait(buckets, cost)
        if not seconds:
            got.append((watch.now, cost))
            continue
        # The time that was named is enough, and not a second longer than needed.
        watch.now += seconds
        assert wait(buckets, cost) == 0
        got.append((watch.now, cost))
    begin, end = sorted((one, other))
    within = [cost for at, cost in got if begin <= at <= end]
    # The last one may be dearer than what was there: it is paid off afterwards.
    assert sum(within) - max(within, default=0) <= MOST + (end - begin) * MOST / 60 + 1e-6


def test_clients_have_buckets_of_their_own():
    buckets, _ = limited(anonymous=MOST, viewer=MOST)
    other = Caller(Role.VIEWER, "张三", "00000002")
    assert wait(buckets, MOST) == 0
    assert wait(buckets, 1) > 0
    assert wait(buckets, MOST, address="b") == 0
    assert wait(buckets, MOST, VIEWER) == 0
    assert wait(buckets, 1, VIEWER, address="b") > 0
    assert wait(buckets, MOST, other) == 0


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8::2", True),
        ("2001:db8:0:0:ffff::1%eth0", True),
        ("2001:db8:0:1::1", False),
        ("no:address", False),
    ],
)
def test_a_network_of_ipv6_addresses_is_one_client(address, same):
    buckets, _ = limited(anonymous=MOST)
    assert wait(buckets, MOST, address="2001:db8::1") == 0
    assert (wait(buckets, MOST, address=address) > 0) is same


def test_roles_without_a_limit_have_none():
    buckets, _ = limited(anonymous=MOST)
    for _ in range(10):
        assert wait(buckets, 10 * MOST, VIEWER) == 0
    assert len(buckets) == 0
    free(10**9)


def test_no_more_buckets_are_kept_than_said_and_the_one_used_last_stays(monkeypatch):
    monkeypatch.setattr(budgets, "MOST_CLIENTS", 100)
    buckets, _ = limited(anonymous=MOST)
    assert wait(buckets, MOST) == 0
    for n in range(1_000):
        wait(buckets, 1, address=str(n))
        assert wait(buckets, 1) > 0
    assert len(buckets) == 100
