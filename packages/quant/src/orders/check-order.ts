import {
  checkChoice,
  checkGivenObject,
  checkKnownFields,
  checkNumber,
  checkObject,
  checkText,
  faultOf,
} from './check-fields.ts';
import type { Checked } from './check-fields.ts';

const ORDER_TYPES = ['market', 'market-on-open', 'market-on-close', 'limit', 'stop', 'stop-limit', 'trailing-stop'];
const SIDES = ['buy', 'sell'];
const ORDER_FIELDS = [
  'kind',
  'tag',
  'instrument',
  'side',
  'quantity',
  'type',
  'limitPrice',
  'stopPrice',
  'trail',
  'timeInForce',
  'reduceOnly',
  'oco',
  'attached',
  'reason',
];
/** Which order types have which level. */
const LEVELS: readonly (readonly [string, readonly string[]])[] = [
  ['limitPrice', ['limit', 'stop-limit']],
  ['stopPrice', ['stop', 'stop-limit']],
  ['trail', ['trailing-stop']],
];

/**
 * Throws unless an order request is complete and makes sense by itself.
 *
 * @throws {InvalidArgumentError} that names the order's tag and the field.
 *
 * @remarks
 * Source: this project.
 */
export function checkOrderRequest(request: Checked): void {
  checkKnownFields(request, ORDER_FIELDS);
  checkText(request, 'tag');
  checkText(request, 'instrument');
  checkText(request, 'reason');
  checkTag(request);
  checkChoice(request, 'side', SIDES);
  const type = checkChoice(request, 'type', ORDER_TYPES);
  checkQuantity(checkGivenObject(request, 'quantity'), ['lots', 'exposure', 'weight', 'position']);
  checkLevels(request, type);
  checkTimeInForce(request);
  const { reduceOnly, oco } = request.fields;
  if (reduceOnly !== undefined && typeof reduceOnly !== 'boolean')
    throw faultOf(request, 'reduceOnly', 'true or false');
  if (oco !== undefined) checkText(request, 'oco');
  checkAttached(request);
}

/**
 * Throws where a tag could be taken for something else: `*` for all orders, `/` for an attached exit.
 *
 * Source: this project.
 */
export function checkTag(request: Checked): void {
  if (/[*/]/.test(checkText(request, 'tag'))) throw faultOf(request, 'tag', "without '*' and '/'");
}

/**
 * Throws unless a quantity is of one of these kinds and its value in the domain of the kind.
 *
 * Source: this project.
 */
export function checkQuantity(quantity: Checked, kinds: readonly string[]): void {
  checkKnownFields(quantity, ['kind', 'value']);
  const kind = checkChoice(quantity, 'kind', kinds);
  if (kind === 'lots') {
    checkNumber(quantity, 'value', 'a whole number > 0', (value) => Number.isSafeInteger(value) && value > 0);
  } else if (kind === 'exposure') {
    checkNumber(quantity, 'value', '> 0 and at most 1', (value) => value > 0 && value <= 1);
  } else if (kind === 'weight') {
    checkNumber(quantity, 'value', 'finite and > 0', isPositive);
  } else if (kind === 'risk-fraction') {
    checkNumber(quantity, 'value', '> 0 and < 1', (value) => value > 0 && value < 1);
  } else if (quantity.fields['value'] !== undefined) {
    throw faultOf(quantity, 'value', 'left out: the quantity is the whole position');
  }
}

/**
 * Throws unless a trail is a fraction in (0, 1) or a price distance > 0.
 *
 * Source: this project.
 */
export function checkTrail(trail: Checked): void {
  checkKnownFields(trail, ['kind', 'value']);
  if (checkChoice(trail, 'kind', ['fraction', 'price']) === 'price') {
    checkNumber(trail, 'value', 'finite and > 0', isPositive);
  } else {
    checkNumber(trail, 'value', '> 0 and < 1', (value) => value > 0 && value < 1);
  }
}

/**
 * Throws unless an attached level is either a fraction > 0 or a price.
 *
 * @param others - further fields that it may have.
 *
 * @remarks
 * Source: this project.
 */
export function checkAttachedLevel(level: Checked, others: readonly string[] = []): void {
  checkKnownFields(level, ['fraction', 'price', ...others]);
  const { fraction, price } = level.fields;
  if ((fraction === undefined) === (price === undefined)) {
    throw faultOf(level, price === undefined ? 'fraction' : 'price', 'given, or else the other: a fraction or a price');
  }
  if (fraction === undefined) checkNumber(level, 'price', 'finite');
  else checkNumber(level, 'fraction', 'finite and > 0', isPositive);
}

function checkLevels(request: Checked, type: string): void {
  for (const [field, types] of LEVELS) {
    const isGiven = request.fields[field] !== undefined;
    if (isGiven && !types.includes(type)) {
      throw faultOf(request, field, `left out: a ${type} order has none, only ${types.join(' and ')} orders do`);
    }
    if (!types.includes(type)) continue;
    if (!isGiven) throw faultOf(request, field, `given for a ${type} order`);
    if (field === 'trail') checkTrail(checkGivenObject(request, field));
    else checkNumber(request, field, 'finite');
  }
  const { limitPrice, stopPrice, side } = request.fields;
  if (type !== 'stop-limit') return;
  const room = (limitPrice as number) - (stopPrice as number);
  if (side === 'buy' ? room < 0 : room > 0) {
    const relation = side === 'buy' ? 'at or above' : 'at or below';
    throw faultOf(request, 'limitPrice', `${relation} the stop price ${String(stopPrice)}, or it could not fill`);
  }
}

function checkTimeInForce(request: Checked): void {
  const timeInForce = checkObject(request, 'timeInForce');
  if (timeInForce === undefined) return;
  checkKnownFields(timeInForce, ['kind', 'until']);
  if (checkChoice(timeInForce, 'kind', ['gtc', 'day', 'ioc', 'fok', 'gtd']) === 'gtd') {
    checkNumber(timeInForce, 'until', 'a time in epoch milliseconds', Number.isSafeInteger);
  } else if (timeInForce.fields['until'] !== undefined) {
    throw faultOf(timeInForce, 'until', 'left out: only gtd orders have it');
  }
}

function checkAttached(request: Checked): void {
  const attached = checkObject(request, 'attached');
  if (attached === undefined) return;
  checkKnownFields(attached, ['stopLoss', 'takeProfit', 'trailingStop']);
  const { reduceOnly, quantity } = request.fields;
  if (reduceOnly === true || (quantity as { readonly kind: string }).kind === 'position') {
    throw faultOf(request, 'attached', 'left out: an order that only reduces opens nothing to protect');
  }
  for (const field of ['stopLoss', 'takeProfit']) {
    const level = checkObject(attached, field);
    if (level !== undefined) checkAttachedLevel(level);
  }
  const trail = checkObject(attached, 'trailingStop');
  if (trail !== undefined) checkTrail(trail);
}

function isPositive(value: number): boolean {
  return value > 0 && value < Infinity;
}
