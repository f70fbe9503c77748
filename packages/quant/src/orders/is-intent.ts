import type { Action } from './action.ts';
import type { Intent } from './intent.ts';

/**
 * True for an action that is an intent: one without a kind, or of the kind `intent`.
 *
 * Source: this project.
 */
export function isIntent(action: Action): action is Intent {
  return action.kind === undefined || action.kind === 'intent';
}
