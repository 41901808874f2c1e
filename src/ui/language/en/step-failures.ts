/** Failures with their own words; see FailureText in failures.ts. */
export const stepFailures = {};
