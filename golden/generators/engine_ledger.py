"""Books by hand: random trades, splits, dividends and charges in two currencies, every balance after every step, in Decimal."""

import random
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from vector_file import meta_for, write_vector

UNIT = Decimal(1_000_000)  # ledger units in one unit of a currency
HOME = 'USD'
INSTRUMENTS = {
    'AAA': {'currency': 'USD', 'tickSize': '0.01', 'lotSize': '1', 'multiplier': '1'},
    'BBB': {'currency': 'EUR', 'tickSize': '0.01', 'lotSize': '1', 'multiplier': '1'},
    'CCC': {'currency': 'EUR', 'tickSize': '0.0005', 'lotSize': '0.001', 'multiplier': '0.3'},
}
SPLITS = ((2, 1), (3, 2), (1, 2))
STEPS, SEED = 240, 20261121


def whole(value):
    return int(Decimal(value).to_integral_value(rounding=ROUND_HALF_EVEN))


def worth(name, ticks, lots):
    """Ledger units of ticks times lots, rounded once, half to even."""
    one = INSTRUMENTS[name]
    exact = Decimal(one['tickSize']) * Decimal(one['lotSize']) * Decimal(one['multiplier']) * UNIT
    return whole(exact * Decimal(ticks) * Decimal(lots))


class Books:
    """Accounts by name, open entries per instrument (first in, first out), and what each step posts."""

    def __init__(self, capital):
        self.balances, self.entries, self.postings = {}, {name: [] for name in INSTRUMENTS}, []
        self.post((f'cash:{HOME}', capital), (f'capital:{HOME}', -capital))

    def post(self, *postings):
        sums = {}
        for account, units in postings:
            currency = self.currency_of(account)
            sums[currency] = sums.get(currency, 0) + units
        assert all(total == 0 for total in sums.values()), postings
        for account, units in postings:
            self.balances[account] = self.balances.get(account, 0) + units
        self.postings.append([[account, units] for account, units in postings])

    @staticmethod
    def currency_of(account):
        kind, name = account.split(':')
        return INSTRUMENTS[name]['currency'] if kind == 'holdings' else name

    def lots(self, name):
        return sum(lots for lots, _ in self.entries[name])

    def cost(self, name):
        return sum(worth(name, ticks, lots) for lots, ticks in self.entries[name])

    def fill(self, name, lots, ticks, commission_bps):
        """`lots` signed. Cash, holdings at cost, realised profit, commission, and what rounding leaves."""
        currency = INSTRUMENTS[name]['currency']
        commission = whole(Decimal(abs(worth(name, ticks, lots))) * commission_bps / 10_000)
        before, realized, left = self.cost(name), 0, lots
        while left and self.entries[name] and self.entries[name][0][0] * left < 0:
            held, paid = self.entries[name][0]
            closed = min(abs(held), abs(left)) * (1 if held > 0 else -1)
            realized += worth(name, ticks - paid, closed)
            left += closed
            if held == closed:
                self.entries[name].pop(0)
            else:
                self.entries[name][0] = (held - closed, paid)
        if left:
            self.entries[name].append((left, ticks))
        cost = self.cost(name) - before
        cash = -worth(name, ticks, lots) - commission
        rounding = cash + cost - realized + commission
        self.post(
            (f'cash:{currency}', cash), (f'holdings:{name}', cost), (f'realized:{currency}', -realized),
            (f'commission:{currency}', commission), (f'rounding:{currency}', -rounding),
        )  # fmt: skip
        return commission

    def split(self, name, new, old, open_ticks):
        """Each entry has new / old of its lots at old / new of its price; half a lot left over is sold at the open."""
        currency = INSTRUMENTS[name]['currency']
        before, entries, half, half_ticks = self.cost(name), [], Decimal(0), 0
        for lots, ticks in self.entries[name]:
            exact, price = Decimal(lots) * new / old, Decimal(ticks) * old / new
            assert price == int(price)
            kept = int(abs(exact).to_integral_value(rounding=ROUND_FLOOR)) * (1 if lots > 0 else -1)
            if exact != kept:
                assert half == 0 and abs(exact - kept) == Decimal('0.5')
                half, half_ticks = exact - kept, int(price)
            if kept:
                entries.append((kept, int(price)))
        self.entries[name] = entries
        if half == 0:
            assert self.cost(name) == before
            return 0
        proceeds, cost = worth(name, open_ticks, half), worth(name, half_ticks, half)
        change = self.cost(name) - before
        assert change == -cost
        self.post((f'cash:{currency}', proceeds), (f'holdings:{name}', change),
                  (f'realized:{currency}', -(proceeds - cost)))  # fmt: skip
        return proceeds

    def dividend(self, name, per_lot_units):
        currency, units = INSTRUMENTS[name]['currency'], per_lot_units * self.lots(name)
        self.post((f'cash:{currency}', units), (f'dividends:{currency}', -units))

    def charge(self, currency, units):
        self.post((f'cash:{currency}', -units), (f'financing:{currency}', units))

    def exchange(self, currency, rate):
        """What is not tied up in positions goes into the account's currency at once."""
        free = self.balances.get(f'cash:{currency}', 0)
        free += sum(self.cost(name) for name, one in INSTRUMENTS.items() if one['currency'] == currency)
        if currency == HOME or free == 0:
            return
        got = whole(Decimal(free) * rate)
        self.post((f'cash:{currency}', -free), (f'exchange:{currency}', free),
                  (f'cash:{HOME}', got), (f'exchange:{HOME}', -got))  # fmt: skip

    def equity(self, marks, rate):
        """In the account's currency: cash and positions at their marks, each currency rounded once."""
        total = 0
        for currency in ('USD', 'EUR'):
            units = self.balances.get(f'cash:{currency}', 0)
            units += sum(
                worth(name, marks[name], self.lots(name))
                for name, one in INSTRUMENTS.items()
                if one['currency'] == currency and self.lots(name)
            )
            total += units if currency == HOME else whole(Decimal(units) * rate)
        return total


def draw(rng, books, marks):
    """One event as data."""
    name = rng.choice(list(INSTRUMENTS))
    kind = rng.choices(('fill', 'split', 'dividend', 'charge'), (70, 10, 12, 8))[0]
    if kind == 'split' and name != 'CCC':
        new, old = rng.choice(SPLITS)
        odd = [lots for lots, ticks in books.entries[name] if lots * new % old]
        clean = all(ticks * old % new == 0 for _, ticks in books.entries[name])
        if books.entries[name] and clean and len(odd) <= 1:
            opened = max(36, marks[name] * old // new // 2 * 2)
            return {'kind': 'split', 'instrument': name, 'new': new, 'old': old, 'openTicks': opened}
    if kind == 'dividend' and books.lots(name):
        return {'kind': 'dividend', 'instrument': name, 'perLotUnits': rng.randint(1, 400) * 1000}
    if kind == 'charge':
        return {'kind': 'charge', 'currency': rng.choice(('USD', 'EUR')), 'units': rng.randint(1, 5_000_000)}
    ticks = max(36, round(marks[name] * rng.uniform(0.93, 1.07) / 36) * 36)
    lots = rng.choice((-1, 1)) * rng.randint(1, 60)
    return {'kind': 'fill', 'instrument': name, 'lots': lots, 'priceTicks': ticks, 'commissionBps': rng.choice(('0', '0.7', '2.5'))}


def apply(books, event, rate):
    kind = event['kind']
    if kind == 'fill':
        bps = Decimal(event['commissionBps'])
        event['commissionUnits'] = books.fill(event['instrument'], event['lots'], event['priceTicks'], bps)
    elif kind == 'split':
        event['cashedUnits'] = books.split(event['instrument'], event['new'], event['old'], event['openTicks'])
    elif kind == 'dividend':
        books.dividend(event['instrument'], event['perLotUnits'])
    else:
        books.charge(event['currency'], event['units'])
    currency = event.get('currency') or INSTRUMENTS[event['instrument']]['currency']
    books.exchange(currency, rate)


def identity(books, marks, rate):
    """Every currency sums to zero, holdings are the cost of what is held, nothing but capital came from outside."""
    for currency in ('USD', 'EUR'):
        assert sum(units for account, units in books.balances.items() if books.currency_of(account) == currency) == 0
    for name in INSTRUMENTS:
        assert books.balances.get(f'holdings:{name}', 0) == books.cost(name)


def main():
    rng = random.Random(SEED)
    books, steps = Books(250_000 * int(UNIT)), []
    marks, rate = {'AAA': 3_600, 'BBB': 7_200, 'CCC': 21_600}, Decimal('1.0837')
    opening = dict(books.balances)
    for number in range(STEPS):
        rate += Decimal(rng.randint(-40, 40)) / 10_000
        books.postings = []
        event = draw(rng, books, marks)
        apply(books, event, rate)
        if event['kind'] == 'fill':
            marks[event['instrument']] = event['priceTicks']
        if event['kind'] == 'split':
            marks[event['instrument']] = event['openTicks']
        identity(books, marks, rate)
        steps.append({
            'step': number, 'rate': str(rate), 'event': event, 'postings': books.postings,
            'balances': dict(books.balances), 'lots': {name: books.lots(name) for name in INSTRUMENTS},
            'marks': dict(marks), 'equityUnits': books.equity(marks, rate),
        })  # fmt: skip
    kinds = [step['event']['kind'] for step in steps]
    assert {'fill', 'split', 'dividend', 'charge'} == set(kinds) and kinds.count('split') >= 5
    assert any(step['event'].get('cashedUnits') for step in steps)
    assert any(abs(step['balances'].get('rounding:EUR', 0)) > 0 for step in steps)
    planted = next(step for step in steps[120:] if step['event']['kind'] == 'fill' and len(step['postings'][0]) == 5)
    case = {
        'name': 'two currencies, 240 steps',
        'account': {'currency': HOME, 'capitalUnits': 250_000 * int(UNIT)},
        'instruments': INSTRUMENTS,
        'opening': opening,
        'planted': {'step': planted['step'], 'posting': 0, 'line': 0, 'addUnits': 1,
                    'finds': 'the postings of that step sum to 1, and the books to 1 from there on'},  # fmt: skip
        'steps': steps,
    }
    meta = meta_for(
        __file__,
        [],
        {'units': 'exact', 'reason': 'whole ledger units; every rounding is stated'},
        seed=SEED,
        conventions=[
            'Balances and postings are whole ledger units, 1e-6 of a currency; assets positive, sources negative; each currency sums to 0.',
            (
                'fill: cash = -worth(price, lots) - commission; holdings move by the change of what the open lots cost at the'
                ' prices paid; realized = worth(exit - entry, lots) per closed entry, first in, first out; rounding takes the'
                ' rest. Each amount is rounded once, half to even; commission = notional units * bps / 10^4, half to even.'
            ),
            (
                'split new:old at the open, before fills: lots * new / old at prices * old / new (always whole ticks here). Half'
                ' a lot left over is sold at the open: cash, holdings at cost, realised. The mark becomes the open.'
            ),
            'dividend: perLotUnits * signed lots into cash, against dividends; a short position pays.',
            'charge: out of cash into financing.',
            (
                'exchange: after every event in EUR whatever cash is not tied up (cash + cost of open positions) goes into USD'
                ' at `rate` (USD for one EUR), rounded half to even, a posting of its own, left out where it is 0.'
            ),
            'equityUnits: cash and positions at marks, EUR as one sum times rate, half to even.',
            'planted: add addUnits to that line of that posting; books that do not notice are wrong.',
        ],
    )
    meta['tool'] = meta['toolVersion'] = 'Python decimal, by hand'
    meta['licence'] = 'none: own arithmetic'
    write_vector('simulation/engine-ledger.json', meta, [case], case_levels=4)


if __name__ == '__main__':
    main()
