/**
 * Published fees of the United States, by date; docs/methods/costs.md says where each comes from and what is in doubt.
 *
 * A table is a default: pass a schedule of your own in its place where a broker passes fees on differently.
 */
import type { FeeRate, FeeScheduleInput } from './fee-schedule.ts';
import { deepFreeze } from './input-checks.ts';

/** A fee in US dollars, dated by New York's clock; outside its dates the nearest rate is taken and flagged. */
function usFee(fee: Omit<FeeScheduleInput, 'currency' | 'timeZone' | 'outside'>): FeeScheduleInput {
  return deepFreeze({ ...fee, currency: 'USD', timeZone: 'America/New_York', outside: 'nearest' } as const);
}

const perMillion = (from: string, rate: number, source: string): FeeRate => ({ from, rate, source });
const STATUTE = '15 U.S.C. 78ee before 2001-12-28: 1/300 of one per cent';
const RELIEF_ACT = 'Investor and Capital Markets Fee Relief Act, Public Law 107-123';
const advisory = (year: number): string => `SEC fee rate advisories and orders for fiscal year ${year}`;

/**
 * Section 31 of the Securities Exchange Act: US dollars per MILLION of the proceeds of a sale.
 *
 * Charged on sales of shares, funds and equity options. Options on broad indexes are exempt: leave it out for them.
 */
export const SEC_SECTION_31: FeeScheduleInput = usFee({
  name: 'SEC section 31',
  event: 'trade',
  payer: 'seller',
  per: 'million',
  kinds: ['equity', 'fund', 'option'],
  rates: [
    perMillion('1998-01-01', 100 / 3, STATUTE),
    perMillion('2001-12-28', 15, RELIEF_ACT),
    perMillion('2002-04-01', 30.1, advisory(2002)),
    perMillion('2003-03-22', 25.2, advisory(2003)),
    perMillion('2003-04-01', 46.8, advisory(2003)),
    perMillion('2004-02-22', 39, advisory(2004)),
    perMillion('2004-04-01', 23.4, advisory(2004)),
    perMillion('2005-01-07', 32.9, advisory(2005)),
    perMillion('2005-04-01', 41.8, advisory(2005)),
    perMillion('2005-12-22', 30.7, advisory(2006)),
    perMillion('2007-03-17', 15.3, advisory(2007)),
    perMillion('2008-01-25', 11, advisory(2008)),
    perMillion('2008-04-01', 5.6, advisory(2008)),
    perMillion('2009-04-10', 25.7, advisory(2009)),
    perMillion('2010-01-15', 12.7, advisory(2010)),
    perMillion('2010-04-01', 16.9, advisory(2010)),
    perMillion('2011-01-21', 19.2, advisory(2011)),
    perMillion('2012-02-21', 18, advisory(2012)),
    perMillion('2012-04-01', 22.4, advisory(2012)),
    perMillion('2013-05-25', 17.4, advisory(2013)),
    perMillion('2014-03-18', 22.1, advisory(2014)),
    perMillion('2015-02-14', 18.4, advisory(2015)),
    perMillion('2016-02-16', 21.8, advisory(2016)),
    perMillion('2017-07-04', 23.1, advisory(2017)),
    perMillion('2018-05-22', 13, advisory(2018)),
    perMillion('2019-04-16', 20.7, advisory(2019)),
    perMillion('2020-02-18', 22.1, advisory(2020)),
    perMillion('2021-02-25', 5.1, advisory(2021)),
    perMillion('2022-05-14', 22.9, advisory(2022)),
    perMillion('2023-02-27', 8, advisory(2023)),
    perMillion('2024-05-22', 27.8, advisory(2024)),
    perMillion('2025-05-14', 0, advisory(2025)),
    perMillion('2026-04-04', 20.6, `${advisory(2026)}: release 34-104909 of 2026-02-27`),
  ],
  knownThrough: '2026-09-30',
});

const taf = (from: string, rate: number, cap: number | undefined, source: string): FeeRate => ({
  from,
  rate,
  ...(cap === undefined ? {} : { maximumUnits: Math.round(cap * 1e6) }),
  source,
});
const SUSTAINABLE_2020 = 'SR-FINRA-2020-032, 85 FR 66592';
const SUSTAINABLE_2024 = 'SR-FINRA-2024-019, 89 FR 93709';

/** FINRA's trading activity fee on sales of shares and funds: US dollars per share, with a maximum for each trade. */
export const FINRA_TAF_EQUITY: FeeScheduleInput = usFee({
  name: 'FINRA trading activity fee (shares)',
  event: 'trade',
  payer: 'seller',
  per: 'unit',
  kinds: ['equity', 'fund'],
  rates: [
    taf('2005-01-01', 0.000075, 3.75, 'NASD Notice to Members 04-84, as cited in FINRA Regulatory Notice 11-27'),
    taf('2011-07-01', 0.00009, 4.5, 'FINRA Regulatory Notice 11-27'),
    taf('2012-03-01', 0.000095, 4.75, 'FINRA Regulatory Notice 12-06'),
    taf('2012-07-01', 0.000119, 5.95, 'SR-FINRA-2012-023, 77 FR 27527'),
    taf('2022-01-01', 0.00013, 6.49, SUSTAINABLE_2020),
    taf('2023-01-01', 0.000145, 7.27, SUSTAINABLE_2020),
    taf('2024-01-01', 0.000166, 8.3, SUSTAINABLE_2020),
    taf('2026-01-01', 0.000195, 9.79, SUSTAINABLE_2024),
  ],
  knownThrough: '2026-12-31',
});

/** FINRA's trading activity fee on sales of options: US dollars per contract. */
export const FINRA_TAF_OPTIONS: FeeScheduleInput = usFee({
  name: 'FINRA trading activity fee (options)',
  event: 'trade',
  payer: 'seller',
  per: 'unit',
  kinds: ['option'],
  rates: [
    taf('2005-01-01', 0.002, undefined, 'FINRA By-Laws, Schedule A, section 1'),
    taf('2022-01-01', 0.00218, undefined, SUSTAINABLE_2020),
    taf('2023-01-01', 0.00244, undefined, SUSTAINABLE_2020),
    taf('2024-01-01', 0.00279, undefined, SUSTAINABLE_2020),
    taf('2026-01-01', 0.00329, undefined, SUSTAINABLE_2024),
  ],
  knownThrough: '2026-12-31',
});

/** Clearing fee of the Options Clearing Corporation: US dollars per contract and side, up to 2024 at most 55 a trade. */
export const OCC_CLEARING: FeeScheduleInput = usFee({
  name: 'OCC clearing',
  event: 'trade',
  payer: 'both',
  per: 'unit',
  kinds: ['option'],
  rates: [
    taf('2018-03-01', 0.055, 55, 'SR-OCC-2018-004, 83 FR 4944; OCC schedule of fees of January 2020'),
    taf('2020-09-01', 0.045, 55, 'SR-OCC-2020-009, 85 FR 50858'),
    taf('2021-06-01', 0.02, 55, '86 FR 27916; OCC schedule of fees'),
    taf('2021-11-01', 0, undefined, 'fee holiday of November and December 2021, 86 FR 55039'),
    taf('2022-01-01', 0.02, 55, 'end of the fee holiday, 86 FR 55039'),
    taf('2025-01-01', 0.025, undefined, '89 FR 105645, filed anew as SR-OCC-2025-002, 90 FR 10544'),
  ],
  knownThrough: '2025-12-31',
});

/** Exercise fee of the Options Clearing Corporation: one US dollar for each line of an exercise notice. */
export const OCC_EXERCISE: FeeScheduleInput = usFee({
  name: 'OCC exercise',
  event: 'exercise',
  payer: 'both',
  per: 'fill',
  kinds: ['option'],
  rates: [{ from: '2018-03-01', rate: 1, source: 'OCC schedule of fees (seen for 2020 to 2025)' }],
  knownThrough: '2025-12-31',
});

/** The published fees on US shares, funds and equity options. */
export const US_REGULATORY_FEES: readonly FeeScheduleInput[] = Object.freeze([
  SEC_SECTION_31,
  FINRA_TAF_EQUITY,
  FINRA_TAF_OPTIONS,
  OCC_CLEARING,
  OCC_EXERCISE,
]);
