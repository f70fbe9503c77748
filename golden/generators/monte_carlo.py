"""Monte Carlo of trades: figures of paths through recorded places, walked trade by trade in plain Python; numpy gives the quantiles.

The walk follows the definition and nothing else: equity 1, one trade after another, the running peak, the deepest fall below it as
a fraction of the peak, and an end where equity is at or below the ruin level.
"""

import numpy as np

from vector_file import meta_for, write_vector

SEED = 20261121
LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def walk(steps, places, compounding, ruin_level):
    equity = peak = 1.0
    deepest, ruined, curve = 0.0, False, [1.0]
    for place in places:
        if not ruined:
            equity = equity * (1 + steps[place]) if compounding else equity + steps[place]
            peak = max(peak, equity)
            deepest = max(deepest, (peak - equity) / peak)
            ruined = equity <= ruin_level
        curve.append(equity)
    return equity - 1, deepest, ruined, curve


def case(name, rng, trades, start, horizon, paths, ruin_level, block):
    n = len(trades)
    compounding = start is None
    steps = trades if compounding else [trade / start for trade in trades]
    places = [
        [int((s + k) % n) for s in rng.integers(0, n, -(-horizon // block)) for k in range(block)][:horizon]
        for _ in range(paths)
    ]
    walks = [walk(steps, row, compounding, ruin_level) for row in places]
    returns, drawdowns = [w[0] for w in walks], [w[1] for w in walks]
    curves = np.array([w[3] for w in walks])
    return {
        'name': name,
        'trades': list(trades),
        'startEquity': start,
        'horizon': horizon,
        'paths': paths,
        'ruinLevel': ruin_level,
        'places': [place for row in places for place in row],
        'expected': {
            'medianReturn': float(np.quantile(returns, 0.5)),
            'returnP5': float(np.quantile(returns, 0.05)),
            'drawdownP5': float(np.quantile(drawdowns, 0.05)),
            'medianDrawdown': float(np.quantile(drawdowns, 0.5)),
            'drawdownP95': float(np.quantile(drawdowns, 0.95)),
            'ruinProbability': float(np.mean([w[2] for w in walks])),
            'fractionPositive': float(np.mean([r > 0 for r in returns])),
            'fan': [[float(np.quantile(curves[:, t], level)) for t in range(horizon + 1)] for level in LEVELS],
        },
    }


def main():
    rng = np.random.default_rng(SEED)
    draw = lambda n, mean, scale: np.round(mean + scale * rng.standard_t(4, n), 4).tolist()
    meta = meta_for(
        __file__,
        ['numpy'],
        {'relative': 1e-12, 'absolute': 1e-12, 'reason': 'sums and products of at most 60 terms, and quotients in another form'},
        seed=SEED,
        conventions=[
            'startEquity null: trades are fractions of the equity before them; else amounts of money.',
            'places holds horizon places of trades for each path, path after path.',
            'Quantiles are linear between order statistics (type 7). fan[i][t] is the level [0.05, 0.25, 0.5, 0.75, 0.95][i] after t trades.',
        ],
    )
    write_vector(
        'evidence/monte-carlo.json',
        meta,
        [
            case('additive-iid', rng, draw(30, 3, 40), 500.0, 30, 41, 0.2, 1),
            case('additive-blocks-ruin', rng, draw(25, -6, 45), 200.0, 40, 37, 0.2, 5),
            case('compounding-iid', rng, draw(30, 0.004, 0.03), None, 60, 40, 0.2, 1),
            case('compounding-ruin', rng, draw(24, -0.02, 0.15), None, 30, 43, 0.5, 4),
            case('more-than-everything-lost', rng, [0.3, 0.2, -1.4, 0.1, 0.25], None, 6, 60, 0.0, 1),
        ],
    )


if __name__ == '__main__':
    main()
