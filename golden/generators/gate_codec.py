"""The candle codec, its null, the hazard calibrator and run surprise from their definitions, by numpy alone.

Every window is computed anew from whole columns, so that nothing incremental is shared with what is tested.
"""

import numpy as np

from vector_file import finite_or_none, meta_for, write_vector

SEED = 20261122
CHANGE_EDGES = [0.1, 0.2, 0.31, 0.43, 0.56, 0.71, 0.93]
CLOSE_CHANGE_EDGES = [0.22, 0.43, 0.65, 0.87, 1.11, 1.39, 1.78]
RANGE_EDGES = [0.8, 0.96, 1.15]
EQUAL = 1e-6
DEFAULTS = {
    'window': 64,
    'stride': 16,
    'atrSpan': 14,
    'medianWindow': 64,
    'edges': 'trailing',
    'edgeWindow': 256,
    'retentionMinutes': 720,
    'retentionStrides': 45,
    'signatureDigits': 2,
    'maxUnchanged': 0.12,
}
NULL_NAMES = ('flipRate', 'coherence', 'lowFrequencyShare', 'damping', 'trend', 'autocorrelation')
NULL_NAMES += ('autocorrelationSize', 'volatilityRank', 'lagSteepness', 'wallSteepness')


def walk(rng, n, heavy, steps=24):
    """Candles in ticks of 0.00001, spreads and volumes with ties."""
    price, rows = 1.2, []
    for _ in range(n):
        scale = 0.00004 * (rng.standard_t(3) ** 2 + 0.3 if heavy else 1)
        path = price + np.concatenate([[0], np.cumsum(rng.normal(0, scale, steps))])
        if rng.random() < 0.06:
            path[-1] = price
        rows.append((path.max(), path.min(), path[-1], 0.00001 * rng.integers(8, 30), rng.integers(5, 60)))
        price = round(path[-1], 5)
    table = np.round(np.array(rows), 5)
    columns = {'high': table[:, 0], 'low': table[:, 1], 'close': table[:, 2], 'volume': table[:, 4]}
    return columns | {'askClose': np.round(table[:, 2] + table[:, 3], 5)}


def codes_of(bars, spec):
    """One row of eight bits for each candle, NaN where there is none; what else of each candle a window needs."""
    n = len(bars['close'])
    close, change = bars['close'], np.full(n, np.nan)
    change[1:] = np.diff(close)
    high, low = bars.get('high', np.full(n, np.nan)), bars.get('low', np.full(n, np.nan))
    whole = ~np.isnan(high) & ~np.isnan(low)
    ranges = np.abs(change)
    ranges[1:] = np.where(whole[1:], np.maximum(high[1:], close[:-1]) - np.minimum(low[1:], close[:-1]), ranges[1:])
    average = np.full(n, np.nan)
    weight = 2 / (spec['atrSpan'] + 1)
    for t in range(1, n):
        average[t] = ranges[t] if t == 1 else (1 - weight) * average[t - 1] + weight * ranges[t]
    moves, sizes = np.abs(change) / average, ranges / average
    spread = bars['askClose'] - close if 'askClose' in bars else np.full(n, np.nan)
    volume = bars.get('volume', np.full(n, np.nan))
    memory = 4 * spec['atrSpan']
    warm = max(spec['medianWindow'], memory, spec['edgeWindow'])
    bits, move_ranks = np.full((n, 8), np.nan), np.full(n, np.nan)
    sizes_of_moves = np.abs(change).astype(np.float32)
    for t in range(warm, n):
        seen = np.sign(change[1 : t + 1])
        sign = seen[seen != 0]
        if len(sign) == 0:
            continue
        if spec['edges'] == 'trailing':
            bucket = min(7, int(8 * rank(moves, t, spec['edgeWindow'])))
            size = min(3, int(4 * rank(sizes, t, spec['edgeWindow'])))
        else:
            edges = CHANGE_EDGES if whole[t] else CLOSE_CHANGE_EDGES
            bucket, size = sum(moves[t] >= e for e in edges), sum(sizes[t] >= e for e in RANGE_EDGES)
        bits[t, 0] = sign[-1] > 0
        bits[t, 1:4] = [bucket // 4, bucket // 2 % 2, bucket % 2]
        bits[t, 4:6] = [size // 2, size % 2] if whole[t] else np.nan
        bits[t, 6] = below_median(spread, t, spec['medianWindow'])
        bits[t, 7] = above_median(volume, t, spec['medianWindow'])
        move_ranks[t] = rank(sizes_of_moves, t, spec['edgeWindow'])
    one_kind = np.array([len(set(whole[max(0, t - memory + 1) : t + 1])) == 1 and t + 1 >= memory for t in range(n)])
    shares = np.array([whole[max(0, t - max(memory, spec['edgeWindow']) + 1) : t + 1].mean() for t in range(n)])
    return {
        'bits': bits,
        'average': np.where(one_kind, average, np.nan),
        'spread': spread,
        'volume': volume,
        'moveRanks': move_ranks,
        'mixed': np.minimum(shares, 1 - shares) > 0.05,
    }


def rank(x, t, window):
    part = x[t - window + 1 : t + 1]
    return ((part < x[t]).sum() + ((part == x[t]).sum() - 1) / 2) / (window - 1)


def below_median(x, t, window):
    part = x[t - window + 1 : t + 1]
    return np.nan if np.isnan(part).any() else float(x[t] <= np.median(part) * (1 + EQUAL))


def above_median(x, t, window):
    part = x[t - window + 1 : t + 1]
    return np.nan if np.isnan(part).any() else float(x[t] >= np.median(part) * (1 - EQUAL))


def is_constant(part):
    return bool((np.abs(np.diff(part)) <= EQUAL * np.abs(part[:-1])).all())


def window_bits(bits, spread, volume, start, end):
    part = bits[start:end].copy()
    keep = ~np.isnan(part).any(axis=0)
    keep[6] &= not is_constant(spread[start:end])
    keep[7] &= not is_constant(volume[start:end])
    return part[:, keep].ravel().astype(int)


def entropy_of(shares, base):
    return float(-sum(s * np.log(s) for s in shares if s > 0) / np.log(base))


def beyond_error(slope, variance):
    return abs(slope) > np.sqrt(variance)


def bit_measures(b, window):
    n, half = len(b), len(b) // 2
    flips = (b[1:] != b[:-1]).astype(float)
    match = {lag: float((b[lag:] == b[:-lag]).mean()) for lag in (1, 4)}
    slope = (match[4] - match[1]) / 3
    slope_variance = (match[4] * (1 - match[4]) / (n - 4) + match[1] * (1 - match[1]) / (n - 1)) / 9
    first = float((b[1:half] != b[: half - 1]).mean())
    last = float((b[n - half + 1 :] != b[n - half : -1]).mean())
    wall = last - first
    wall_known = beyond_error(wall, (first * (1 - first) + last * (1 - last)) / (half - 1))
    power = np.abs(np.fft.rfft(b - b.mean())) ** 2
    low = power[1 : n // 2 // 4 + 1].sum() / power[1 : n // 2 + 1].sum()
    entropy = entropy_of([b.mean(), 1 - b.mean()], 2)
    return {
        'flipRate': flips.mean(),
        'stability': 1 - flips.mean(),
        'entropy': entropy,
        'coherence': 1 - entropy,
        'lagSlope': slope,
        'halfLife': np.log(2) / abs(slope) / (n / window) if beyond_error(slope, slope_variance) else np.nan,
        'wallSlope': wall,
        'reynolds': flips.mean() / abs(wall) if wall_known else np.nan,
        'correlationLength': 1 / abs(wall) if wall_known else np.nan,
        'lowFrequencyShare': low,
        'damping': damping(b),
    }


def damping(b):
    kinds = b[1:] + b[:-1]
    shares = [float((kinds == kind).mean()) for kind in (0, 1, 2)]
    entropy = max(0.05, entropy_of(shares, 3))
    coherence = 0.6 * (1 - entropy) + 0.3 * (1 - shares[2]) + 0.1 * (1 - shares[1])

    def rate(c):
        return min(1, max(0.01, 0.3 * entropy + 0.2 * (1 - c)))

    j = np.arange(1, len(b))
    path = np.cumsum((b[1:] - b[0]) * np.exp(-rate(coherence) * j))
    if not path.any():
        return rate(coherence)
    shapes = [np.exp(-rate(coherence) * j), j / (len(b) - 1), np.sin(2 * np.pi * j / (len(b) - 1))]
    match = max(abs(path @ s) / np.sqrt((path @ path) * (s @ s)) for s in shapes)
    return rate(0.7 * coherence + 0.3 * match)


def regime_measures(closes, average, move_ranks):
    w = len(closes)
    slope = np.polyfit(np.linspace(0, 1, w), closes, 1)[0]
    returns = np.diff(np.log(closes))
    centred = returns - returns.mean()
    return {
        'trend': slope / closes.std(),
        'autocorrelation': (centred[1:] @ centred[:-1]) / (centred @ centred),
        'volatilityRatio': returns.std() / (average / closes[-1]),
        'volatilityRank': move_ranks.mean(),
    }


def label(m, closes):
    trend, r, v = m['trend'], m['autocorrelation'], m['volatilityRatio']
    strength = min(1, abs(trend) / np.sqrt(12))
    if np.isnan(v):
        return 'neutral', 0, 0.5
    if trend >= 1.5 and r >= 0.1:
        return 'bull', 1, strength
    if trend <= -1.5 and r >= 0.1:
        return 'bear', -1, strength
    if v < 0.75 and abs(r) < 0.25:
        return 'mean-revert', -int(np.sign(closes[-1] - closes.mean())), max(0, 1 - v)
    if v >= 1.5 and abs(r) < 0.1:
        return 'chaotic', 0, max(0, 1 - 1 / v)
    return 'neutral', 0, 0.5


def tags_of(m, unchanged):
    tags = []
    if m['coherence'] >= 0.7 and m['stability'] >= 0.7:
        tags.append('coherent')
    if m['flipRate'] >= 0.4 and m['entropy'] >= 0.9:
        tags.append('ruptured')
    if m['flipRate'] <= 0.1:
        tags.append('low-hazard')
    if m['hazardSlope'] < 0:
        tags.append('calming')
    return tags + (['unchanged'] if unchanged >= 0.1 else [])


def readings_of(bars, spec):
    seen_of = codes_of(bars, spec)
    bits, close = seen_of['bits'], bars['close']
    coded = [t for t in range(len(close)) if not np.isnan(bits[t, 0])]
    still = np.concatenate([[np.nan], (np.diff(close) == 0).astype(float)])
    behind = max(spec['edgeWindow'], spec['window'])
    found, before, seen = [], np.nan, []
    retention = max(spec['retentionMinutes'], spec['retentionStrides'] * spec['stride'])
    for end in coded[spec['window'] - 1 :: spec['stride']]:
        start = end - spec['window'] + 1
        unchanged = float((close[start : end + 1] == close[start - 1 : end]).mean())
        window = slice(start, end + 1)
        is_still = unchanged > 0.5 or still[max(1, end - behind + 1) : end + 1].mean() > spec['maxUnchanged']
        if is_still or seen_of['mixed'][window].any():
            before = np.nan
            continue
        b = window_bits(bits, seen_of['spread'], seen_of['volume'], start, end + 1)
        m = bit_measures(b, spec['window'])
        m |= regime_measures(close[window], seen_of['average'][end], seen_of['moveRanks'][window])
        m['hazardSlope'], before = m['flipRate'] - before, m['flipRate']
        signature = '|'.join(f'{m[name]:.{spec["signatureDigits"]}f}' for name in ('coherence', 'stability', 'entropy'))
        seen.append((end, signature))
        m['repetitions'] = sum(1 for t, s in seen if s == signature and t >= end - retention)
        regime, direction, m['confidence'] = label(m, close[start : end + 1])
        found.append(
            {
                'bar': end,
                'bits': len(b),
                'regime': regime,
                'direction': direction,
                'signature': signature,
                'tags': tags_of(m, unchanged),
                'measures': {name: finite_or_none(value) for name, value in m.items()},
            }
        )
    return found


def codec_cases(rng):
    plain, heavy = walk(rng, 420, False), walk(rng, 420, True)
    gapped = {name: column.copy() for name, column in heavy.items()}
    gapped['volume'][150] = np.nan
    gapped['askClose'][330:] = np.round(gapped['close'][330:] + 0.00012, 5)
    flat = {name: column.copy() for name, column in plain.items()}
    flat['close'][300:345] = flat['close'][299]
    for name, pick in (('high', np.maximum), ('low', np.minimum)):
        flat[name] = pick(flat[name], flat['close'])
    flat['askClose'] = np.maximum(flat['askClose'], flat['close'])
    holed = {name: column.copy() for name, column in plain.items()}
    holed['high'][[120, 260, 330]] = np.nan
    holed['low'][[120, 261]] = np.nan
    half = {name: column.copy() for name, column in heavy.items()}
    half['high'][:150] = half['low'][:150] = np.nan
    small = {'window': 24, 'stride': 5, 'medianWindow': 20, 'atrSpan': 6, 'edgeWindow': 60}
    cases = [
        ('all eight bits', plain, {}),
        ('fat tails, no spread', {k: v for k, v in heavy.items() if k != 'askClose'}, {}),
        ('small windows, a volume missing, then a constant spread', gapped, small),
        ('closes that do not move', flat, small | {'window': 20, 'maxUnchanged': 0.4}),
        ('high or low missing here and there', holed, small),
        ('candles from the 151st on', half, small),
        ('closes alone', {'close': heavy['close']}, small | {'edges': 'fixed', 'window': 23}),
        ('fixed edges, every candle', {k: v[:140] for k, v in plain.items()}, {'edges': 'fixed', 'window': 16, 'stride': 1, 'edgeWindow': 30}),
    ]
    return [
        {
            'name': name,
            'spec': spec,
            'bars': {key: [finite_or_none(value) for value in column] for key, column in bars.items()},
            'readings': readings_of(bars, DEFAULTS | spec),
        }
        for name, bars, spec in cases
    ]


def null_cases(rng, windows=3_000, steps=96):
    """Quantiles of the codec's measures on random-walk candles, with the standard errors of this simulation."""
    n = windows * 64 + 256
    paths = np.cumsum(rng.normal(0, 1e-4 / np.sqrt(steps), (n, steps)).astype(np.float32), axis=1)
    before = np.concatenate([np.zeros((n, 1), np.float32), paths[:, :-1]], axis=1)
    gap, variance = (paths - before) ** 2, 1e-8 / steps
    top = ((before + paths + np.sqrt(gap + 2 * variance * rng.exponential(size=paths.shape))) / 2).max(axis=1)
    low = ((before + paths - np.sqrt(gap + 2 * variance * rng.exponential(size=paths.shape))) / 2).min(axis=1)
    close = 2 + np.cumsum(paths[:, -1].astype(float))
    opens = np.concatenate([[2], close[:-1]])
    bars = {'close': close, 'high': opens + np.maximum(top, 0), 'low': opens + np.minimum(low, 0)}
    bars |= {'volume': rng.random(n) + 1, 'askClose': close + rng.random(n) + 1}
    seen_of = codes_of(bars, DEFAULTS)
    values = {}
    for start in range(256, n, 64):
        window = slice(start, start + 64)
        b = window_bits(seen_of['bits'], seen_of['spread'], seen_of['volume'], start, start + 64)
        m = bit_measures(b, 64) | regime_measures(close[window], seen_of['average'][start + 63], seen_of['moveRanks'][window])
        m |= {'lagSteepness': abs(m['lagSlope']), 'wallSteepness': abs(m['wallSlope'])}
        m['autocorrelationSize'] = abs(m['autocorrelation'])
        for name in NULL_NAMES:
            values.setdefault(name, []).append(float(m[name]))
    levels = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]
    return [
        {'measure': name, 'windows': len(v), 'levels': levels, 'quantiles': [float(q) for q in np.quantile(v, levels)]}
        for name, v in values.items()
    ]


def calibrator_cases(rng):
    cases = []
    for percentile, cap, window, least in ((0.8, 0.1, 300, 5), (0.95, 1, 40, 1), (0.2, 0.5, 1000, 50), (0.1, 0.25, 400, 20)):
        times = np.cumsum(rng.integers(0, 9, 160))
        values = np.round(rng.beta(1, 6, 160), 3)
        thresholds = []
        for i, time in enumerate(times):
            live = [values[k] for k in range(i) if times[k] > time - window]
            thresholds.append(float(min(cap, np.quantile(live, percentile))) if len(live) >= least else min(cap, percentile))
        options = {'percentile': percentile, 'cap': cap, 'windowMinutes': window, 'minSamples': least}
        cases.append({'options': options, 'minutes': times.tolist(), 'values': values.tolist(), 'thresholds': thresholds})
    return cases


def run_cases(rng):
    """λ = 1 - S(L) and its mid-p level for the streak at each close; S from runs ended in the last `calibrationBars` bars."""
    cases = []
    for calibration, n, stay in ((60, 160, 0.5), (200, 420, 0.65)):
        up = np.cumprod(np.where(rng.random(n) < stay, 1, -1))
        up[rng.random(n) < 0.05] = 0
        closes = np.round(100 + np.cumsum(0.01 * up * rng.integers(1, 9, n)), 2)
        moves = np.sign(np.round(np.diff(closes), 6))
        streak, runs, rows = 0, [], [None]
        for t, move in enumerate(moves, start=1):
            if move != 0 and t > 1 and move == moves[t - 2]:
                streak += 1
            else:
                if streak > 0:
                    runs.append((t, streak))
                streak = 0 if move == 0 else 1
            live = [length for ended, length in runs if ended > t - calibration]

            def survival(k):
                coin = 0.5 ** (k - 1)
                if k <= 1:
                    return 1.0
                return coin if len(live) < 30 else (sum(length >= k for length in live) + coin) / (len(live) + 1)

            here, above = survival(streak), survival(streak + 1)
            rows.append(None if streak < 1 else {'streak': streak, 'runSurprise': 1 - here, 'hazard': (here + above) / 2})
        cases.append({'calibrationBars': calibration, 'closes': closes.tolist(), 'streaks': rows})
    return cases


def main():
    rng = np.random.default_rng(SEED)
    numeric = {'absolute': 1e-10, 'reason': 'sums of at most 512 terms and ratios of them; slopes by another least-squares solver'}
    write_vector(
        'regimes/gate-codec.json',
        meta_for(
            __file__,
            ['numpy'],
            numeric,
            seed=SEED,
            conventions=[
                'bars: one a minute; a close that does not move keeps the sign of the last one that did.',
                'spec: what differs from the defaults; thresholds of regimes and tags are raw.',
                'halfLife in candles; a volatility ratio over candles with and without high and low is undefined.',
                'bar: index of the last candle of the window; null: undefined.',
            ],
        ),
        codec_cases(rng),
        case_levels=3,
    )
    write_vector(
        'regimes/gate-null.json',
        meta_for(
            __file__,
            ['numpy'],
            {'standardErrors': 5, 'reason': 'both sides are simulations; of a quantile at p, √(p(1 - p) / windows) in level'},
            seed=SEED,
            conventions=['eight bits, the defaults of the codec; windows that do not overlap; 96 steps a candle.'],
        ),
        null_cases(np.random.default_rng(SEED + 1)),
        case_levels=1,
    )
    write_vector(
        'regimes/hazard-calibrator.json',
        meta_for(
            __file__,
            ['numpy'],
            {'absolute': 1e-12, 'reason': 'one interpolation'},
            seed=SEED,
            conventions=['threshold of the samples before the value, younger than the window; while they are too few that of noise, the smaller of percentile and cap.'],
        ),
        calibrator_cases(np.random.default_rng(SEED + 2)),
        case_levels=2,
    )
    write_vector(
        'regimes/run-surprise.json',
        meta_for(
            __file__,
            ['numpy'],
            {'absolute': 1e-12, 'reason': 'shares of counts'},
            seed=SEED,
            conventions=[
                'S(k) = (runs of at least k + (1/2)^(k-1)) / (runs + 1), over runs that ended less than calibrationBars bars ago;',
                'the geometric null (1/2)^(k-1) alone while there are fewer than 30; a close that does not move ends a streak.',
                'runSurprise = 1 - S(L), hazard = (S(L) + S(L + 1)) / 2; null: no streak.',
            ],
        ),
        run_cases(np.random.default_rng(SEED + 3)),
        case_levels=2,
    )


if __name__ == '__main__':
    main()
