import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { Breaker, BreakerObservation, BreakerSpec, DrawdownBreaker, LossBreaker } from './breaker.ts';
import { checkBreaker } from './check-breaker.ts';
import { createBreaker, createBreakers, targetUnderBreaker } from './create-breaker.ts';

const START = 1_000_000;
const HALT = { kind: 'halt' } as const;
const HALF = { kind: 'scale', factor: 0.5 } as const;
const DAILY: LossBreaker = { kind: 'daily-loss', limit: 0.02, action: HALT };
const SHUTDOWN: DrawdownBreaker = { kind: 'drawdown', limit: 0.15, action: HALT, reset: { kind: 'never' } };
const STREAK: BreakerSpec = {
  kind: 'losing-streak',
  sessions: 5,
  action: { kind: 'scale', factor: 0.75 },
  reset: { kind: 'win' },
};
const VIX: BreakerSpec = {
  kind: 'external-scale',
  series: 'VIX',
  steps: [
    { below: 15, scale: 1 },
    { below: 25, scale: 0.7 },
    { below: 40, scale: 0.25 },
  ],
  otherwise: 0,
};

/** Session n, counted in days from Monday 2024-01-01, several observations a session. */
function session(day: number, ...equities: readonly number[]): BreakerObservation[] {
  const date = Date.UTC(2024, 0, 1) + day * MS_PER_DAY;
  return equities.map((equityUnits, i) => ({
    time: date + 1000 * (i + 1),
    sessionId: formatIsoDate(date),
    sessionEnds: i === equities.length - 1,
    equityUnits,
  }));
}

/** What is in force after each observation: its action, with the factor of a scale. */
function run(breaker: Breaker, observations: readonly BreakerObservation[]): string[] {
  return observations.map((one) => {
    const { action, scale } = breaker.observe(one).state;
    return action === 'scale' ? `scale ${scale}` : action;
  });
}

describe('daily-loss', () => {
  it('S3-38: a session at -2.1 % from the previous close is halted, one at -1.9 % is not, the next session resumes', () => {
    const course = [...session(0, 1_010_000), ...session(1, 988_790, 1_009_999), ...session(2, 1_009_999)];
    // 1,010,000 · 0.979 = 988,790: halted from there to the end of the session, although the loss is made good.
    expect(run(createBreaker(DAILY, START), course)).toEqual(['none', 'halt', 'halt', 'none']);
    const mild = [...session(0, 1_010_000), ...session(1, 990_810, 1_000_000)];
    expect(run(createBreaker(DAILY, START), mild)).toEqual(['none', 'none', 'none']);
  });

  it('S3-38: exactly the limit halts, one ledger unit less does not', () => {
    expect(run(createBreaker(DAILY, START), session(0, 980_001, 980_000))).toEqual(['none', 'halt']);
    expect(run(createBreaker(DAILY, 333), session(0, 327, 326))).toEqual(['none', 'halt']);
  });

  it('S3-38: measures from the previous close, not from the high of the day nor from the bar itself', () => {
    const course = [...session(0, 1_000_000), ...session(1, 1_050_000, 1_000_000, 985_000)];
    expect(run(createBreaker(DAILY, START), course)).toEqual(['none', 'none', 'none', 'none']);
    const gap = [...session(0, 1_000_000), ...session(1, 970_000)];
    expect(run(createBreaker(DAILY, START), gap)).toEqual(['none', 'halt']);
  });

  it('S3-38: trips where the predecessor, who set the reference on the bar it judged, never could', () => {
    const course = [1_000_000, 500_000, 100_000, 1].flatMap((equity, day) => session(day, equity));
    let [startOfDay, day] = [START, ''];
    const naive = course.map(({ sessionId, equityUnits }) => {
      if (sessionId !== day) [startOfDay, day] = [equityUnits, sessionId];
      return (startOfDay - equityUnits) / startOfDay > 0.02 ? 'halt' : 'none';
    });
    expect(naive).toEqual(['none', 'none', 'none', 'none']);
    expect(run(createBreaker(DAILY, START), course)).toEqual(['none', 'halt', 'halt', 'halt']);
  });

  it('S3-38: writes its trip and its reset with what was measured', () => {
    const breaker = createBreaker(DAILY, START);
    const events = [...session(0, 979_000), ...session(1, 979_000)].flatMap((one) => breaker.observe(one).events);
    expect(events).toEqual([
      {
        time: Date.UTC(2024, 0, 1) + 1000,
        sessionId: '2024-01-01',
        breaker: 'daily-loss',
        event: 'breaker-tripped',
        action: 'halt',
        scale: 0,
        measured: 0.021,
        limit: 0.02,
      },
      {
        time: Date.UTC(2024, 0, 2) + 1000,
        sessionId: '2024-01-02',
        breaker: 'daily-loss',
        event: 'breaker-reset',
        action: 'none',
        scale: 1,
        measured: 0,
        limit: 0.02,
      },
    ]);
  });

  it('trips where nothing is left to lose a part of', () => {
    expect(run(createBreaker(DAILY, 0), session(0, 5))).toEqual(['halt']);
  });

  const equities = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 5 });
  it('S3-38: never opens a session again that it has halted, and agrees with a plain recomputation', () => {
    fc.assert(
      fc.property(fc.array(equities, { minLength: 1, maxLength: 8 }), (days) => {
        const states = run(
          createBreaker(DAILY, START),
          days.flatMap((one, day) => session(day, ...one)),
        );
        let close = START;
        const expected = days.flatMap((one) => {
          const reference = BigInt(close);
          let isHalted = false;
          close = one[one.length - 1];
          return one.map((equity) => {
            isHalted ||= (reference - BigInt(equity)) * 50n >= reference;
            return isHalted ? 'halt' : 'none';
          });
        });
        expect(states).toEqual(expected);
      }),
    );
  });
});

describe('weekly-loss and monthly-loss', () => {
  it('S3-38: a week that loses 5 % trades at half size until the next week', () => {
    const weekly: BreakerSpec = { kind: 'weekly-loss', limit: 0.05, action: HALF };
    const course = [
      ...session(4, 1_000_000), // Friday
      ...session(7, 970_000), // Monday
      ...session(8, 950_000),
      ...session(11, 990_000), // Friday
      ...session(14, 950_000), // Monday: 4 % below Friday
    ];
    expect(run(createBreaker(weekly, START), course)).toEqual(['none', 'none', 'scale 0.5', 'scale 0.5', 'none']);
  });

  it('S3-38: a month that loses 10 % pauses until the next month', () => {
    const monthly: BreakerSpec = { kind: 'monthly-loss', limit: 0.1, action: HALT };
    const course = [
      ...session(15, 899_000),
      ...session(30, 1_000_000),
      ...session(31, 950_000),
      ...session(59, 900_000),
    ];
    expect(run(createBreaker(monthly, START), course)).toEqual(['halt', 'halt', 'none', 'halt']);
  });
});

describe('drawdown', () => {
  const falls = [1_200_000, 1_020_001, 1_020_000, 1_300_000, 1_300_000].flatMap((equity, day) => session(day, equity));

  it('S3-38: shuts down at 15 % below the highest equity, for good', () => {
    expect(run(createBreaker(SHUTDOWN, START), falls)).toEqual(['none', 'none', 'halt', 'halt', 'halt']);
  });

  it('resets on recovery', () => {
    const spec: DrawdownBreaker = { ...SHUTDOWN, action: HALF, reset: { kind: 'recovery', drawdown: 0.05 } };
    const course = [1_200_000, 1_000_000, 1_139_999, 1_140_000].flatMap((equity, day) => session(day, equity));
    expect(run(createBreaker(spec, START), course)).toEqual(['none', 'scale 0.5', 'scale 0.5', 'none']);
  });

  it('resets after its sessions, and starts from a new highest equity', () => {
    const spec: DrawdownBreaker = { ...SHUTDOWN, action: { kind: 'flatten' }, reset: { kind: 'sessions', count: 2 } };
    const course = [1_200_000, 900_000, 900_000, 900_000, 900_000, 766_000, 765_000].flatMap((e, day) =>
      session(day, e),
    );
    const expected = ['none', 'flatten', 'flatten', 'flatten', 'none', 'none', 'flatten'];
    expect(run(createBreaker(spec, START), course)).toEqual(expected);
  });
});

describe('losing-streak', () => {
  const losing = [990, 980, 980, 970, 960, 950].map((thousands) => thousands * 1000);

  it('S3-38: five losing sessions take a quarter off, a winning one gives it back, an unchanged one does neither', () => {
    const course = [...losing, 950_000, 949_000, 951_000].flatMap((equity, day) => session(day, equity));
    const expected = [...Array<string>(5).fill('none'), 'scale 0.75', 'scale 0.75', 'scale 0.75', 'none'];
    expect(run(createBreaker(STREAK, START), course)).toEqual(expected);
  });

  it('counts sessions, not bars, and only when they have ended', () => {
    const busy = session(0, 990_000, 980_000, 970_000, 960_000, 950_000, 940_000);
    expect(new Set(run(createBreaker(STREAK, START), busy))).toEqual(new Set(['none']));
    const recovering = losing.flatMap((equity, day) => session(day, equity - 50_000, equity + day * 20_000));
    expect(new Set(run(createBreaker(STREAK, START), recovering))).toEqual(new Set(['none']));
  });

  it('counts a session once, however often its end is said', () => {
    const spec: BreakerSpec = { ...STREAK, sessions: 2 };
    const twice = session(0, 990_000, 980_000).map((one) => ({ ...one, sessionEnds: true }));
    expect(run(createBreaker(spec, START), [...twice, ...session(1, 970_000)])).toEqual(['none', 'none', 'scale 0.75']);
  });

  it('finds the end of a session by the next one where nothing says it', () => {
    const course = losing.flatMap((equity, day) => session(day, equity)).map((one) => ({ ...one, sessionEnds: false }));
    const late = run(createBreaker(STREAK, START), [...course, ...session(6, 951_000), ...session(7, 951_000)]);
    expect(late).toEqual([...Array<string>(6).fill('none'), 'none', 'none']);
    const spec: BreakerSpec = { ...STREAK, reset: { kind: 'sessions', count: 1 } };
    const flat = [...course, ...session(6, 951_000, 951_000), ...session(7, 951_000)];
    expect(run(createBreaker(spec, START), flat)).toEqual([
      ...Array<string>(6).fill('none'),
      'scale 0.75',
      'scale 0.75',
      'none',
    ]);
  });

  it('halts for its sessions and counts anew', () => {
    const spec: BreakerSpec = { ...STREAK, sessions: 2, action: HALT, reset: { kind: 'sessions', count: 2 } };
    const course = [990, 980, 970, 960, 950, 940].flatMap((thousands, day) => session(day, thousands * 1000));
    expect(run(createBreaker(spec, START), course)).toEqual(['none', 'halt', 'halt', 'halt', 'none', 'halt']);
  });
});

describe('exposure-change', () => {
  const spec: BreakerSpec = { kind: 'exposure-change', limit: 0.5, action: HALT };
  const course = (...gross: readonly number[][]): BreakerObservation[] =>
    gross.flatMap((one, day) =>
      session(day, ...one.map(() => START)).map((each, i) => ({ ...each, grossUnits: one[i] })),
    );

  it('S3-27: halts where gross exposure grows too fast within a session, and resets with the next', () => {
    const states = run(createBreaker(spec, START), course([400_000], [899_999, 900_000, 100_000], [100_000], [0]));
    expect(states).toEqual(['none', 'none', 'halt', 'halt', 'none', 'none']);
  });

  it('lets exposure fall, and any growth trip where no equity is left', () => {
    const broke = createBreaker(spec, -5);
    const states = [0, 0, 1].map((grossUnits) => broke.observe({ ...session(0, -5)[0], grossUnits }).state.action);
    expect(states).toEqual(['none', 'none', 'halt']);
  });

  it('needs the gross exposure', () => {
    const [one] = session(0, START);
    expect(() => createBreaker(spec, START).observe(one)).toThrow("invalid 'observation.grossUnits'");
  });
});

describe('external-scale', () => {
  it('S3-38: scales by the table, keeps its scale where the value is unknown, and starts with the smallest', () => {
    const breaker = createBreaker(VIX, START);
    const values = [NaN, 14.99, 15, NaN, 39, 40, 12];
    const states = values.map((value, day) => {
      const { state } = breaker.observe({ ...session(day, START)[0], external: { VIX: value } });
      return state.scale;
    });
    expect(states).toEqual([0, 1, 0.7, 0.7, 0.25, 0, 1]);
    expect(breaker.observe(session(9, START)[0])).toEqual({ state: { action: 'none', scale: 1 }, events: [] });
  });
});

describe('createBreakers', () => {
  it('S3-38: the most severe action wins and scales multiply', () => {
    const both = createBreakers([STREAK, { kind: 'weekly-loss', limit: 0.05, action: HALF }, DAILY], START);
    const losses = [990, 981, 972, 963, 954].map((thousands) => thousands * 1000);
    const states = run(
      both,
      [...losses, 953_000].flatMap((equity, day) => session(day, equity)),
    );
    expect(states).toEqual(['none', 'none', 'none', 'none', 'scale 0.75', 'scale 0.75']);
    expect(run(both, session(6, 949_000, 930_000))).toEqual(['scale 0.375', 'halt']);
    expect(both.state.scale).toBe(0);
  });

  it('lets everything through where there is no breaker', () => {
    expect(run(createBreakers([], START), session(0, 1))).toEqual(['none']);
  });

  it('does not change with what comes later', () => {
    const equities = fc.array(fc.integer({ min: 500_000, max: 1_500_000 }), { minLength: 1, maxLength: 30 });
    const specs = [DAILY, SHUTDOWN, STREAK, { kind: 'monthly-loss', limit: 0.1, action: HALF }] as const;
    fc.assert(
      fc.property(equities, equities, (past, future) => {
        const course = (all: readonly number[]): BreakerObservation[] =>
          all.flatMap((equity, day) => session(day, equity));
        const short = run(createBreakers(specs, START), course(past));
        const long = run(createBreakers(specs, START), course([...past, ...future]));
        expect(long.slice(0, past.length)).toEqual(short);
      }),
    );
  });

  it.each<[string, Partial<BreakerObservation>]>([
    ['observation.time', { time: 5 }],
    ['observation.sessionId', { sessionId: '2023-12-31' }],
    ['observation.sessionId', { sessionId: '2024-13-01' }],
    ['observation.equityUnits', { equityUnits: 0.5 }],
  ])('refuses %s', (name, change) => {
    const breaker = createBreaker(DAILY, START);
    const [one, two] = session(0, START, START);
    breaker.observe(one);
    expect(() => breaker.observe({ ...two, ...change })).toThrow(`invalid '${name}'`);
  });
});

describe('targetUnderBreaker', () => {
  it.each([
    ['nothing in force', 'none', 1, 100, 0, 100],
    ['half size for an entry', 'scale', 0.5, 101, 0, 50],
    ['half size for an enlargement: what is held stays', 'scale', 0.5, -100, -80, -80],
    ['a reduction in full', 'scale', 0.5, 30, 80, 30],
    ['a halt: no entry', 'halt', 0, 100, 0, 0],
    ['a halt: what is held stays', 'halt', 0, 100, 40, 40],
    ['a halt: a reversal only closes', 'halt', 0, -100, 40, 0],
    ['a halt: an exit', 'halt', 0, 0, 40, 0],
    ['flatten', 'flatten', 0, 100, 40, 0],
    ['a product a hair below a whole number', 'scale', 0.29, 100, 0, 29],
  ] as const)('S3-38: %s', (...[, action, scale, target, held, lots]) => {
    expect(targetUnderBreaker({ action, scale }, target, held)).toBe(lots);
  });

  it('is NaN where the target is', () => {
    expect(targetUnderBreaker({ action: 'halt', scale: 0 }, NaN, 5)).toBeNaN();
  });
});

describe('checkBreaker', () => {
  it.each<[string, BreakerSpec]>([
    ['breaker.kind', { ...DAILY, kind: 'hourly-loss' as 'daily-loss' }],
    ['breaker.limit', { ...DAILY, limit: 0 }],
    ['breaker.limit', { ...SHUTDOWN, limit: 1 }],
    ['breaker.action.kind', { ...DAILY, action: { kind: 'stop' as 'halt' } }],
    ['breaker.action.factor', { ...DAILY, action: { kind: 'scale', factor: 1 } }],
    ['breaker.reset.drawdown', { ...SHUTDOWN, reset: { kind: 'recovery', drawdown: 0.15 } }],
    ['breaker.reset.kind', { ...SHUTDOWN, action: { kind: 'flatten' }, reset: { kind: 'recovery', drawdown: 0.1 } }],
    ['breaker.reset.count', { ...SHUTDOWN, reset: { kind: 'sessions', count: 0 } }],
    ['breaker.sessions', { ...STREAK, sessions: 0 }],
    ['breaker.reset.kind', { ...STREAK, action: HALT }],
    ['breaker.limit', { kind: 'exposure-change', limit: -1, action: HALT }],
    ['breaker.steps', { ...VIX, steps: [] }],
    [
      'breaker.steps[1].below',
      {
        ...VIX,
        steps: [
          { below: 20, scale: 1 },
          { below: 20, scale: 0.5 },
        ],
      },
    ],
    ['breaker.otherwise', { ...VIX, otherwise: 1.5 }],
  ])('refuses %s', (name, spec) => {
    expect(() => checkBreaker(spec)).toThrow(`invalid '${name}'`);
  });
});
