/** One thing of a run that is not as it was written. */
export interface VerificationProblem {
  /** File below the run's folder, or `published/…` and `trials/…` below the workspace; with the line where there is one. */
  readonly where: string;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}
