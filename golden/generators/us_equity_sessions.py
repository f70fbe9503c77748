"""Sessions of the New York Stock Exchange 1990 to 2026, by exchange_calendars and pandas_market_calendars."""

import csv

import exchange_calendars
import numpy as np
import pandas as pd
import pandas_market_calendars

from vector_file import ROOT, SP500_FILE, meta_for, write_vector

SEED = 20261121
FIRST, LAST = '1990-01-01', '2026-12-31'
ZONE = 'America/New_York'
SAMPLES = 50

SPECIAL_CLOSURES = {
    '1994-04-27': 'mourning for Richard Nixon',
    '2001-09-11': 'attacks of September 11', '2001-09-12': 'attacks of September 11',
    '2001-09-13': 'attacks of September 11', '2001-09-14': 'attacks of September 11',
    '2004-06-11': 'mourning for Ronald Reagan', '2007-01-02': 'mourning for Gerald Ford',
    '2012-10-29': 'Hurricane Sandy', '2012-10-30': 'Hurricane Sandy',
    '2018-12-05': 'mourning for George H. W. Bush', '2025-01-09': 'mourning for Jimmy Carter',
}  # fmt: skip

# First and last session, both sides of clock changes under the old (2006) and new (2007 on) rule, and early closes.
CHOSEN = [
    '1990-01-02', '1990-03-30', '1990-04-02', '1990-12-24', '1992-11-27', '1995-07-03', '1996-07-05', '1997-12-26',
    '1998-01-02', '2026-12-31', '2006-03-31', '2006-04-03', '2006-10-27', '2006-10-30', '2007-03-09', '2007-03-12',
    '2007-11-02', '2007-11-05', '2020-03-06', '2020-03-09', '2020-10-30', '2020-11-02', '2026-03-06', '2026-03-09',
    '2002-07-05', '2003-12-26', '2013-07-03', '2019-11-29', '2024-12-24', '2006-01-03', '2020-04-17',
]  # fmt: skip


def day(timestamp):
    return timestamp.strftime('%Y-%m-%d')


def local_time(timestamp):
    return timestamp.tz_convert(ZONE).strftime('%H:%M')


def epoch_ms(timestamp):
    return int(timestamp.timestamp()) * 1000


def weekday_closures(calendar):
    sessions = set(calendar.sessions)
    names = calendar.regular_holidays.holidays(pd.Timestamp(FIRST), pd.Timestamp(LAST), return_name=True)
    rows = []
    for date in pd.bdate_range(FIRST, LAST):
        if date in sessions:
            continue
        special = SPECIAL_CLOSURES.get(day(date))
        assert (special is None) == (date in names.index), date
        rows.append({'date': day(date), 'kind': 'special' if special else 'regular', 'name': special or names[date]})
    return rows


def sampled_sessions(calendar):
    rng = np.random.default_rng(SEED)
    rest = [day(date) for date in calendar.sessions if day(date) not in CHOSEN]
    drawn = rng.choice(rest, SAMPLES - len(CHOSEN), replace=False).tolist()
    schedule = calendar.schedule
    rows = []
    for date in sorted(CHOSEN + drawn):
        opening, closing = schedule.loc[date, 'open'], schedule.loc[date, 'close']
        rows.append({
            'date': date, 'open': epoch_ms(opening), 'close': epoch_ms(closing),
            'openLocal': local_time(opening), 'closeLocal': local_time(closing),
        })  # fmt: skip
    return rows


def tool_differences(calendar, other):
    """Sessions where the two tools give another open or close, in New York time."""
    both = calendar.schedule[['open', 'close']].join(other[['market_open', 'market_close']])
    rows = []
    for date, row in both.iterrows():
        if row['open'] != row['market_open'] or row['close'] != row['market_close']:
            rows.append({
                'date': day(date),
                'exchangeCalendars': f'{local_time(row["open"])} to {local_time(row["close"])}',
                'pandasMarketCalendars': f'{local_time(row["market_open"])} to {local_time(row["market_close"])}',
            })  # fmt: skip
    return rows


def main():
    calendar = exchange_calendars.get_calendar('XNYS', start=FIRST, end=LAST)
    other = pandas_market_calendars.get_calendar('NYSE').schedule(FIRST, LAST)
    assert list(calendar.sessions) == list(other.index)
    with open(ROOT / SP500_FILE, newline='', encoding='utf-8') as file:
        bars = [row['date'] for row in csv.DictReader(file)]
    assert bars == [day(date) for date in calendar.sessions_in_range(bars[0], bars[-1])]
    closes = calendar.schedule['close']
    early = [
        {'date': day(date), 'closeLocal': local_time(closes[date]), 'close': epoch_ms(closes[date])}
        for date in calendar.early_closes
    ]
    per_year = calendar.sessions.year.value_counts().sort_index()
    sampled = sampled_sessions(calendar)
    assert len(sampled) == SAMPLES
    cases = [
        {'name': 'weekday-closures', 'from': FIRST, 'to': LAST, 'rows': weekday_closures(calendar)},
        {'name': 'early-closes', 'from': FIRST, 'to': LAST, 'rows': early},
        {'name': 'sampled-sessions', 'rows': sampled},
        {
            'name': 'sessions-per-year',
            'rows': [{'year': int(year), 'sessions': int(count)} for year, count in per_year.items()],
        },
        {'name': 'tool-differences', 'rows': tool_differences(calendar, other)},
    ]
    meta = meta_for(
        __file__,
        ['exchange_calendars', 'pandas_market_calendars', 'pandas', 'numpy'],
        {'absolute': 0, 'reason': 'dates and integer milliseconds are exact'},
        seed=SEED,
        conventions=[
            (
                'Times are those of XNYS in exchange_calendars; open and close are UTC epoch milliseconds, local times'
                ' are New York.'
            ),
            (
                'Both tools agree on every session date; sessions from 2000-01-03 to 2020-04-17 equal the dates of the'
                ' S&P 500 bars one for one.'
            ),
            (
                'tool-differences lists where their times differ: late openings and early ends that were not planned are'
                ' in pandas_market_calendars only, the early close of 1999-12-31 in exchange_calendars only; none of the'
                ' sampled sessions is among them.'
            ),
            'Sessions of 2026 after the date of this file are as announced, not as held.',
            'Names of special closures are ours; the tools give dates only.',
        ],
    )
    differing = {row['date'] for row in cases[-1]['rows']}
    assert not differing & {row['date'] for row in sampled}
    write_vector('market/us-equity-sessions.json', meta, cases, case_levels=4)


if __name__ == '__main__':
    main()
