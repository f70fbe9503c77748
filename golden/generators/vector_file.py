"""What every generator shares: the S&P 500 bars, provenance, and writing strict JSON."""

import csv
import hashlib
import json
import math
from importlib.metadata import version
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent
ROOT = GOLDEN.parent
DATE = '2026-11-21'
SP500_FILE = 'node_modules/vega-datasets/data/sp500-2000.csv'
SP500_START = '2006-01-01'

LICENCES = {
    'backtesting': 'AGPL-3.0-or-later',
    'vectorbt': 'Apache-2.0 with Commons Clause',
    'scipy': 'BSD-3-Clause',
    'mpmath': 'BSD-3-Clause',
    'numpy': 'BSD-3-Clause',
    'pandas': 'BSD-3-Clause',
    'empyrical-reloaded': 'Apache-2.0',
    'quantstats': 'Apache-2.0',
    'exchange_calendars': 'Apache-2.0',
    'pandas_market_calendars': 'MIT',
}


def sha256_of(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def sp500_rows():
    """Bars from 2006-01-01 on, as dicts of the file's own text fields (prices are not yet parsed)."""
    with open(ROOT / SP500_FILE, newline='', encoding='utf-8') as file:
        return [row for row in csv.DictReader(file) if row['date'] >= SP500_START]


def sp500_provenance(rows):
    package = json.loads((ROOT / 'node_modules/vega-datasets/package.json').read_text(encoding='utf-8'))
    return {
        'package': 'vega-datasets',
        'packageVersion': package['version'],
        'file': 'data/sp500-2000.csv',
        'sha256': sha256_of(ROOT / SP500_FILE),
        'from': SP500_START,
        'bars': len(rows),
        'firstBar': rows[0]['date'],
        'lastBar': rows[-1]['date'],
    }


def finite_or_none(value):
    """A Python float, or None where the number is undefined."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def meta_for(generator, packages, tolerance, seed=None, support=(), **more):
    """Provenance of one vector. `packages` are the distributions that gave its numbers, `support` imported files."""
    path = Path(generator).resolve()
    relative = path.relative_to(ROOT).as_posix()
    return {
        'tool': ', '.join(packages),
        'toolVersion': ', '.join(f'{name} {version(name)}' for name in packages),
        'command': f'python {relative}',
        'seed': seed,
        'date': DATE,
        'licence': '; '.join(f'{name}: {LICENCES[name]}' for name in packages),
        'generator': relative,
        'generatorSha256': sha256_of(path),
        'support': [
            {'file': Path(file).resolve().relative_to(ROOT).as_posix(), 'sha256': sha256_of(file)}
            for file in (__file__, *support)
        ],
        'tolerance': tolerance,
        **more,
    }


def _pretty(value, depth, open_levels):
    """Objects and arrays are opened down to `open_levels`; below that one element is one line."""
    if depth >= open_levels or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    inner = '  ' * (depth + 1)
    if isinstance(value, dict):
        items = [f'{inner}{json.dumps(key)}: {_pretty(item, depth + 1, open_levels)}' for key, item in value.items()]
        return '{\n' + ',\n'.join(items) + '\n' + '  ' * depth + '}'
    items = [f'{inner}{_pretty(item, depth + 1, open_levels)}' for item in value]
    return '[\n' + ',\n'.join(items) + '\n' + '  ' * depth + ']'


def write_vector(target, meta, cases, case_levels=2):
    """Write golden/<target>; NaN and infinities are refused. Prints one line."""
    path = GOLDEN / target
    path.parent.mkdir(parents=True, exist_ok=True)
    body = '{\n  "meta": ' + _pretty(meta, 1, 3) + ',\n  "cases": ' + _pretty(cases, 1, case_levels) + '\n}\n'
    path.write_text(body, encoding='utf-8')
    print(f'golden/{target}: {len(cases)} cases, {path.stat().st_size} bytes')
