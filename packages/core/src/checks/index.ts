export {
  checkFinite,
  checkInRange,
  checkInteger,
  checkNonEmpty,
  checkOneOf,
  checkPositive,
  checkSameLength,
  checkStrictlyBetween,
} from './checks.ts';
export { editDistance, nearestName } from './nearest.ts';
