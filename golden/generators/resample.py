"""Bars of longer timeframes by pandas, from bars of 15 minutes (sessions of New York) and of one hour (every hour)."""

import exchange_calendars
import pandas as pd

from vector_file import meta_for, write_vector

FIRST, LAST = '2023-11-01', '2023-12-29'
HOURS = 24 * 45
HOW = {'open': 'first', 'high': 'max', 'low': 'min', 'close': 'last', 'volume': 'sum', 'bars': 'sum'}


def base_bars(closes):
    """The bars that the tests make by the same sums: integers, about one in twenty left out."""
    rows = []
    for i, close in enumerate(closes):
        if (i * 37) % 101 < 5:
            continue
        first, last = 10_000 + (i * 7919) % 997, 10_000 + (i * 104_729) % 991
        rows.append({
            'close_time': close, 'open': first, 'close': last, 'high': max(first, last) + (i * 31) % 17,
            'low': min(first, last) - (i * 17) % 13, 'volume': 100 + i % 89, 'bars': 1,
        })  # fmt: skip
    return pd.DataFrame(rows).set_index('close_time')


def session_closes(calendar):
    closes = []
    for date in calendar.sessions_in_range(FIRST, LAST):
        opening, closing = calendar.session_open(date), calendar.session_close(date)
        closes += list(pd.date_range(opening, closing, freq='15min', inclusive='right'))
    return closes


def rows_of(frame, ends):
    frame = frame[frame['bars'] > 0]
    columns = {name: [int(value) for value in frame[name]] for name in ('open', 'high', 'low', 'close', 'volume', 'bars')}
    return {'eventTime': [int(end.timestamp()) * 1000 for end, kept in ends if kept], **columns}


def by_session(calendar, bars, rule, origin):
    """Each session resampled on its own; a bar that would end after the session ends with it."""
    frames, ends = [], []
    for date in calendar.sessions_in_range(FIRST, LAST):
        opening, closing = calendar.session_open(date), calendar.session_close(date)
        part = bars[(bars.index > opening) & (bars.index <= closing)]
        if part.empty:
            continue
        made = part.resample(rule, closed='right', label='right', origin=opening if origin == 'session' else 'epoch').agg(HOW)
        frames.append(made)
        ends += [(min(end, closing), count > 0) for end, count in zip(made.index, made['bars'])]
    return rows_of(pd.concat(frames), ends)


def by_date(calendar, bars, frequency):
    """Days, weeks (to Sunday) or months of the New York dates; stamped by the close of the last session in them."""
    dates = calendar.sessions_in_range(FIRST, LAST)
    closes = pd.Series([calendar.session_close(date) for date in dates], index=dates)
    local = bars.set_axis(bars.index.tz_convert('America/New_York').tz_localize(None).normalize())
    made = local.resample(frequency).agg(HOW)
    last = closes.resample(frequency).last()
    return rows_of(made, [(last[label], count > 0) for label, count in zip(made.index, made['bars'])])


def main():
    calendar = exchange_calendars.get_calendar('XNYS', start='2023-01-01', end='2024-01-31')
    bars = base_bars(session_closes(calendar))
    cases = [
        {'calendar': 'us-equity', 'base': '15m', 'timeframe': name, 'anchor': anchor, **by_session(calendar, bars, rule, anchor)}
        for anchor in ('session', 'utc')
        for name, rule in (('30m', '30min'), ('1h', '1h'), ('4h', '4h'))
    ] + [
        {'calendar': 'us-equity', 'base': '15m', 'timeframe': name, 'anchor': 'session', **by_date(calendar, bars, frequency)}
        for name, frequency in (('1d', 'D'), ('1w', 'W-SUN'), ('1mo', 'ME'))
    ]  # fmt: skip
    hours = base_bars(list(pd.date_range('2024-01-01T01:00Z', periods=HOURS, freq='1h')))
    for name, rule in (('4h', '4h'), ('1d', '24h'), ('1w', '168h')):
        made = hours.resample(rule, closed='right', label='right', origin=pd.Timestamp('2024-01-01T00:00Z')).agg(HOW)
        cases.append({
            'calendar': 'continuous', 'base': '1h', 'timeframe': name, 'anchor': 'utc',
            **rows_of(made, list(zip(made.index, made['bars'] > 0))),
        })  # fmt: skip
    meta = meta_for(
        __file__,
        ['pandas', 'exchange_calendars'],
        {'absolute': 0, 'reason': 'prices are integers; first, last, largest, smallest and sums of integers are exact'},
        conventions=[
            'Base bars are made from their number i; those with (i * 37) mod 101 < 5 are left out. See base_bars.',
            'The last period of each case is there even where base bars after it are missing: time has passed.',
            'eventTime is the end of the period in UTC epoch milliseconds: of the grid, of the session, of the last session.',
        ],
    )
    write_vector('panel/resample.json', meta, cases, case_levels=3)


if __name__ == '__main__':
    main()
