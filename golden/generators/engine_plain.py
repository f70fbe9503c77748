"""The same episodes walked along each bar's path in whole ticks: a second way to the trades, and to where engines differ."""


def corners(path, row):
    o, high, low, c = row
    if path == 'nearest':
        path = 'high-first' if high - o < o - low else 'low-first'
    return (high, low, c) if path == 'high-first' else (low, high, c)


class State:
    """One episode inside one bar."""

    def __init__(self, one, rules, held):
        self.one, self.rules = one, rules
        self.held, self.entry, self.exit, self.is_open_entry = held, None, None, False

    def copy(self):
        other = State(self.one, self.rules, self.held)
        other.entry, other.exit = self.entry, self.exit
        return other

    def can_exit(self):
        mode = self.rules['exits']
        in_entry_bar = mode == 'from-entry' or (mode == 'from-next-look' and self.is_open_entry)
        return self.held and self.exit is None and (self.entry is None or in_entry_bar)

    def at_open(self, price, closes):
        one, side = self.one, self.one.side
        if closes and self.held:
            self.exit, self.held = (price, 'close'), False
        if not self.held and self.entry is None and self.exit is None and not closes:
            beyond = one.kind != 'market' and side * (price - one.level)
            if one.kind == 'market' or (one.kind == 'stop' and beyond >= 0):
                self.entry, self.held = (one.level if one.kind == 'stop' and self.rules['gap'] == 'at-level' else price), True
            elif one.kind == 'limit' and beyond <= 0:
                self.entry, self.held = (one.level if self.rules['gap'] == 'at-level' and not self.first else price), True
        self.is_open_entry = self.entry is not None
        if self.can_exit():
            is_level = self.rules['gap'] == 'at-level'
            is_arriving = self.rules['exits'] == 'from-next-look' and (self.fresh or self.is_open_entry)
            if side * (price - one.stop) <= 0:
                self.exit, self.held = (one.stop if is_level else price, 'stop-gap'), False
            elif side * (price - one.target) >= 0:
                self.exit, self.held = (one.target if is_level and not is_arriving else price, 'target-gap'), False

    def move(self, start, end):
        """Straight from one price to another; whatever lies on the way happens in its order."""
        one, price = self.one, start
        sign = 1 if end > start else -1
        while True:
            levels = []
            if not self.held and self.entry is None and self.exit is None and one.kind != 'market':
                if sign == (one.side if one.kind == 'stop' else -one.side):
                    levels.append((one.level, 'entry'))
            if self.can_exit():
                levels.append((one.stop, 'stop') if sign == -one.side else (one.target, 'target'))
            reached = [at for at in levels if sign * (at[0] - price) >= 0 and sign * (end - at[0]) >= 0]
            if not reached:
                return
            price, what = min(reached, key=lambda at: sign * at[0])
            if what == 'entry':
                self.entry, self.held = price, True
            else:
                self.exit, self.held = (price, what), False

    def worth(self, close, before):
        """Profit of this bar per unit, in ticks."""
        side = self.one.side
        paid = self.entry if self.entry is not None else before
        if paid is None:
            return 0
        return side * ((self.exit[0] if self.exit else close) - paid)


def walk_bar(state, row, closes, is_first, is_fresh):
    rule = state.rules['path']
    outcomes = []
    for path in ('low-first', 'high-first') if rule == 'against' else (rule,):
        tried = state.copy()
        tried.first, tried.fresh = is_first, is_fresh
        tried.at_open(row[0], closes)
        price = row[0]
        for corner in corners(path, row):
            tried.move(price, corner)
            price = corner
        outcomes.append(tried)
    return min(outcomes, key=lambda tried: tried.worth(row[3], row[0]))  # a tie: low first


def plain_trades(bars, script, rules):
    """Trades of the episodes under rules {path, exits: from-entry | from-next-bar | from-next-look, gap: at-open | at-level}.

    `gap` at-level: an order whose level an open jumps over fills at the level; but a limit that is already beyond it at
    its first open fills at that open. `exits` from-next-look: those of an entry that filled at an open work in its bar, those
    of one that filled inside a bar from the next bar on.
    """
    trades = []
    for one in script:
        entry, held = None, False
        for i in range(one.at + 1, min(one.until + 2, len(bars.rows))):
            closes = i == one.until + 1
            if closes and not held:
                break
            is_fresh = held and i == entry[0] + 1
            state = walk_bar(State(one, rules, held), bars.rows[i], closes, i == one.at + 1, is_fresh)
            if state.entry is not None:
                entry, held = (i, state.entry), True
            if state.exit is not None:
                trades.append({
                    'episode': one.number, 'entryBar': entry[0], 'entryTicks': entry[1],
                    'exitBar': i, 'exitTicks': state.exit[0], 'exitReason': state.exit[1],
                })  # fmt: skip
                break
    return trades


def assert_same(engine, plain, name):
    """Every trade of the engine is the plain one: bars and ticks."""
    keys = ('episode', 'entryBar', 'entryTicks', 'exitBar', 'exitTicks')
    left = [[row[key] for key in keys] for row in engine]
    right = [[row[key] for key in keys] for row in plain]
    for one, two in zip(left, right):
        assert one == two, (name, one, two)
    assert len(left) == len(right), (name, len(left), len(right))


def differing(plain, contract):
    """Episodes whose trade is another under the contract's own rules, with both."""
    other = {row['episode']: row for row in contract}
    found = []
    for row in plain:
        twin = other.get(row['episode'])
        if twin != row:
            found.append({'episode': row['episode'], 'engine': row, 'contract': twin})
    mine = {row['episode'] for row in plain}
    return found + [{'episode': n, 'engine': None, 'contract': row} for n, row in other.items() if n not in mine]
