/**
 * How much work the parser may do for a text. Error recovery, and text that can be read in many ways, take time that grows with
 * the square of the length; the parser reports every hundred operations or so, and is stopped by the count of reports, never by the clock.
 */

const MAX_ERROR_REPORTS = 30;

export function parseBudget(_length: number): (state: { hasError: boolean }) => boolean {
  let reports = 0;
  return (state) => {
    if (state.hasError) reports += 1;
    return reports > MAX_ERROR_REPORTS;
  };
}
