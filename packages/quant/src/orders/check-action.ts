import { InvalidArgumentError } from '@assay/core/errors';
import type { Action } from './action.ts';
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
import { checkAttachedLevel, checkOrderRequest, checkQuantity, checkTag, checkTrail } from './check-order.ts';

const KINDS = ['intent', 'order', 'cancel', 'replace', 'plan'];
const PLAN_FIELDS = [
  'kind',
  'tag',
  'instrument',
  'direction',
  'entry',
  'stop',
  'targets',
  'timeExit',
  'risk',
  'expires',
  'reason',
];
/** Sums of shares may miss 1 by what rounding of decimals explains. */
const SHARE_TOLERANCE = 1e-9;

/**
 * Throws unless what a strategy returned is an action that makes sense by itself: its kind and fields, their types and
 * domains, and what belongs together. Levels against each other and times are checked when the action is resolved.
 *
 * @param action - from a strategy: any type.
 * @throws {InvalidArgumentError} that names the action by its tag, the field, the rule and what was given.
 *
 * @remarks
 * Source: this project.
 */
export function checkAction(action: unknown): asserts action is Action {
  if (typeof action !== 'object' || action === null || Array.isArray(action)) {
    throw new InvalidArgumentError('action', 'an object: an intent, order, cancel, replace or plan', action);
  }
  const fields = action as Readonly<Record<string, unknown>>;
  const kind = fields['kind'] === undefined ? 'intent' : checkChoice({ where: 'action', fields }, 'kind', KINDS);
  const tag = typeof fields['tag'] === 'string' ? ` ${fields['tag']}` : '';
  const checked = { where: `${kind}${tag}`, fields };
  if (kind === 'order') checkOrderRequest(checked);
  else if (kind === 'cancel') checkCancel(checked);
  else if (kind === 'replace') checkReplace(checked);
  else if (kind === 'plan') checkPlan(checked);
  else if (!Array.isArray(fields['legs'])) throw faultOf(checked, 'legs', 'a list, or kind one of order, cancel, …');
}

function checkCancel(request: Checked): void {
  checkKnownFields(request, ['kind', 'tag', 'instrument']);
  checkText(request, 'tag');
  if (request.fields['instrument'] !== undefined) checkText(request, 'instrument');
}

function checkReplace(request: Checked): void {
  const changes = ['lots', 'limitPrice', 'stopPrice', 'trail'];
  checkKnownFields(request, ['kind', 'tag', ...changes]);
  if (checkText(request, 'tag') === '*') throw faultOf(request, 'tag', 'the tag of one order');
  if (changes.every((field) => request.fields[field] === undefined)) {
    throw faultOf(request, 'lots', `given, or one of limitPrice, stopPrice and trail: it changes nothing`);
  }
  if (request.fields['lots'] !== undefined) checkQuantity(lotsOf(request), ['lots']);
  for (const field of ['limitPrice', 'stopPrice']) {
    if (request.fields[field] !== undefined) checkNumber(request, field, 'finite');
  }
  const trail = checkObject(request, 'trail');
  if (trail !== undefined) checkTrail(trail);
}

function lotsOf(request: Checked): Checked {
  return { where: `${request.where}.lots`, fields: { kind: 'lots', value: request.fields['lots'] } };
}

function checkPlan(plan: Checked): void {
  checkKnownFields(plan, PLAN_FIELDS);
  for (const field of ['tag', 'instrument', 'reason']) checkText(plan, field);
  checkTag(plan);
  checkChoice(plan, 'direction', ['long', 'short']);
  checkEntry(checkGivenObject(plan, 'entry'));
  checkAttachedLevel(checkGivenObject(plan, 'stop'));
  checkTargets(plan);
  checkTimeExit(plan);
  checkQuantity(checkGivenObject(plan, 'risk'), ['risk-fraction', 'lots', 'exposure', 'weight']);
  if (plan.fields['expires'] !== undefined) {
    checkNumber(plan, 'expires', 'a time in epoch milliseconds', Number.isSafeInteger);
  }
}

function checkEntry(entry: Checked): void {
  checkKnownFields(entry, ['type', 'price']);
  const type = checkChoice(entry, 'type', ['market', 'limit', 'stop']);
  if (type !== 'market') checkNumber(entry, 'price', `finite and given for a ${type} entry`);
  else if (entry.fields['price'] !== undefined) throw faultOf(entry, 'price', 'left out for a market entry');
}

function checkTargets(plan: Checked): void {
  const { targets } = plan.fields;
  if (!Array.isArray(targets)) throw faultOf(plan, 'targets', 'a list (it may be empty)');
  let sum = 0;
  for (let k = 0; k < targets.length; k++) {
    const name = `targets[${k}]`;
    const target = checkGivenObject({ where: plan.where, fields: { [name]: (targets as unknown[])[k] } }, name);
    checkAttachedLevel(target, ['share']);
    sum += checkNumber(target, 'share', '> 0 and at most 1', (value) => value > 0 && value <= 1);
  }
  if (sum > 1 + SHARE_TOLERANCE) {
    throw new InvalidArgumentError(`${plan.where}.targets`, 'of shares that sum to at most 1', sum);
  }
}

function checkTimeExit(plan: Checked): void {
  const timeExit = checkObject(plan, 'timeExit');
  if (timeExit === undefined) return;
  checkKnownFields(timeExit, ['bars', 'at']);
  const { bars, at } = timeExit.fields;
  if ((bars === undefined) === (at === undefined)) throw faultOf(timeExit, 'bars', 'given, or else `at`, but not both');
  if (bars !== undefined) {
    checkNumber(timeExit, 'bars', 'a whole number > 0', (value) => Number.isSafeInteger(value) && value > 0);
  } else {
    checkNumber(timeExit, 'at', 'a time in epoch milliseconds', Number.isSafeInteger);
  }
}
