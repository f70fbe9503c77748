import type { CalendarId } from '@assay/quant/market';
import type { ContractRule } from '../layouts/layout.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';
import type { ColumnPlaces } from './find-columns.ts';
import { momentReader } from './moments.ts';
import type { MomentReader } from './moments.ts';
import { isBlank, scaler } from './numbers.ts';
import { innerStem } from './place.ts';
import type { Place } from './place.ts';

/** What tells an option contract from every other. */
export interface Contract {
  readonly root: string;
  readonly expiry: number;
  readonly strike: number;
  readonly right: 'call' | 'put';
}

/** Reads the identity of contracts. */
export interface ContractReader {
  /** A member begins. */
  begin(place: Place): void;
  /** The contract of a record; `underlying` is the root where the file names none. */
  read(fields: readonly string[], places: ColumnPlaces, underlying: string): Contract | RowFault;
}

/** Root of up to six characters, day of expiry, right, strike times 1,000: the symbols of the Options Clearing Corporation. */
const SYMBOL = /^(?<root>[A-Z0-9.]{1,6}) *(?<expiry>\d{6})(?<right>[CP])(?<strike>\d{8})$/u;
const SYMBOL_SCALE = 1000;
const RIGHTS: Readonly<Record<string, 'call' | 'put'>> = { c: 'call', call: 'call', p: 'put', put: 'put' };

/** The reader of a rule. */
export function contractReader(
  rule: ContractRule,
  calendar: CalendarId | undefined,
  parseNumber: (text: string) => number,
): ContractReader {
  const readExpiry = momentReader(rule.expiry, calendar);
  const parse = (parts: Parts, scale: number): Contract | RowFault =>
    parseContract(parts, scaler(scale)(parseNumber(parts.strike), parts.strike), readExpiry);
  if (rule.from === 'member-name') return memberReader(rule, parse);
  const read = (fields: readonly string[], places: ColumnPlaces, underlying: string): Contract | RowFault => {
    const field = (key: string): string => (places[key] === undefined ? '' : (fields[places[key]] ?? ''));
    if (rule.from === 'symbol') {
      const symbol = field('symbol');
      const groups = SYMBOL.exec(symbol)?.groups as Parts | undefined;
      return groups === undefined ? notNamed('symbol', symbol) : parse(groups, SYMBOL_SCALE);
    }
    const [root, expiry, strike, right] = [field('root'), field('expiry'), field('strike'), field('right')];
    const blank = [expiry, strike, right].findIndex(isBlank);
    if (blank >= 0) return { fault: `${['expiry', 'strike', 'right'][blank] ?? ''} is ''`, policy: 'blank' };
    return parse({ root: root === '' ? underlying : root, expiry, strike, right }, rule.strikeScale);
  };
  return { begin: () => undefined, read };
}

interface Parts {
  readonly root: string;
  readonly expiry: string;
  readonly strike: string;
  readonly right: string;
}

/** Every row of a member is of the contract that its name says. */
function memberReader(rule: ContractRule, parse: (parts: Parts, scale: number) => Contract | RowFault): ContractReader {
  const pattern = new RegExp(rule.pattern ?? '', 'u');
  let groups: Partial<Parts> | undefined;
  let name = '';
  let known: Contract | RowFault | undefined;
  return {
    begin: (place) => {
      name = innerStem(place);
      groups = pattern.exec(name)?.groups;
      known = undefined;
    },
    read: (_, __, underlying) => {
      if (groups === undefined) return wrong(`'${name}' does not name a contract as the layout expects`);
      const { root = underlying, expiry = '', strike = '', right = '' } = groups;
      known ??= parse({ root: root.toUpperCase(), expiry, strike, right }, rule.strikeScale);
      return known;
    },
  };
}

function parseContract(parts: Parts, strike: number, readExpiry: MomentReader): Contract | RowFault {
  const right = RIGHTS[parts.right.toLowerCase()];
  if (right === undefined) return wrong(`right '${parts.right}' is neither call nor put`);
  if (!(strike > 0 && strike < Infinity)) return wrong(`strike '${parts.strike}' is no possible strike`);
  const expiry = readExpiry(parts.expiry);
  return typeof expiry === 'number' ? { root: parts.root, expiry, strike, right } : expiry;
}

function notNamed(what: string, text: string): RowFault {
  return isBlank(text)
    ? { fault: `${what} is '${text}'`, policy: 'blank' }
    : wrong(`${what} '${text}' is not of the form SPXW190426C00800000`);
}
