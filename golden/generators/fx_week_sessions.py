"""Trade dates of the currency week, Sunday 17:00 to Friday 17:00 New York, in UTC by pandas' own time zones."""

import numpy as np
import pandas as pd

from vector_file import meta_for, write_vector

SEED = 20261122
ZONE = 'America/New_York'
FIRST, LAST = '1975-01-01', '2036-12-31'
SAMPLES = 120
DAY_MS = 86_400_000

# Both sides of every clock change of three rules (1976, 1990, 2006 and 2007), and of the gauge of other zones.
CHOSEN = [
    '1976-04-23', '1976-04-26', '1990-03-30', '1990-04-02', '1990-10-26', '1990-10-29', '2006-03-31', '2006-04-03',
    '2006-10-27', '2006-10-30', '2007-03-09', '2007-03-12', '2007-11-02', '2007-11-05', '2012-03-26', '2024-01-01',
]  # fmt: skip


def roll(date):
    """17:00 New York of a civil date, in UTC epoch milliseconds."""
    local = (pd.Timestamp(date) + pd.Timedelta(hours=17)).tz_localize(ZONE)
    return int(local.timestamp()) * 1000


def row(date):
    return {'date': date.strftime('%Y-%m-%d'), 'open': roll(date - pd.Timedelta(days=1)), 'close': roll(date)}


def main():
    dates = pd.bdate_range(FIRST, LAST)
    rng = np.random.default_rng(SEED)
    rest = [date for date in dates if date.strftime('%Y-%m-%d') not in CHOSEN]
    drawn = rng.choice(len(rest), SAMPLES - len(CHOSEN), replace=False).tolist()
    chosen = sorted([pd.Timestamp(date) for date in CHOSEN] + [rest[i] for i in drawn])
    rows = [row(date) for date in chosen]
    assert all(one['close'] - one['open'] == DAY_MS for one in rows), 'clocks change on Sundays before the opening'
    per_year = pd.Series(1, index=dates).groupby(dates.year).sum()
    cases = [
        {'name': 'sampled-sessions', 'rows': rows},
        {'name': 'sessions-per-year', 'rows': [{'year': int(y), 'sessions': int(n)} for y, n in per_year.items()]},
    ]
    meta = meta_for(
        __file__,
        ['pandas', 'numpy'],
        {'absolute': 0, 'reason': 'dates and integer milliseconds are exact'},
        seed=SEED,
        conventions=[
            'A session is named after the date it closes on; open and close are UTC epoch milliseconds.',
            'Every weekday is a session; what feeds leave out around Christmas and New Year is not part of this vector.',
        ],
    )
    write_vector('market/fx-week-sessions.json', meta, cases, case_levels=4)


if __name__ == '__main__':
    main()
