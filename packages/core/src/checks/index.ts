export {
  checkFinite,
  checkInRange,
  checkInteger,
  checkNonEmpty,
  checkOneOf,
  checkPositive,
  checkSameLength,
} from './checks.ts';
export { editDistance, nearestName } from './nearest.ts';
